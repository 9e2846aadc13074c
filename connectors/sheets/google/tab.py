"""A tab as it was read: which of a spreadsheet's it is, and what stands in it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from connectors.ports import SheetColumn, SheetSpec
from connectors.sheets.google.cells import EMPTY, Cell, value_of
from connectors.sheets.google.marks import Note, keeper_of, marks_in, name_of, notes_in, owner_of
from connectors.sheets.layout import Grid, Mark, Seen

PROPERTIES = "properties(sheetId,title,gridProperties(rowCount,columnCount))"
LISTED = f"sheets({PROPERTIES},developerMetadata)"
"""What is asked of all tabs: which there are, how large they are, and who keeps them."""
CELLS = "rowData.values(userEnteredValue,userEnteredFormat.numberFormat)"
READ = (
    f"sheets({PROPERTIES},developerMetadata,merges,data(startRow,startColumn,{CELLS},columnMetadata.developerMetadata))"
)
"""What is asked of one tab, or of parts of it."""
Sheet = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab as it was read, or parts of it; one that does not exist yet has the id that it will get."""

    id: int
    title: str
    width: int  # columns
    height: int  # rows
    cells: Sequence[Sequence[Cell]]
    seen: Seen
    name: str = ""  # by which the form knows it
    exists: bool = True
    notes: tuple[Note, ...] = ()
    rows: frozenset[int] | None = None  # those that were read whole, where not all were

    def cell(self, row: int | None, column: int | None) -> Cell:
        """A cell as Google gave it; nothing beyond the edge."""
        if row is None or column is None or row >= len(self.cells) or column >= len(self.cells[row]):
            return EMPTY
        return self.cells[row][column]

    def has(self, row: int) -> bool:
        """Whether a row was read whole."""
        return self.rows is None or row in self.rows


def chosen(sheets: Sequence[Sheet], spec: SheetSpec) -> Sheet | None:
    """The tab of a spec among all that are listed: the one that its owner keeps so, or else the one of its title."""
    ours = (one for one in sheets if spec.owner and owner_of(one) == spec.owner)
    kept = (one for one in ours if name_of(one).casefold() == spec.tab.casefold())
    titled = (one for one in sheets if one["properties"]["title"].casefold() == spec.tab.casefold())
    return next(kept, None) or next(titled, None)


def missing(sheets: Iterable[Sheet], spec: SheetSpec) -> Tab:
    """A tab to be made. Its id follows from its title, so that a repeat cannot make it twice."""
    ids = {one["properties"]["sheetId"] for one in sheets}
    number = int.from_bytes(sha256(spec.tab.encode()).digest()[:4]) >> 1
    while number in ids:
        number = (number + 1) % 2**31
    return Tab(number, spec.tab, 0, 0, [], Seen([]), exists=False)


def size_of(sheet: Sheet) -> tuple[int, int]:
    """Rows and columns; a tab that is a chart has none."""
    grid = sheet["properties"].get("gridProperties", EMPTY)
    return grid.get("rowCount", 0), grid.get("columnCount", 0)


def tab_of(sheet: Sheet, spec: SheetSpec) -> Tab:
    """A tab from the answer to a read of its cells, all or some: what was not read counts as empty."""
    properties, data = sheet["properties"], sheet.get("data", ())
    cells = _cells(data)
    notes = notes_in(sheet.get("developerMetadata", ()), of_columns(data))
    marks = marks_in(notes)
    seen = Seen(_grid(cells, _times(spec, marks)), marks, frozenset(_covered(sheet)), keeper_of(sheet, spec.owner))
    height, width = size_of(sheet)
    return Tab(properties["sheetId"], properties["title"], width, height, cells, seen, name_of(sheet), notes=notes)


def _cells(data: Iterable[Mapping[str, Any]]) -> list[list[Cell]]:
    """The cells of all pieces, each in its place."""
    grid: list[list[Cell]] = []
    for piece in data:
        left = piece.get("startColumn", 0)
        for number, row in enumerate(piece.get("rowData", ()), start=piece.get("startRow", 0)):
            grid += [[] for _ in range(number + 1 - len(grid))]
            values = row.get("values", ())
            grid[number] += [EMPTY] * (left + len(values) - len(grid[number]))
            grid[number][left : left + len(values)] = values
    return grid


def of_columns(data: Iterable[Mapping[str, Any]]) -> dict[int, list[Mapping[str, Any]]]:
    """The metadata of the columns that pieces of an answer show, by column."""
    found: dict[int, list[Mapping[str, Any]]] = {}
    for piece in data:
        for number, column in enumerate(piece.get("columnMetadata", ()), start=piece.get("startColumn", 0)):
            if marks := column.get("developerMetadata"):
                found[number] = marks
    return found


def _times(spec: SheetSpec, marks: Mapping[str, Mark]) -> dict[int, bool]:
    """The columns of which it is known whether their numbers are times, however staff have them shown."""
    known = {key: column for column in spec.columns for key in (column.key, *column.was)}
    there = [(mark.column, known[mark.key]) for mark in marks.values() if mark.key in known]
    return {place: _has_times(one) for place, one in there if place is not None and _is_settled(one)}


def _has_times(column: SheetColumn) -> bool:
    return column.format in {"date", "datetime"}


def _is_settled(column: SheetColumn) -> bool:
    return column.owner == "service" or _has_times(column)


def _grid(cells: Sequence[Sequence[Cell]], times: Mapping[int, bool]) -> Grid:
    """The values; rows at the end without any are left out."""
    rows = [[value_of(cell, is_time=times.get(n)) if cell else None for n, cell in enumerate(row)] for row in cells]
    while rows and all(value is None for value in rows[-1]):
        rows.pop()
    return rows


def _covered(sheet: Sheet) -> Iterator[tuple[int, int]]:
    """The cells of merged ones that no one sees."""
    for area in sheet.get("merges", ()):
        top, left = area.get("startRowIndex", 0), area.get("startColumnIndex", 0)
        for row in range(top, area["endRowIndex"]):
            yield from ((row, n) for n in range(left, area["endColumnIndex"]) if (row, n) != (top, left))
