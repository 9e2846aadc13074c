"""What a tab must look like after a sync, worked out from what stood in it and from the truth: the engine is not asked.

Columns are known by names of the test's own, which follow what staff do to them.
"""

import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from truth import KEY, Truth

from connectors.ports import SheetColumn
from connectors.sheets.values import FORMULA

Grid = Sequence[Sequence[Any]]
KEY_COLUMN = SheetColumn(KEY, KEY)


@dataclass
class Known:
    """Which column is which, and where the header stands; what staff made themselves is "own" and a number."""

    names: list[str] = field(default_factory=list)
    top: int = 0
    given: dict[str, str] = field(default_factory=dict)  # by name, the header that the service last gave it
    ever: set[str] = field(default_factory=set)  # columns that the service made once, or took over

    def place(self, name: str) -> int:
        return self.names.index(name)

    def is_own(self, column: int) -> bool:
        return column >= len(self.names) or self.names[column].startswith("own")


@dataclass(frozen=True)
class Titled:
    """A header of the service's: as the form says, with a number where another column is called so."""

    title: str

    def allows(self, found: Any) -> bool:
        return re.fullmatch(re.escape(self.title) + r"( \(\d+\))?", str(found)) is not None


@dataclass
class Expected:
    """The rows that stood there as they should be, those to be added by key, and the columns afterwards."""

    known: Known
    rows: list[list[Any]]
    new: dict[str, dict[int, Any]]
    overwritten: set[tuple[str, str, Any]]  # row, column and what staff had put into a cell that is written over
    titled: set[str]  # columns whose header is the service's


def text(cell: Any) -> str:
    return "" if cell is None else " ".join(str(cell).split())


def plain(cell: Any) -> Any:
    """Cells that say the same are the same: no truth is a number, formulas may be rewritten as rows move."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, bool):
        return ("truth", cell)
    if isinstance(cell, str):
        return "formula" if cell.startswith((FORMULA, "=")) else cell
    return round(float(cell), 6) if isinstance(cell, int | float) else cell


def at(grid: Grid, row: int, column: int) -> Any:
    return grid[row][column] if row < len(grid) and column < len(grid[row]) else None


def is_blank(grid: Grid) -> bool:
    return not any(text(cell) for row in grid for cell in row)


def first_rows(grid: Grid, known: Known) -> dict[str, int]:
    """The first row of each key below the header."""
    found: dict[str, int] = {}
    for row in range(known.top + 1, len(grid)):
        if key := text(at(grid, row, known.place(KEY))):
            found.setdefault(key, row)
    return found


def width(grid: Grid, known: Known) -> int:
    """How many columns hold anything, or are the service's."""
    filled = [n + 1 for row in grid for n, cell in enumerate(row) if plain(cell) is not None]
    named = [n + 1 for n in range(len(known.names)) if not known.is_own(n)]
    return max((*filled, *named), default=0)


def expect(
    grid: Grid, known: Known, truth: Truth, kept_as: Callable[[Any], Any], made_at: int | None = None
) -> Expected:
    """What a sync makes of a tab; `kept_as` says how the place keeps a value.

    `made_at` is where it puts new columns in, and what stands there moves on; without it: behind all that is there.
    """
    work = _Work([list(row) for row in grid], deepcopy(known), truth, kept_as, made_at)
    work.find_columns()
    work.head()
    return work.expected()


