"""A tab read against its spec: where the columns are, and which row is whose."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from connectors.errors import ConnectorError
from connectors.ports import CellValue, SheetColumn, SheetRow, SheetSpec
from connectors.sheets.layout import KEY_COLUMN, Grid, Layout, Seen, at, layout_of
from connectors.sheets.unlike import Unlike
from connectors.sheets.values import label, restored, same, stated


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell of a row that stands which does not hold what the service wants there."""

    key: str
    column: SheetColumn
    row: int
    place: int
    wanted: CellValue
    format: str
    standing: CellValue


@dataclass(frozen=True, slots=True)
class Table:
    """A tab and the rows in it by key; `end` is the row after the last that has a key."""

    spec: SheetSpec
    seen: Seen
    layout: Layout
    rows: Mapping[str, int]
    repeats: tuple[str, ...]  # notes on keys that stand more than once
    end: int

    @property
    def key_column(self) -> int:
        """Where the keys stand."""
        return self.layout.places[KEY_COLUMN.key]

    def differences(self, rows: Iterable[SheetRow]) -> Iterator[Difference]:
        """Cells which are not as they should be, of rows that stand there and columns that the service fills."""
        fills = [(column, self.layout.places[column.key]) for column in self.spec.columns if self._fills(column)]
        unlike = Unlike.of(fills)
        for row in rows:
            number = self.rows[row.key]
            cells = self.seen.grid[number]
            for column, place in unlike.found(row, cells):
                standing = cells[place] if place < len(cells) else None
                if is_said(row, column) and not same(standing, value := wanted(row, column)):
                    yield Difference(row.key, column, number, place, value, format_of(value, row, column), standing)

    def _fills(self, column: SheetColumn) -> bool:
        """Its own column always, any other that was taken away when it makes it anew."""
        return column.owner == "service" or self.layout.places.get(column.key) in self.layout.made

    def standing(self, owners: Iterable[str]) -> list[SheetColumn]:
        """The columns of those owners that staff have left in the tab, and that are not made only now."""
        places, made = self.layout.places, self.layout.made
        there = [column for column in self.spec.columns if column.key in places and places[column.key] not in made]
        return [column for column in there if column.owner in owners]


def is_said(row: SheetRow, column: SheetColumn) -> bool:
    """Whether a row says anything of a column: what nothing is said of stays as it is."""
    return column.key in row.values or column.key in row.kept


def wanted(row: SheetRow, column: SheetColumn) -> CellValue:
    """What is to stand there: what staff last had, else what the service has to say."""
    if column.key in row.kept:
        return restored(row.kept[column.key])
    return stated(row.values[column.key], column.format)


def format_of(value: CellValue, row: SheetRow, column: SheetColumn) -> str:
    """A day that staff wrote comes back as one, also where the column is said to hold texts."""
    if not isinstance(value, date) or column.key not in row.kept or column.format in {"date", "datetime"}:
        return column.format
    return "datetime" if isinstance(value, datetime) else "date"


def table_of(spec: SheetSpec, seen: Seen) -> Table:
    """Find columns and rows. Raises ConnectorError when they cannot be told any more, or the tab is another's."""
    if spec.owner and seen.owner not in {"", spec.owner}:
        raise _others(spec, seen.owner)
    layout = layout_of(spec, seen)
    rows, repeats = _rows_by_key(seen.grid, layout.header_row, layout.places[KEY_COLUMN.key])
    return Table(spec, seen, layout, rows, repeats, max(rows.values(), default=layout.header_row) + 1)


def require_below(table: Table, rows: Iterable[SheetRow]) -> None:
    """Raises ConnectorError where rows stand above the header alone: they would count as deleted, or be added again."""
    wanted = {row.key for row in rows} - table.rows.keys()
    above = (label(at(table.seen.grid, number, table.key_column)) for number in range(table.layout.header_row))
    if found := [number for number, key in enumerate(above, start=1) if key in wanted]:
        header = table.layout.header_row + 1
        raise ConnectorError(
            f"row {found[0]} of the tab {table.spec.tab!r}{f' and {len(found) - 1} more' if found[1:] else ''} of the "
            f"service's rows stand above the header, which is in row {header}: it was sorted with the rows, or moved. "
            "Move it above them, or undo that; then retry. Nothing was written",
            permanent=True,
        )


def _rows_by_key(grid: Grid, top: int, key_column: int) -> tuple[dict[str, int], tuple[str, ...]]:
    standing: dict[str, int] = {}
    notes: list[str] = []
    for number in range(top + 1, len(grid)):
        key = label(at(grid, number, key_column))
        if key and key in standing:
            notes.append(f"row {number + 1} repeats row {standing[key] + 1}; only the first is kept up to date")
        elif key:
            standing[key] = number
    return standing, tuple(notes)


def _others(spec: SheetSpec, owner: str) -> ConnectorError:
    return ConnectorError(
        f"the tab {spec.tab!r} is kept by another form or service ({owner}; this one is {spec.owner}). Nothing was "
        "written. Give the form another tab or workbook and publish it; or, where the other keeps it no longer, have "
        "this one take it over: chancery sheets take-over FORM",
        permanent=True,
    )
