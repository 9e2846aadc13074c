"""Example answers made from a form itself: what must be there, filled in as its types and bounds allow."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from forms.definition import Form, Question
from forms.schema import CompiledForm, Problem
from forms.types import messages
from forms.types.days import TODAY
from forms.types.numbers import plain, to_cents

MOST_ROUNDS = 8
MISSING = frozenset({messages.REQUIRED, messages.CHOOSE})


def example_answers(compiled: CompiledForm, now: datetime) -> dict[str, Any]:
    """Answers to all that is obligatory; questions that become so by these answers are filled in too."""
    asked = [q for section in compiled.form.sections if section.show_if is None for q in section.questions]
    found = _members(asked, now)
    for _ in range(MOST_ROUNDS):
        problems = compiled.check(found, now).problems
        wanted = [one for one in problems if one.message in MISSING]
        if not any([_fill(compiled.form, found, one, now) for one in wanted]):  # noqa: C419 - all of them
            break
    return found


def example_answer(question: Question, now: datetime) -> Any:
    """One answer to one question."""
    return EXAMPLES[question.type](question, now)


def _members(questions: Iterable[Question], now: datetime) -> dict[str, Any]:
    return {q.name: example_answer(q, now) for q in questions if q.show_if is None and not q.product and _is_wanted(q)}


def _is_wanted(question: Question) -> bool:
    if question.type == "table":
        return question.required
    return question.required or any(_is_wanted(one) for one in question.questions)


def _fill(form: Form, found: dict[str, Any], problem: Problem, now: datetime) -> bool:
    """Answer the question that a problem says is missing; whether that could be done."""
    here: Any = found
    questions = list(form.questions)
    *above, last = problem.path.split(".")
    for name in above:
        if isinstance(here, list):
            here = here[int(name)]
            continue
        question = next((one for one in questions if one.name == name), None)
        if question is None:
            return False
        here, questions = here.setdefault(name, {}), list(question.questions)
    question = next((one for one in questions if one.name == last), None)
    if question is None or not isinstance(here, dict):
        return False
    here[last] = example_answer(question, now)
    return True


def _text(question: Question, _now: datetime) -> str:
    text = question.label.in_language("en").rstrip("?.…") or "Text"
    longest = question.max_length or 200
    return text.ljust(question.min_length or 0, "…")[:longest]


def _number(question: Question, _now: datetime) -> Any:
    one = Decimal(1)
    number = question.min if question.min is not None else min(question.max if question.max is not None else one, one)
    if question.type == "integer":
        return int(number)
    return plain(to_cents(number) if question.type == "money" else number)


def _date(question: Question, now: datetime) -> str:
    if question.earliest:
        return _day(question.earliest, now) if question.earliest != TODAY else _later(now, 30)
    return _day(question.latest, now) if question.latest else _later(now, 60)


def _day(said: str, now: datetime) -> str:
    return now.date().isoformat() if said == TODAY else said


def _later(now: datetime, days: int) -> str:
    found: date = now.date() + timedelta(days=days)
    return found.isoformat()


def _several(question: Question, _now: datetime) -> list[str]:
    count = max(int(question.min or 1), 1)
    return [one.value for one in question.choices[:count]]


def _group(question: Question, now: datetime) -> dict[str, Any]:
    return _members(question.questions, now)


def _table(question: Question, now: datetime) -> list[dict[str, Any]]:
    columns = [one for one in question.questions if one.required] or question.questions[:1]
    return [_members(columns, now) for _ in range(max(int(question.min or 1), 1))]


def _file(question: Question, _now: datetime) -> list[dict[str, Any]]:
    ending = question.accept[0] if question.accept else "pdf"
    return [{"name": f"document.{ending}", "url": f"https://files.example.org/document.{ending}"}]


def _always(answer: Any) -> Callable[[Question, datetime], Any]:
    return lambda _question, _now: answer


EXAMPLES: dict[str, Callable[[Question, datetime], Any]] = {
    "text": _text,
    "long_text": _text,
    "email": _always("name@example.org"),
    "phone": _always("+41 22 123 45 67"),
    "url": _always("https://example.org"),
    "integer": _number,
    "decimal": _number,
    "money": _number,
    "date": _date,
    "time": _always("14:30"),
    "datetime": lambda _question, now: f"{_later(now, 60)}T14:30",
    "yes_no": _always(answer=True),
    "consent": _always(answer=True),
    "choose_one": lambda question, _now: question.choices[0].value if question.choices else None,
    "choose_many": _several,
    "ranking": _several,
    "matrix": _group,
    "country": _always("CHE"),
    "geopoint": _always("46.2044 6.1432"),
    "file": _file,
    "reference": _always("REF-2026-0001"),
    "calculated": _always(None),
    "note": _always(None),
    "hidden": _text,
    "group": _group,
    "table": _table,
}
"""Question type -> an answer to such a question."""
