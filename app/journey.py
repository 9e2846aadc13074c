"""The way through a form, page by page, pure: its steps, how far each is, and which comes next."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from forms.definition import Form, Question, Section, Text
from forms.schema import Checked, CompiledForm, Problem
from forms.types.blank import is_blank

DONE, BUSY, TODO, WRONG = "done", "busy", "todo", "wrong"
"""How far a step is: nothing is missing; something is answered and it was not sent yet; nothing yet; something is."""
WITHOUT_WORDS = frozenset({"hidden", "calculated"})
"""Types that ask nothing: a step of nothing else is no page."""
LONG = 4  # steps, from which on a form has a list of them to choose from
MINUTES_A_QUESTION = {"long_text": 4, "table": 8, "file": 3}
"""How long a question takes about; any other is half a minute."""


@dataclass(frozen=True, slots=True)
class Step:
    """A page of questions: a page of the definition, or a section where that has none."""

    name: str
    title: Text
    sections: tuple[Section, ...]

    @property
    def questions(self) -> tuple[Question, ...]:
        """All of them, asked or not."""
        return tuple(question for section in self.sections for question in section.questions)


@dataclass(frozen=True, slots=True)
class Stage:
    """A step on the way of one draft."""

    step: Step
    state: str
    problems: tuple[Problem, ...] = ()


Way = tuple[Stage, ...]
"""The steps that the answers ask for, in their order."""


def steps_of(form: Form, only: Collection[str] | None = None) -> tuple[Step, ...]:
    """The pages of a form; where `only` some questions are asked, those that have one, with no others on them."""
    whole = _steps(form)
    if only is None:
        return whole
    some = (replace(one, sections=tuple(_with_only(section, only) for section in one.sections)) for one in whole)
    return tuple(one for one in some if one.questions)


def _with_only(section: Section, only: Collection[str]) -> Section:
    return replace(section, questions=tuple(one for one in section.questions if one.name in only))


def _steps(form: Form) -> tuple[Step, ...]:
    sections = {section.name: section for section in form.sections}
    if form.pages:
        return tuple(Step(one.name, one.title, tuple(sections[name] for name in one.sections)) for one in form.pages)
    return tuple(Step(one.name, one.title, (one,)) for one in form.sections)


def way_of(
    compiled: CompiledForm,
    answers: Mapping[str, Any],
    visited: Sequence[str],
    checked: Checked,
    only: Collection[str] | None = None,
) -> Way:
    """The steps of a draft with these answers, of which `checked` is what the rules make; `only` as for `steps_of`."""
    asked = (one for one in steps_of(compiled.form, only) if is_asked(one, checked))
    return tuple(_stage(one, answers, one.name in visited, checked.problems) for one in asked)


def is_asked(step: Step, checked: Checked) -> bool:
    """Whether the answers bring a question of it."""
    return any(_asks(step.questions, checked, ""))


def problems_of(step: Step, problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Those that are about questions of a step."""
    names = {question.name for question in step.questions}
    return tuple(one for one in problems if one.path.split(".")[0] in names)


def next_after(way: Way, name: str) -> Step | None:
    """The step behind one, which itself may have gone from the way; None at its end."""
    names = [stage.step.name for stage in way]
    return way[names.index(name) + 1].step if name in names[:-1] else None


def first_open(way: Way) -> Step | None:
    """The first step in which something is still to be done."""
    return next((stage.step for stage in way if stage.state != DONE), None)


def minutes(form: Form) -> int:
    """How long it takes to fill in, about: what is asked of everybody, to five minutes."""
    asked = [question for section in form.sections if section.show_if is None for question in section.questions]
    whole = sum(_minutes(question) for question in asked if question.show_if is None)
    return max(5, 5 * round(whole / 5))


def files_asked(form: Form) -> list[Question]:
    """The questions that want files, which people should have ready."""
    return [question for question in _all(form.questions) if question.type == "file"]


def under_new_names(questions: Iterable[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """Typed answers as a later version of the form names its questions; what has no question any more stays."""
    kept = dict(answers)
    for question in questions:
        earlier = next((name for name in question.was if name in kept), None)
        if question.name not in kept and earlier is not None:
            kept[question.name] = kept.pop(earlier)
        if question.questions and question.name in kept:
            kept[question.name] = _within(question, kept[question.name], partial(under_new_names, question.questions))
    return kept


def asked_of(questions: Iterable[Question], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The typed answers that the form has questions for: one that an earlier version asked is nobody's mistake."""
    return {
        question.name: _within(
            question, _typed(question, answers[question.name]), partial(asked_of, question.questions)
        )
        for question in questions
        if question.name in answers
    }


def _typed(question: Question, answer: Any) -> Any:
    """An answer as it is typed: of a table as the ledger keeps it, its rows; the totals are worked out anew."""
    return answer.get("rows") if question.type == "table" and isinstance(answer, Mapping) else answer


def _within(question: Question, answer: Any, change: Callable[[Mapping[str, Any]], Any]) -> Any:
    """What was typed into a group, or into the rows of a table, changed."""
    if question.type == "table" and isinstance(answer, list):
        return [change(row) if isinstance(row, Mapping) else row for row in answer]
    if question.type == "table" and isinstance(answer, Mapping) and "rows" in answer:
        return {**answer, "rows": _within(question, answer["rows"], change)}
    return change(answer) if question.type == "group" and isinstance(answer, Mapping) else answer


def _stage(step: Step, answers: Mapping[str, Any], is_visited: bool, problems: Iterable[Problem]) -> Stage:
    found = problems_of(step, problems)
    if is_visited:
        return Stage(step, WRONG if found else DONE, found)
    is_begun = any(not is_blank(answers.get(question.name)) for question in step.questions)
    return Stage(step, BUSY if is_begun else TODO, found)


def _asks(questions: Iterable[Question], checked: Checked, before: str) -> Iterator[bool]:
    for question in questions:
        path = before + question.name
        if path in checked.hidden or question.type in WITHOUT_WORDS:
            continue
        if question.type == "group":
            yield from _asks(question.questions, checked, f"{path}.")
        else:
            yield question.choices_where is None or bool(checked.offered.get(path))


def _all(questions: Iterable[Question]) -> Iterator[Question]:
    for question in questions:
        yield question
        yield from _all(question.questions)


def _minutes(question: Question) -> float:
    if question.type == "group":
        return sum(map(_minutes, question.questions))
    if question.type in WITHOUT_WORDS:
        return 0
    return MINUTES_A_QUESTION.get(question.type, 0.5)
