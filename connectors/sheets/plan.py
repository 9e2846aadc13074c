"""The convergence of a sheet, pure: wanted rows against what stands there gives the least changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from connectors.ports import CellValue, SheetRow, SheetSpec
from connectors.sheets.values import label, same

KEY_HEADER = "_id"
HEADER_DEPTH = 30  # rows from the top among which staff may have put titles above the header
Grid = Sequence[Sequence[CellValue]]


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell to write; rows and columns count from 0."""

    row: int
    column: int
    value: CellValue
    format: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write: new headers (column -> text), changed cells, and rows to add below the last."""

    header_row: int
    is_new: bool  # there was no header yet
    headers: Mapping[int, str]
    changes: tuple[CellChange, ...]
    appended: tuple[tuple[CellChange, ...], ...]
    updated_rows: int
    unchanged_rows: int
    notes: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.headers or self.changes or self.appended)


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand: the header's row, our columns by header, headers to add, rows by key."""

    header_row: int
    is_new: bool
    places: Mapping[str, int]
    added: Mapping[int, str]
    rows: Mapping[str, int]
    notes: tuple[str, ...]


def make_plan(spec: SheetSpec, rows: Sequence[SheetRow], grid: Grid) -> Plan:
    """Plan the changes to `grid` (empty for a new sheet); of rows with one key the last counts.

    Rows are found by key, columns by header: what staff sort, insert, move or write in their own columns stays.
    """
    layout = _layout(spec, grid)
    last = max(len(grid), layout.header_row + 1)
    changes: list[CellChange] = []
    appended: list[tuple[CellChange, ...]] = []
    updated = unchanged = 0
    for row in {row.key: row for row in rows}.values():
        standing = layout.rows.get(row.key)
        if standing is None:
            appended.append(tuple(_new(layout, spec, row, last + len(appended))))
        elif different := list(_different(layout, spec, row, standing, grid)):
            changes += different
            updated += 1
        else:
            unchanged += 1
    return Plan(
        layout.header_row,
        layout.is_new,
        layout.added,
        tuple(changes),
        tuple(appended),
        updated,
        unchanged,
        layout.notes,
    )


def _wanted(layout: Layout, spec: SheetSpec, row: SheetRow, number: int) -> Iterator[CellChange]:
    for column in spec.columns:
        if column.key in row.values:
            yield CellChange(number, layout.places[label(column.header)], row.values[column.key], column.format)


def _new(layout: Layout, spec: SheetSpec, row: SheetRow, number: int) -> Iterator[CellChange]:
    yield CellChange(number, layout.places[KEY_HEADER], row.key, "text")
    yield from (cell for cell in _wanted(layout, spec, row, number) if cell.value is not None)


def _different(layout: Layout, spec: SheetSpec, row: SheetRow, number: int, grid: Grid) -> Iterator[CellChange]:
    for cell in _wanted(layout, spec, row, number):
        if not same(_at(grid, number, cell.column), cell.value):
            yield cell


def _layout(spec: SheetSpec, grid: Grid) -> Layout:
    top = _header_row(grid)
    header = [label(cell) for cell in grid[top]] if grid else []
    is_new = not any(header)
    places, added = _columns(spec, header, _width(grid), is_new=is_new)
    rows, repeats = _rows_by_key(grid, top, places[KEY_HEADER])
    remade = () if is_new else tuple(f"column {title!r} was missing and has been made" for title in added.values())
    return Layout(top, is_new, places, added, rows, (*repeats, *remade))


def _header_row(grid: Grid) -> int:
    """The row that names the key column; the first where none does."""
    for number, row in enumerate(grid[:HEADER_DEPTH]):
        if any(label(cell) == KEY_HEADER for cell in row):
            return number
    return 0


def _width(grid: Grid) -> int:
    """How many columns hold anything, under a header or not."""
    return max((number + 1 for row in grid for number, cell in enumerate(row) if cell not in (None, "")), default=0)


def _columns(
    spec: SheetSpec, header: Sequence[str], free: int, *, is_new: bool
) -> tuple[dict[str, int], dict[int, str]]:
    """Where each of our headers stands, and the headers to add from the first `free` column on."""
    places: dict[str, int] = {}
    for number, title in enumerate(header):
        places.setdefault(title, number)
    ours = [KEY_HEADER, *(column.header for column in spec.columns)]
    wanted = [*ours, *spec.staff_columns] if is_new else ours
    added: dict[int, str] = {}
    for title in wanted:
        if label(title) not in places:
            places[label(title)] = free + len(added)
            added[places[label(title)]] = title
    return places, added


def _rows_by_key(grid: Grid, top: int, key_column: int) -> tuple[dict[str, int], list[str]]:
    standing: dict[str, int] = {}
    notes: list[str] = []
    for number in range(top + 1, len(grid)):
        key = label(_at(grid, number, key_column))
        if key and key in standing:
            notes.append(f"row {number + 1} repeats row {standing[key] + 1}; only the first is kept up to date")
        elif key:
            standing[key] = number
    return standing, notes


def _at(grid: Grid, row: int, column: int) -> CellValue:
    return grid[row][column] if column < len(grid[row]) else None
