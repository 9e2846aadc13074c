"""A posted page as raw answers: the definition says what to read, and nothing else is looked at."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from flask import Request
from werkzeug.exceptions import BadRequest

from app.web.uploads import Refused, kept_files, new_files, take
from connectors.errors import ConnectorError
from forms.definition import Question
from forms.schema import Problem
from forms.types.blank import is_blank
from forms.types.table import QUESTION_TYPES

MOST_ROWS = 200
"""Rows of one table that a page may hold, where the definition sets no smaller number."""


@dataclass(frozen=True, slots=True)
class Posted:
    """A page as it was posted; `lost` are the paths of files that could not be kept, `refused` says of some why."""

    request: Request
    lost: list[str] = field(default_factory=list)
    refused: list[Problem] = field(default_factory=list)

    def text(self, name: str) -> str:
        """What a field says."""
        return self.request.form.get(name, "")


MOST_BLANK = 20
"""Blank rows that are shown again where they stood; a page with more of them was not made by hand."""


def read_answers(questions: Iterable[Question], posted: Posted) -> dict[str, object]:
    """The raw answers, nested as the questions are; field names are paths: `budget.0.unit_cost`.

    A file that cannot be kept costs none of the other answers.
    """
    return _members(questions, posted, "")


def most_rows(question: Question) -> int:
    """How many rows of this table a page may hold."""
    return MOST_ROWS if question.max is None else min(int(question.max), MOST_ROWS)


def _members(questions: Iterable[Question], posted: Posted, before: str) -> dict[str, object]:
    asked = (q for q in questions if not q.product and QUESTION_TYPES[q.type].is_asked)
    return {q.name: READERS.get(q.type, _one)(q, posted, before + q.name) for q in asked}


def _twice(question: Question, posted: Posted, path: str) -> object:
    value, again = posted.text(path), posted.text(f"{path}.again")
    return {"value": value, "again": again} if question.confirm and (value or again) else value


def _places(question: Question, posted: Posted, path: str) -> object:
    return {choice.value: posted.text(f"{path}.{choice.value}") for choice in question.choices}


def _one(_question: Question, posted: Posted, path: str) -> object:
    return posted.text(path)


def _many(_question: Question, posted: Posted, path: str) -> object:
    return posted.request.form.getlist(path)


def _group(question: Question, posted: Posted, path: str) -> object:
    return _members(question.questions, posted, f"{path}.")


def _table(question: Question, posted: Posted, path: str) -> object:
    names = [name for names in (posted.request.form, posted.request.files) for name in names]
    numbers = re.compile(rf"{re.escape(path)}\.([0-9]{{1,4}})\.")
    found = [int(match[1]) for match in map(numbers.match, names) if match]
    count = max(found, default=-1) + 1
    if count > MOST_ROWS:
        raise BadRequest(f"A table holds at most {MOST_ROWS} rows.")
    rows = [_members(question.questions, posted, f"{path}.{row}.") for row in range(count)]
    filled = [row for row in rows if not is_blank(row)]
    return rows if len(rows) - len(filled) <= MOST_BLANK else filled


def _files(question: Question, posted: Posted, path: str) -> object:
    """Those kept earlier, and the new ones that are taken."""
    files = kept_files(posted.request, path)
    for upload in new_files(posted.request, path):
        try:
            files.append(take(question, path, upload.filename or "", upload.stream.read()))
        except Refused as refused:
            posted.refused.append(refused.problem)
        except ConnectorError:
            posted.lost.append(path)
    return [file for place, file in enumerate(files) if file not in files[:place]]


READERS: dict[str, Callable[[Question, Posted, str], object]] = {
    "choose_many": _many,
    "email": _twice,
    "ranking": _places,
    "group": _group,
    "matrix": _group,
    "table": _table,
    "file": _files,
}
"""How each type is read from a posted page; every other type is one text."""
