"""A posted page as raw answers: the definition says what to read, and nothing else is looked at."""

import re
from collections.abc import Callable, Iterable, Mapping

from flask import Request
from werkzeug.exceptions import BadRequest

from app.web.uploads import read_files
from forms.definition import Form, Question
from forms.schema import is_blank
from forms.types.answers import find_question
from forms.types.table import QUESTION_TYPES

MOST_ROWS = 200
"""Rows of one table that a page may hold, where the definition sets no smaller number."""


PREFILLABLE = frozenset(
    name
    for name, kind in QUESTION_TYPES.items()
    if kind.is_asked and not kind.holds_questions and name not in {"file", "consent", "ranking"}
)
"""The types that a link can answer beforehand."""


def read_answers(form: Form, request: Request) -> dict[str, object]:
    """The raw answers, nested as the questions are; field names are paths: `budget.0.unit_cost`."""
    return _members(form.questions, request, "")


def most_rows(question: Question) -> int:
    """How many rows of this table a page may hold."""
    return MOST_ROWS if question.max is None else min(int(question.max), MOST_ROWS)


def _members(questions: Iterable[Question], request: Request, before: str) -> dict[str, object]:
    asked = (q for q in questions if not q.product and QUESTION_TYPES[q.type].is_asked)
    return {q.name: READERS.get(q.type, _one)(q, request, before + q.name) for q in asked}


def prefilled(form: Form, given: Mapping[str, str]) -> dict[str, object]:
    """The raw answers that a link brings with it; what no single question takes is passed over."""
    found: dict[str, object] = {}
    for path, value in given.items():
        question = find_question(form, path)
        if question is not None and question.type in PREFILLABLE and "table" not in _types_on(form, path):
            _put(found, path.split("."), [value] if QUESTION_TYPES[question.type].is_many else value)
    return found


def _types_on(form: Form, path: str) -> set[str]:
    """The types of everything on the way to a question."""
    parts = path.split(".")
    ways = (find_question(form, ".".join(parts[:length])) for length in range(1, len(parts)))
    return {question.type for question in ways if question is not None}


def _put(found: dict[str, object], names: list[str], value: object) -> None:
    for name in names[:-1]:
        inner = found.setdefault(name, {})
        if not isinstance(inner, dict):
            return
        found = inner
    found[names[-1]] = value


def _twice(question: Question, request: Request, path: str) -> object:
    value = request.form.get(path, "")
    again = request.form.get(f"{path}.again", "")
    return {"value": value, "again": again} if question.confirm and (value or again) else value


def _places(question: Question, request: Request, path: str) -> object:
    return {choice.value: request.form.get(f"{path}.{choice.value}", "") for choice in question.choices}


def _one(_question: Question, request: Request, path: str) -> object:
    return request.form.get(path, "")


def _many(_question: Question, request: Request, path: str) -> object:
    return request.form.getlist(path)


def _group(question: Question, request: Request, path: str) -> object:
    return _members(question.questions, request, f"{path}.")


def _table(question: Question, request: Request, path: str) -> object:
    names = [name for names in (request.form, request.files) for name in names]
    numbers = re.compile(rf"{re.escape(path)}\.([0-9]{{1,4}})\.")
    found = [int(match[1]) for match in map(numbers.match, names) if match]
    count = max(found, default=-1) + 1
    if count > MOST_ROWS:
        raise BadRequest(f"A table holds at most {MOST_ROWS} rows.")
    rows = [_members(question.questions, request, f"{path}.{row}.") for row in range(count)]
    # a check leaves blank rows out before it numbers the others: blank ones go last, to keep the numbers true
    return sorted(rows, key=is_blank)


def _files(question: Question, request: Request, path: str) -> object:
    return read_files(question, request, path)


READERS: dict[str, Callable[[Question, Request, str], object]] = {
    "choose_many": _many,
    "email": _twice,
    "ranking": _places,
    "group": _group,
    "matrix": _group,
    "table": _table,
    "file": _files,
}
"""How each type is read from a posted page; every other type is one text."""
