"""What staff write into cells of their own columns and of those of both, read by the rules of the form."""

from collections.abc import Callable, Iterable
from datetime import date, datetime, time
from decimal import Decimal

from marshmallow import ValidationError

from forms.definition import Column, Question, Text, plain_label
from forms.types.answers import WORDS
from forms.types.messages import refuse
from forms.types.numbers import plain
from forms.types.table import QUESTION_TYPES

NOT_OFFERED = "%(label)s must be one of: %(words)s"
MOST_OFFERED = 20  # words that the message repeats
YES, NO = ({words[place].casefold() for words in WORDS.values()} for place in (0, 1))
UNREADABLE = frozenset({"file", "note", "hidden"})
"""Types whose answers no cell can say."""


def read_cell(column: Column, question: Question | None, value: object) -> object:
    """What a cell says, as answers are kept; None for an empty one. `question` is that of a column of both.

    Raises marshmallow's ValidationError with a message of forms.types.messages, or NOT_OFFERED.
    """
    if value is None or value == "":
        return None
    kind, asked = _asked(column, question)
    found = value if kind == "any" else QUESTION_TYPES[kind].read(asked, RAW.get(kind, _said)(asked, value))
    if column.dropdown and plain_label(_said(asked, value)) not in map(plain_label, column.dropdown):
        raise refuse(NOT_OFFERED, words=_listed(column.dropdown))
    return found


def says(column: Column, question: Question | None, value: object, word: str) -> bool:
    """Whether a cell says what a definition calls `word`, or has it among several. Raises as read_cell."""
    found, wanted = (read_cell(column, question, one) for one in (value, word))
    if isinstance(found, list) and isinstance(wanted, list):
        return set(wanted) <= set(found)
    return found is not None and _comparable(found) == _comparable(wanted)


def problem(column: Column, fault: ValidationError) -> str:
    """What was wrong with a cell of a column, as an English sentence without its full stop."""
    [said] = fault.messages
    return str(said) % {**getattr(said, "params", {}), "label": column.header}


def column_called(columns: Iterable[Column], name: str) -> Column | None:
    """The column in which staff write that has this header or path."""
    return next((one for one in columns if one.owner != "service" and name in {one.header, one.path}), None)


def _asked(column: Column, question: Question | None) -> tuple[str, Question]:
    """The type by which a cell is read, "any" where all may stand there, and the question that it answers."""
    if question is not None:
        kind = question.result or question.type
        if kind not in UNREADABLE and not QUESTION_TYPES[kind].holds_questions:
            return kind, question
    return "any" if column.format == "text" else column.format, Question("", column.format, Text({"en": column.header}))


def _comparable(found: object) -> object:
    return plain_label(found) if isinstance(found, str) else _said(None, found)


def _listed(words: tuple[str, ...]) -> str:
    return ", ".join(words[:MOST_OFFERED]) + (", …" if len(words) > MOST_OFFERED else "")


def _said(_question: Question | None, value: object) -> str:
    """A value as people would write it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, int | float | Decimal):
        return plain(Decimal(repr(value)) if isinstance(value, float) else Decimal(value))
    return value.isoformat() if isinstance(value, date | time) else str(value)


def _number(_question: Question, value: object) -> object:
    return value if isinstance(value, int | float | Decimal | str) else _said(None, value)


def _day(_question: Question, value: object) -> str:
    """Excel's day is a moment at midnight."""
    return value.date().isoformat() if isinstance(value, datetime) else _said(None, value)


def _moment(_question: Question, value: object) -> str:
    if isinstance(value, date) and not isinstance(value, datetime):
        return f"{value.isoformat()}T00:00"
    return value.isoformat(timespec="minutes") if isinstance(value, datetime) else _said(None, value)


def _truth(_question: Question, value: object) -> object:
    """Yes and no in any of the six languages."""
    word = _said(None, value).strip().casefold()
    return True if word in YES else False if word in NO else word


def _chosen(question: Question, value: object) -> str:
    """A choice by its value, or as it is called in any language."""
    word = _said(None, value).strip()
    return word if word in question.places else question.by_label.get(plain_label(word), word)


def _each_chosen(question: Question, value: object) -> list[str]:
    return [_chosen(question, one) for one in _said(None, value).split(";") if one.strip()]


RAW: dict[str, Callable[[Question, object], object]] = {
    "integer": _number,
    "decimal": _number,
    "money": _number,
    "date": _day,
    "datetime": _moment,
    "yes_no": _truth,
    "consent": _truth,
    "choose_one": _chosen,
    "choose_many": _each_chosen,
    "ranking": _each_chosen,
}
"""The types whose cells are more than their letters: what an applicant would have sent."""
