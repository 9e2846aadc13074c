"""The convergence of a sheet, pure: wanted rows against what stands there gives the least changes."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from connectors.ports import CellValue, Noticed, SheetColumn, SheetRow, SheetSpec
from connectors.sheets.layout import KEY_COLUMN, Made, Mark, Seen
from connectors.sheets.noticed import is_kept_out, noticed
from connectors.sheets.table import Table, format_of, is_said, require_below, table_of, wanted
from connectors.sheets.values import is_formula


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell to write; rows and columns count from 0."""

    row: int
    column: int
    value: CellValue
    format: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write: columns to make, headers to change, marks to leave, changed cells, and rows to add."""

    header_row: int
    is_new: bool  # there was no header yet
    places: Mapping[str, int]  # columns by key
    made: Mapping[int, Made]
    renamed: Mapping[int, str]
    marks: tuple[Mark, ...]
    claim: str  # what the tab is to say of who keeps it; empty where it says so
    changes: tuple[CellChange, ...]
    appended: tuple[tuple[CellChange, ...], ...]  # each in the first free row below; `end` is where to insert them
    end: int  # the row after the last that has a key
    noticed: Noticed  # what staff did, to be kept before anything is written
    updated_rows: int
    unchanged_rows: int
    notes: tuple[str, ...]

    @property
    def key_column(self) -> int:
        """Where the keys stand."""
        return self.places[KEY_COLUMN.key]

    @property
    def last_row(self) -> int:
        """The last row that has a key once all is done, counted from 1."""
        return max((self.end, *(row[0].row + 1 for row in self.appended[-1:])))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be written."""
        return not (self.made or self.renamed or self.marks or self.claim or self.changes or self.appended)


def make_plan(spec: SheetSpec, rows: Sequence[SheetRow], seen: Seen) -> Plan:
    """Plan the changes to a tab (empty for a new one); of rows with one key the last counts.

    Rows are found by key, columns by mark: what staff sort, insert, move or write in their own columns stays.
    Raises ConnectorError when rows or columns cannot be told any more.
    """
    table = table_of(spec, seen)
    layout = table.layout
    rows = list({row.key: row for row in rows}.values())
    require_below(table, rows)
    there = [row for row in rows if row.key in table.rows]
    differing = list(table.differences(there))
    found = noticed(table, rows, differing)
    new = [row for row in rows if row.key not in table.rows and not is_kept_out(table, row)]
    appended = tuple(new_row(spec, layout.places, *one) for one in zip(new, _free_rows(table), strict=False))
    changes = [CellChange(one.row, one.place, one.wanted, one.format) for one in differing]
    writable = tuple(one for one in changes if (one.row, one.column) not in seen.covered)
    covered = (one for one in changes if (one.row, one.column) in seen.covered)
    updated = len({change.row for change in writable})
    return Plan(
        header_row=layout.header_row,
        is_new=layout.is_new,
        places=layout.places,
        made=layout.made,
        renamed=layout.renamed,
        marks=layout.marks,
        claim="" if seen.owner else spec.owner,
        changes=writable,
        appended=appended,
        end=table.end,
        noticed=found,
        updated_rows=updated,
        unchanged_rows=len(there) - updated,
        notes=(*_notes(table, rows, appended), *map(_covered, covered)),
    )


def _notes(table: Table, rows: Sequence[SheetRow], appended: Collection[object]) -> Iterator[str]:
    """What staff should know."""
    yield from table.repeats
    yield from table.layout.notes
    if restored := [row for row in rows if row.key not in table.rows and _is_restored(table, row)]:
        yield f"{len(restored)} deleted row{'' if len(restored) == 1 else 's'} restored"
    known = {row.key for row in rows}
    if strange := [number + 1 for key, number in table.rows.items() if key not in known]:
        yield f"row {strange[0]}{f' and {len(strange) - 1} more' if strange[1:] else ''}: no submission has its key"
    if appended:
        yield from _totals(table)


def _is_restored(table: Table, row: SheetRow) -> bool:
    return row.was_shown and not is_kept_out(table, row)


def new_row(spec: SheetSpec, places: Mapping[str, int], row: SheetRow, number: int) -> tuple[CellChange, ...]:
    """The cells of a row that is added; what staff last wrote in one that they took away comes back with it."""
    cells = _wanted(places, row, number, [column for column in spec.columns if column.key in places])
    filled = (cell for cell in cells if cell.value is not None)
    return CellChange(number, places[KEY_COLUMN.key], row.key, "text"), *filled


def kept_row(spec: SheetSpec, places: Mapping[str, int], row: SheetRow, number: int) -> Iterator[CellChange]:
    """The cells of a row that stands which the service keeps up to date."""
    return _wanted(places, row, number, [column for column in spec.columns if column.owner == "service"])


def _wanted(
    places: Mapping[str, int], row: SheetRow, number: int, columns: Sequence[SheetColumn]
) -> Iterator[CellChange]:
    for column in columns:
        if is_said(row, column):
            value = wanted(row, column)
            yield CellChange(number, places[column.key], value, format_of(value, row, column))


def _covered(change: CellChange) -> str:
    return f"row {change.row + 1}, column {change.column + 1} is part of a merged cell and was not written: unmerge it"


def _free_rows(table: Table) -> Iterator[int]:
    """The rows below the last with a key in which nothing stands; unticked boxes are nothing."""
    covered = {row for row, _ in table.seen.covered}
    number = table.end
    while True:
        row = table.seen.grid[number] if number < len(table.seen.grid) else ()
        if number not in covered and all(cell is None or cell == "" or cell is False for cell in row):
            yield number
        number += 1


def _totals(table: Table) -> list[str]:
    """What staff should know of a row that adds up the rows above it: it may not reach the new ones."""
    ours = [table.layout.places[column.key] for column in table.spec.columns if column.owner == "service"]
    below = enumerate(islice(table.seen.grid, table.end, None), start=table.end + 1)
    sums = (number for number, row in below if any(column < len(row) and is_formula(row[column]) for column in ours))
    return [f"row {number} looks like a total: see whether it counts the new rows" for number in islice(sums, 1)]
