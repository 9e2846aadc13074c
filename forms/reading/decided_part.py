"""By what staff decide that a mail goes: a cell of the sheet that says so, or a call's decisions that they release."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marshmallow import ValidationError

from forms.definition import Call, Column, Question
from forms.near import near
from forms.reading.reader import Reader
from forms.tree import Value
from forms.types.staff_cells import column_called, problem, read_cell

DECIDED = "decided"
RELEASED = "released"
DECIDED_WORDS = ("column", "is")
NEEDS: Mapping[str, tuple[str, ...]] = {DECIDED: DECIDED_WORDS, RELEASED: ("is",)}
"""What a mail on a decision must say of it."""
OUTCOMES = ("approve", "conditions", "reserve", "reject")
"""What can be decided of a proposal, and released."""


@dataclass(frozen=True, slots=True)
class Deciding:
    """What a decision can name: the form's questions and totals by path, and the columns of its sheet."""

    answers: Mapping[str, Question]
    columns: Sequence[Column]
    call: Call | None = None


def read_decision(reader: Reader, value: Value, place: str, on: str, known: Deciding) -> tuple[str, tuple[str, ...]]:
    """The column that a mail names, and what is decided then; nothing for a mail that goes `on` anything else."""
    parts = value.content if isinstance(value.content, dict) else {}
    _check_words(reader, value, place, on)
    if on == RELEASED:
        if known.call is None:
            cause, remedy = "nothing is released: the form has no `call`.", "Add one, or decide in the sheet."
            reader.wrong(parts["on"], place, cause, remedy)
        return "", tuple(reader.one_of(one, place, OUTCOMES, "") for one in _items(reader, parts.get("is"), place))
    name = reader.filled(parts.get("column"), place, "column")
    column = column_called(known.columns, name)
    if name and column is None and known.columns:  # a sheet without any is a mistake of its own
        theirs = [one.header for one in known.columns if one.owner != "service"]
        reader.wrong(parts["column"], place, f"staff write no column {name!r} of the sheet.", near(name, theirs))
    items = _items(reader, parts.get("is"), place)
    words = tuple(reader.filled(one, place, "is") for one in items)
    for item, word in zip(items, words, strict=True):
        if column is not None and word:
            _check(reader, item, place, column, (known.answers.get(column.path), word))
    return name, words


def _check_words(reader: Reader, value: Value, place: str, on: str) -> None:
    parts = value.content if isinstance(value.content, dict) else {}
    for word in DECIDED_WORDS:
        needed = word in NEEDS.get(on, ())
        if needed and word not in parts:
            reader.lacks(value, place, word, f"{word!r} is missing: staff decide by it.", f"Add a line `{word}: …`.")
        if not needed and word in parts:
            there = " and ".join(f"`on: {one}`" for one, words in NEEDS.items() if word in words)
            reader.wrong(parts[word], place, f"{word!r} goes with {there} alone.", "Say that, or take it out.")


def _items(reader: Reader, value: Value | None, place: str) -> list[Value]:
    """One word or a list of them."""
    if value is None or isinstance(value.content, str):
        return [] if value is None else [value]
    items = reader.items(value, place)
    if isinstance(value.content, list) and not items:
        reader.wrong(value, place, "'is' is empty.", "List what staff write.")
    return items


def _check(reader: Reader, value: Value, place: str, column: Column, told: tuple[Question | None, str]) -> None:
    """What the column could never say decides nothing."""
    question, word = told
    try:
        read_cell(column, question, word)
    except ValidationError as fault:
        reader.wrong(value, place, f"{word!r} cannot stand there: {problem(column, fault)}.", "Name what can.")
