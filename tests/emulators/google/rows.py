"""Cells as they are kept: a row is a tuple of bare values beside one of looks, never changed but replaced.

So a batch works on a list of rows copied shallowly and is dropped when it fails, and empty or like cells cost nothing.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar
from weakref import WeakValueDictionary

from .errors import CellError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as it was entered, with its equals sign."""

    text: str


Value = None | bool | int | float | str | Formula | CellError


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class Look:
    """All of a cell but its value: the other fields of CellData that are kept. Equal looks are one object."""

    parts: Mapping[str, Any]


_LOOKS: WeakValueDictionary[str, Look] = WeakValueDictionary()


def look_of(parts: Mapping[str, Any]) -> Look:
    """The one look with these parts."""
    return _LOOKS.setdefault(json.dumps(parts, sort_keys=True), Look(parts))


PLAIN = look_of({})


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a tab; cells beyond the ends of the tuples are empty and plain."""

    values: tuple[Value, ...] = ()
    looks: tuple[Look, ...] = ()
    properties: Mapping[str, Any] = field(default_factory=dict)  # DimensionProperties

    def value(self, column: int) -> Value:
        return self.values[column] if column < len(self.values) else None

    def look(self, column: int) -> Look:
        return self.looks[column] if column < len(self.looks) else PLAIN

    def cells(self, left: int, right: int) -> tuple[list[Value], list[Look]]:
        """The cells of some columns, as many as asked for."""
        return _part(self.values, left, right, None), _part(self.looks, left, right, PLAIN)

    def put(self, left: int, values: Sequence[Value], looks: Sequence[Look]) -> "Row":
        """The row with these cells from a column on."""
        return replace(self, values=_put(self.values, left, values, None), looks=_put(self.looks, left, looks, PLAIN))

    def spliced(self, at: int, removed: int, count: int, looks: Sequence[Look] = ()) -> "Row":
        """The row without some cells, and with empty ones in their place."""
        values, kept = self.cells(0, max(len(self.values), len(self.looks), at))
        values[at : at + removed] = [None] * count
        kept[at : at + removed] = looks or [PLAIN] * count
        return replace(self, values=_trimmed(values, None), looks=_trimmed(kept, PLAIN))


EMPTY = Row()


def _part(kept: tuple[T, ...], left: int, right: int, none: T) -> list[T]:
    found = list(kept[left:right])
    return found + [none] * (right - left - len(found))


def _put(kept: tuple[T, ...], left: int, new: Sequence[T], none: T) -> tuple[T, ...]:
    filled = list(kept) + [none] * (left - len(kept))
    filled[left : left + len(new)] = new
    return _trimmed(filled, none)


def _trimmed(cells: Sequence[T], none: T) -> tuple[T, ...]:
    end = len(cells)
    while end and cells[end - 1] is none:
        end -= 1
    return tuple(cells[:end])


def number(value: float) -> int | float:
    """A number as a double has it, without `.0` where JSON shows none."""
    if isinstance(value, int) and abs(value) < 2**53:
        return value
    as_float = float(value)
    return int(as_float) if as_float.is_integer() and abs(as_float) < 1e21 else as_float


def last_filled(values: Iterable[Value]) -> int:
    """How many cells from the left up to the last with a value."""
    return max((place + 1 for place, value in enumerate(values) if value is not None), default=0)
