"""Rectangles of cells: GridRange of the API, and what becomes of them when rows or columns come, go or move."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

Body = dict[str, Any]
ROWS, COLUMNS = "ROWS", "COLUMNS"
ENDS = {ROWS: ("startRowIndex", "endRowIndex"), COLUMNS: ("startColumnIndex", "endColumnIndex")}


@dataclass(frozen=True, slots=True)
class Area:
    """Rows from top and columns from left, up to bottom and right, which are no longer part of it."""

    sheet: int
    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def width(self) -> int:
        return self.right - self.left

    def body(self) -> Body:
        """As the API shows it: a sheet number of 0 is left out."""
        rows = {"startRowIndex": self.top, "endRowIndex": self.bottom}
        columns = {"startColumnIndex": self.left, "endColumnIndex": self.right}
        return {**({"sheetId": self.sheet} if self.sheet else {}), **rows, **columns}

    def meets(self, other: "Area") -> bool:
        rows = self.top < other.bottom and other.top < self.bottom
        return self.sheet == other.sheet and rows and self.left < other.right and other.left < self.right

    def holds(self, other: "Area") -> bool:
        rows = self.top <= other.top and other.bottom <= self.bottom
        return self.sheet == other.sheet and rows and self.left <= other.left and other.right <= self.right

    def cells(self) -> Iterator[tuple[int, int]]:
        return ((row, column) for row in range(self.top, self.bottom) for column in range(self.left, self.right))


def shown(area: Body) -> Body:
    """A GridRange or DimensionRange as the API gives it back."""
    return {name: value for name, value in area.items() if name != "sheetId" or value}


@dataclass(frozen=True, slots=True)
class Shift:
    """Rows or columns of a tab that were put in, or taken out, at a place."""

    sheet: int
    dimension: str
    at: int
    removed: int = 0
    added: int = 0

    def range(self, start: int, end: int) -> tuple[int, int] | None:
        """Where a run is now; None where all of it went. What is put in at its start pushes it on."""
        if self.added:
            return (start + self.added if start >= self.at else start, end + self.added if end > self.at else end)
        moved = self._edge(start), self._edge(end)
        return moved if moved[0] < moved[1] else None

    def _edge(self, index: int) -> int:
        """Where the edge before a row or column is, after others were taken out."""
        return min(index, max(self.at, index - self.removed))

    def grid(self, area: Body) -> Body | None:
        """A GridRange after the shift; None where all of it went."""
        first, last = ENDS[self.dimension]
        if area.get("sheetId", 0) != self.sheet or (first not in area and last not in area):
            return area
        moved = self.range(area.get(first, 0), area.get(last, 2**31))
        return None if moved is None else {**area, **self._ends(area, first, last, moved)}

    def run(self, area: Body) -> Body | None:
        """A DimensionRange after the shift; None where all of it went."""
        if area.get("sheetId", 0) != self.sheet or area.get("dimension") != self.dimension:
            return area
        moved = self.range(area.get("startIndex", 0), area.get("endIndex", 2**31))
        return None if moved is None else {**area, **self._ends(area, "startIndex", "endIndex", moved)}

    def _ends(self, area: Body, first: str, last: str, moved: tuple[int, int]) -> Body:
        start = {first: moved[0]} if first in area else {}
        return {**start, **({last: moved[1]} if last in area else {})}


@dataclass(frozen=True, slots=True)
class Move:
    """Rows or columns of a tab that changed places: a run goes to where another stood."""

    sheet: int
    dimension: str
    start: int
    end: int
    to: int

    def order(self, count: int) -> list[int]:
        """The former place of each row or column."""
        rest = [*range(self.start), *range(self.end, count)]
        at = self.to if self.to <= self.start else self.to - (self.end - self.start)
        return [*rest[:at], *range(self.start, self.end), *rest[at:]]

    def place(self, index: int) -> int:
        """Where a row or column is now."""
        count = self.end - self.start
        if self.start <= index < self.end:
            return index + (self.to - self.end if self.to > self.start else self.to - self.start)
        if self.end <= index < self.to:
            return index - count
        return index + count if self.to <= index < self.start else index

    def range_of(self, area: Body) -> Body:
        """A GridRange or DimensionRange after the move: it goes where its first and last row or column go."""
        names = ("startIndex", "endIndex") if "dimension" in area else ENDS[self.dimension]
        other = area.get("sheetId", 0) != self.sheet or area.get("dimension", self.dimension) != self.dimension
        if other or names[0] not in area or names[1] not in area:
            return area
        ends = sorted((self.place(area[names[0]]), self.place(area[names[1]] - 1)))
        return {**area, names[0]: ends[0], names[1]: ends[1] + 1}
