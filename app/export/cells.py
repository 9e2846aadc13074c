"""An answer as the value of a cell: numbers, days and truths as such, everything else as people read it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from connectors.ports import CellValue
from connectors.sources.enclosed import is_enclosed
from forms.definition import Question
from forms.types.answers import shown
from forms.types.blank import is_blank

TYPED: Mapping[str, tuple[str, Callable[[Any], CellValue]]] = {
    "integer": ("integer", int),
    "decimal": ("decimal", Decimal),
    "money": ("money", Decimal),
    "date": ("date", date.fromisoformat),
    "datetime": ("datetime", datetime.fromisoformat),
    "yes_no": ("yes_no", bool),
    "consent": ("yes_no", bool),
}
"""Type of a question, or of what it works out -> the format of its column, and how an answer becomes a value."""


def format_of(question: Question) -> str:
    """The format of the column of a question."""
    return TYPED.get(question.result or question.type, ("text",))[0]


def cell_of(question: Question, answer: Any, language: str, files: str) -> CellValue:
    """The value; an answer that was kept under other rules and does not fit stands as text.

    A file is its name and address: those that are kept here have theirs under `files`.
    """
    if is_blank(answer):
        return None
    if question.type == "file":
        return "\n".join(_file(one, files) for one in answer)
    typed = TYPED.get(question.result or question.type)
    if typed is None:
        return shown(question, answer, language)
    try:
        return typed[1](answer)
    except (ValueError, TypeError, ArithmeticError):
        return str(answer)


def _file(one: Mapping[str, Any], files: str) -> str:
    """The name, and where staff get it: here, or at its provider. What came inside a delivery has no address."""
    name, digest, url = (str(one.get(part, "")) for part in ("name", "sha256", "url"))
    if digest:
        return f"{name} {files}/{digest}"
    return f"{name} {url}" if url and not is_enclosed(url) else name
