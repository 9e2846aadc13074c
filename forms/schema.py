"""A definition compiled once, into a Marshmallow schema and its logic, and the check of a submission against it."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import nsmallest
from itertools import islice
from typing import Any

from marshmallow import Schema, ValidationError

from forms.definition import NO_TEXT, Form, Question
from forms.logic.logic import NEW_ROW, Logic, Problem, compile_logic
from forms.translations import missing
from forms.types import messages
from forms.types.blank import is_blank
from forms.types.fields import ITSELF, schema_of
from forms.types.messages import Said
from forms.types.texts import UNKEEPABLE

__all__ = ["NEW_ROW", "Checked", "CompiledForm", "Problem", "compile_form", "is_blank"]

MOST_PROBLEMS = 200
LONGEST_KEY = 100


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: canonical answers, or the problems (never both); warnings go with either."""

    answers: dict[str, Any] | None
    problems: tuple[Problem, ...] = ()
    warnings: tuple[Problem, ...] = ()
    left_out: tuple[str, ...] = ()  # paths that were answered although the rules do not ask for them
    hidden: frozenset[str] = frozenset()  # paths that the rules do not ask for; NEW_ROW numbers a row not filled in
    offered: Mapping[str, frozenset[str]] = field(default_factory=dict)  # path -> the choices that go with the rest
    so_far: Mapping[str, Any] = field(default_factory=dict)  # the answers as far as they could be read
    numbers: Mapping[str, Sequence[int]] = field(default_factory=dict)  # table -> the numbers its rows were sent under


@dataclass(frozen=True, slots=True)
class CompiledForm:
    """A definition, its schema and its logic."""

    form: Form
    schema: Schema
    logic: Logic
    questions: Mapping[str, Question]  # by path; a table's columns by theirs, without the number of a row
    order: Mapping[str, int]  # path -> its place among all questions
    lacking: frozenset[str]  # languages in which it has not all its texts

    def check(self, raw: object, now: datetime) -> Checked:
        """Check raw answers; finds every problem (the first 200 are told) and raises none."""
        if not isinstance(raw, Mapping):
            return Checked(None, (Problem("", NO_TEXT, messages.NOT_ANSWERS),))
        try:
            answers, found = dict(self.schema.load(raw)), []
        except ValidationError as error:
            answers = dict(error.valid_data) if isinstance(error.valid_data, Mapping) else {}
            found = list(_problems(self.questions, error.messages, ()))
        judged = self.logic.judge(answers, frozenset(one.path for one in found), now)
        shown = [one for one in found if not _is_hidden(one.path, judged.hidden)]
        problems = tuple(islice(_in_order(self.order, [*shown, *judged.problems]), MOST_PROBLEMS))
        warnings = tuple(judged.warnings[:MOST_PROBLEMS])
        return Checked(
            answers=None if problems else answers,
            problems=problems,
            warnings=warnings,
            left_out=tuple(judged.left_out),
            hidden=frozenset(judged.hidden),
            offered=judged.offered,
            so_far=answers,
            numbers=judged.numbers,
        )


def compile_form(form: Form) -> CompiledForm:
    """The form with its schema and logic, made once."""
    questions = dict(_walk(form.questions, ""))
    order = {path: place for place, path in enumerate(questions)}
    lacking = frozenset(language for _, languages in missing(form) for language in languages)
    return CompiledForm(form, schema_of(form.questions), compile_logic(form), questions, order, lacking)


def _is_hidden(path: str, hidden: set[str]) -> bool:
    parts = path.split(".") if hidden else []
    return any(".".join(parts[:length]) in hidden for length in range(1, len(parts) + 1))


def _in_order(order: Mapping[str, int], problems: list[Problem]) -> list[Problem]:
    """In the order of the questions and of the rows within them; what no question is asked for comes last."""
    if len(problems) < 2:
        return problems
    return sorted(problems, key=lambda one: tuple(_places(order, one.path)))


def _walk(questions: Iterable[Question], before: str) -> Iterator[tuple[str, Question]]:
    for question in questions:
        yield before + question.name, question
        yield from _walk(question.questions, f"{before}{question.name}.")


def _places(order: Mapping[str, int], path: str) -> Iterator[int]:
    """The place of each part of a path: that of its question, or the number of a row."""
    dotted = ""
    for part in path.split("."):
        if part.isdecimal() and dotted:
            yield int(part)
        else:
            dotted = f"{dotted}.{part}" if dotted else part
            yield order.get(dotted, len(order))


def _problems(questions: Mapping[str, Question], found: Any, path: tuple[str, ...]) -> Iterator[Problem]:
    """The messages of a tree as marshmallow builds it: known questions in order, then unknown keys by name."""
    if isinstance(found, Mapping):
        for key, inner in _first(found):
            about_all = key == ITSELF and _is_said(inner)
            yield from _problems(questions, inner, path if about_all else (*path, _tame(key)))
        return
    for message in found if isinstance(found, list) else [found]:
        yield _problem(questions, message, path)


def _first(found: Mapping[Any, Any]) -> list[tuple[Any, Any]]:
    """Known questions in order, then unknown keys by name, no more of them than are told."""
    unknown = {key: inner for key, inner in found.items() if isinstance(inner, list) and not _is_said(inner)}
    known = [(key, inner) for key, inner in found.items() if key not in unknown]
    return [*known, *nsmallest(MOST_PROBLEMS, unknown.items(), key=lambda entry: str(entry[0]))]


def _is_said(messages_: Any) -> bool:
    return isinstance(messages_, list) and all(isinstance(one, Said) for one in messages_)


def _tame(key: Any) -> str:
    """A key that strangers chose, made fit to be shown and kept."""
    return re.sub(UNKEEPABLE, "\ufffd", str(key)[:LONGEST_KEY])


def _problem(questions: Mapping[str, Question], message: Any, path: tuple[str, ...]) -> Problem:
    dotted = ".".join(path)
    question = questions.get(".".join(part for part in path if not part.isdecimal()))
    if question is None or not isinstance(message, Said):  # all of our own are Said: it is an unknown key
        return Problem(dotted, NO_TEXT, messages.UNKNOWN, {"key": path[-1]})
    return Problem(dotted, question.label, str(message), message.params)