@dataclass
class _Work:
    grid: list[list[Any]]
    known: Known
    truth: Truth
    kept_as: Callable[[Any], Any]
    made_at: int | None = None
    made: set[str] = field(default_factory=set)
    titled: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.was_blank = is_blank(self.grid)
        if self.was_blank:
            self.grid, self.known.top = [], 0

    @property
    def columns(self) -> list[SheetColumn]:
        return [KEY_COLUMN, *self.truth.columns]

    def find_columns(self) -> None:
        for column in self.columns:
            self._follow(column)
        free = width(self.grid, self.known) if self.made_at is None else self.made_at
        for column in self.columns:
            if column.key not in self.known.names and not self._adopt(column) and self._may_make(column):
                self._make(column.key, free)
                self.made.add(column.key)
                free += 1
        if self.was_blank:
            self.made |= {column.key for column in self.columns}
        self.known.ever |= {column.key for column in self.columns}

    def _follow(self, column: SheetColumn) -> None:
        """A question that was renamed keeps its column."""
        old = next((one for one in column.was if one in self.known.ever), None)
        if old is None or column.key in self.known.ever:
            return
        self.known.ever = (self.known.ever - {old}) | {column.key}
        self.known.names = [column.key if one == old else one for one in self.known.names]
        self.known.given[column.key] = self.known.given.pop(old, "")

    def _make(self, key: str, place: int) -> None:
        self.known.names += [f"own past {n}" for n in range(len(self.known.names), place + 1)]
        if self.made_at is None:
            self.known.names[place] = key
        else:
            self.known.names.insert(place, key)
            self.grid = [[*row[:place], None, *row[place:]] if len(row) > place else row for row in self.grid]

    def _adopt(self, column: SheetColumn) -> bool:
        """Staff's own column of that header is meant where it is theirs, or where nothing stands in it."""
        there = [n for n, one in enumerate(self._header()) if text(one) == column.header and self.known.is_own(n)]
        below = range(self.known.top + 1, len(self.grid))
        empty = there and all(plain(at(self.grid, row, there[0])) is None for row in below)
        if there and (column.owner == "staff" or (len(there) == 1 and empty)):
            self.known.names += [f"own past {n}" for n in range(len(self.known.names), there[0] + 1)]
            self.known.names[there[0]] = column.key
            return True
        return False

    def _header(self) -> Sequence[Any]:
        return self.grid[self.known.top] if self.known.top < len(self.grid) else []

    def _may_make(self, column: SheetColumn) -> bool:
        return self.was_blank or column.owner != "staff" or column.key not in self.known.ever

    def head(self) -> None:
        """The header as it should be."""
        for column in self.columns:
            if column.key in self.known.names:
                place = self.known.place(column.key)
                standing = text(at(self.grid, self.known.top, place))
                ours = column.key in self.made or (standing and standing == self.known.given.get(column.key))
                if ours or column.key == KEY or standing == column.header:
                    self.put(self.known.top, place, Titled(column.header))
                    self.titled.add(column.key)

    def put(self, row: int, column: int, value: Any) -> None:
        self.grid += [[] for _ in range(row + 1 - len(self.grid))]
        self.grid[row] += [None] * (column + 1 - len(self.grid[row]))
        self.grid[row][column] = value

    def expected(self) -> Expected:
        overwritten = set()
        there = first_rows(self.grid, self.known)
        for key in self.truth.rows.keys() & there.keys():
            for place, value, column in self._cells(key, new=False):
                before = at(self.grid, there[key], place)
                if plain(before) not in (None, plain(value)) and not self._is_ours(key, column, before):
                    overwritten.add((key, column, plain(before)))
                self.put(there[key], place, value)
        new = {
            key: {self.known.place(KEY): key, **{place: value for place, value, _ in self._cells(key, new=True)}}
            for key in self.truth.rows
            if key not in there and not self.truth.stays_away(key, fresh=self.was_blank)
        }
        return Expected(self.known, self.grid, new, overwritten, self.titled)

    def _is_ours(self, key: str, column: str, value: Any) -> bool:
        written = self.truth.written.get(key, {})
        return column in written and plain(self.kept_as(written[column])) == plain(value)

    def _cells(self, key: str, *, new: bool) -> list[tuple[int, Any, str]]:
        """What the service writes of a row: its own columns, and all of a row or column that is new."""
        return [
            (self.known.place(column.key), self.kept_as(self.truth.stands(key, column)), column.key)
            for column in self.truth.columns
            if column.key in self.known.names and (new or column.owner == "service" or column.key in self.made)
            if column.owner != "staff" or column.key in self.truth.kept.get(key, {})
        ]
