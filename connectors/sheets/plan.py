"""The convergence of a sheet, pure: wanted rows against what stands there gives the least changes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from connectors.ports import CellValue, SheetColumn, SheetRow, SheetSpec
from connectors.sheets.layout import KEY_COLUMN, Grid, Layout, Made, Mark, Seen, at, layout_of
from connectors.sheets.values import is_formula, label, same, stated


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell to write; rows and columns count from 0."""

    row: int
    column: int
    value: CellValue
    format: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write: columns to make, headers to change, changed cells, rows to add, and marks to leave."""

    header_row: int
    is_new: bool  # there was no header yet
    places: Mapping[str, int]  # columns by key
    made: Mapping[int, Made]
    renamed: Mapping[int, str]
    marks: tuple[Mark, ...]
    changes: tuple[CellChange, ...]
    appended: tuple[tuple[CellChange, ...], ...]  # each in the first free row below; `end` is where to insert them
    end: int  # the row after the last that has a key
    updated_rows: int
    unchanged_rows: int
    notes: tuple[str, ...]

    @property
    def key_column(self) -> int:
        return self.places[KEY_COLUMN.key]

    @property
    def last_row(self) -> int:
        """The last row that has a key once all is done, counted from 1."""
        return max((self.end, *(row[0].row + 1 for row in self.appended[-1:])))

    @property
    def is_empty(self) -> bool:
        return not (self.made or self.renamed or self.marks or self.changes or self.appended)


@dataclass(frozen=True, slots=True)
class _Table:
    """A tab read against its spec: where the columns are, and the rows by key."""

    spec: SheetSpec
    seen: Seen
    layout: Layout
    rows: Mapping[str, int]
    end: int

    @property
    def key_column(self) -> int:
        return self.layout.places[KEY_COLUMN.key]


def make_plan(spec: SheetSpec, rows: Sequence[SheetRow], seen: Seen) -> Plan:
    """Plan the changes to a tab (empty for a new one); of rows with one key the last counts.

    Rows are found by key, columns by mark: what staff sort, insert, move or write in their own columns stays.
    Raises ConnectorError when rows or columns cannot be told any more.
    """
    layout = layout_of(spec, seen)
    standing, repeats = _rows_by_key(seen.grid, layout.header_row, layout.places[KEY_COLUMN.key])
    end = max(standing.values(), default=layout.header_row) + 1
    table = _Table(spec, seen, layout, standing, end)
    free = _free_rows(table)
    appended: list[tuple[CellChange, ...]] = []
    changes: list[CellChange] = []
    notes = [*repeats, *layout.notes]
    updated = unchanged = 0
    for row in {row.key: row for row in rows}.values():
        number = standing.get(row.key)
        if number is None:
            appended.append(new_row(spec, layout.places, row, next(free)))
            continue
        different = list(_different(table, row, number))
        writable = [change for change in different if (change.row, change.column) not in seen.covered]
        notes += [_covered(change) for change in different if change not in writable]
        changes += writable
        updated += bool(writable)
        unchanged += not writable
    notes += _totals(table) if appended else []
    return Plan(
        layout.header_row,
        layout.is_new,
        layout.places,
        layout.made,
        layout.renamed,
        layout.marks,
        tuple(changes),
        tuple(appended),
        end,
        updated,
        unchanged,
        tuple(notes),
    )


def new_row(spec: SheetSpec, places: Mapping[str, int], row: SheetRow, number: int) -> tuple[CellChange, ...]:
    """The cells of a row that is added: staff's own stay empty."""
    columns = [column for column in spec.columns if column.owner != "staff"]
    cells = (cell for cell in _wanted(places, row, number, columns) if cell.value is not None)
    return CellChange(number, places[KEY_COLUMN.key], row.key, "text"), *cells


def kept_row(spec: SheetSpec, places: Mapping[str, int], row: SheetRow, number: int) -> Iterator[CellChange]:
    """The cells of a row that stands which the service keeps up to date."""
    return _wanted(places, row, number, [column for column in spec.columns if column.owner == "service"])


def _wanted(
    places: Mapping[str, int], row: SheetRow, number: int, columns: Sequence[SheetColumn]
) -> Iterator[CellChange]:
    for column in columns:
        if column.key in row.values:
            value = stated(row.values[column.key], column.format)
            yield CellChange(number, places[column.key], value, column.format)


def _different(table: _Table, row: SheetRow, number: int) -> Iterator[CellChange]:
    """The cells of a row that stands which are not as they should be; of a column of both only if it is made now."""
    columns = [column for column in table.spec.columns if _kept_up(table.layout, column)]
    for cell in _wanted(table.layout.places, row, number, columns):
        if not same(at(table.seen.grid, number, cell.column), cell.value):
            yield cell


def _kept_up(layout: Layout, column: SheetColumn) -> bool:
    return column.owner == "service" or (column.owner == "both" and layout.places[column.key] in layout.made)


def _covered(change: CellChange) -> str:
    return f"row {change.row + 1}, column {change.column + 1} is part of a merged cell and was not written: unmerge it"


def _rows_by_key(grid: Grid, top: int, key_column: int) -> tuple[dict[str, int], list[str]]:
    standing: dict[str, int] = {}
    notes: list[str] = []
    for number in range(top + 1, len(grid)):
        key = label(at(grid, number, key_column))
        if key and key in standing:
            notes.append(f"row {number + 1} repeats row {standing[key] + 1}; only the first is kept up to date")
        elif key:
            standing[key] = number
    return standing, notes


def _free_rows(table: _Table) -> Iterator[int]:
    """The rows below the last with a key in which nothing stands; unticked boxes are nothing."""
    covered = {row for row, _ in table.seen.covered}
    number = table.end
    while True:
        row = table.seen.grid[number] if number < len(table.seen.grid) else ()
        if number not in covered and all(cell is None or cell == "" or cell is False for cell in row):
            yield number
        number += 1


def _totals(table: _Table) -> list[str]:
    """What staff should know of a row that adds up the rows above it: it may not reach the new ones."""
    ours = [table.layout.places[column.key] for column in table.spec.columns if column.owner == "service"]
    below = range(table.end, len(table.seen.grid))
    sums = [row for row in below if any(is_formula(at(table.seen.grid, row, column)) for column in ours)]
    return [f"row {row + 1} looks like a total: see whether it counts the new rows" for row in sums[:1]]
