"""The convergence of a sheet, pure: wanted rows against what stands there gives the least changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal

from connectors.ports import CellValue, SheetRow, SheetSpec
from connectors.workbooks import safe_text

KEY_HEADER = "_id"
Grid = Sequence[Sequence[CellValue]]


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell to write; row and column count from 0, the header is row 0."""

    row: int
    column: int
    value: CellValue
    format: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What to write: new headers (column -> text), changed cells, and rows to add below the last."""

    headers: Mapping[int, str]
    changes: tuple[CellChange, ...]
    appended: tuple[tuple[CellChange, ...], ...]
    updated_rows: int
    unchanged_rows: int
    notes: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        return not (self.headers or self.changes or self.appended)


def make_plan(spec: SheetSpec, rows: Sequence[SheetRow], grid: Grid) -> Plan:
    """Plan the changes to `grid` (its first row the header; empty for a new sheet).

    Rows are found by key, columns by header: what staff sort, insert, move or write in their own columns stays.
    """
    header = [_text(cell) for cell in grid[0]] if grid else []
    places, new_headers = _columns(spec, header)
    key_column = places[KEY_HEADER]
    standing, notes = _rows_by_key(grid, key_column)
    notes += [f"column {title!r} was missing and has been made again" for title in _remade(spec, header, new_headers)]
    formats = {column.key: column.format for column in spec.columns}
    titles = {column.key: column.header for column in spec.columns}
    changes: list[CellChange] = []
    appended: list[tuple[CellChange, ...]] = []
    updated, last = 0, len(grid) or 1
    for row in rows:
        number = standing.get(row.key)
        wanted = [(places[titles[key]], value, formats[key]) for key, value in row.values.items()]
        if number is None:
            cells = [(key_column, row.key, "text"), *wanted]
            appended.append(tuple(CellChange(last + len(appended), c, v, f) for c, v, f in cells if v is not None))
            continue
        different = [
            CellChange(number, column, value, format_)
            for column, value, format_ in wanted
            if not same(_cell(grid, number, column), value)
        ]
        changes += different
        updated += bool(different)
    known = sum(row.key in standing for row in rows)
    return Plan(new_headers, tuple(changes), tuple(appended), updated, known - updated, tuple(notes))


def _columns(spec: SheetSpec, header: Sequence[str]) -> tuple[dict[str, int], dict[int, str]]:
    """Where each of our headers stands, and the headers to add behind the last column."""
    places: dict[str, int] = {}
    for number, title in enumerate(header):
        places.setdefault(title, number)
    ours = [KEY_HEADER, *(column.header for column in spec.columns)]
    wanted = [*ours, *spec.staff_columns] if not any(header) else ours
    free = max((number + 1 for number, title in enumerate(header) if title), default=0)
    added: dict[int, str] = {}
    for title in wanted:
        if title not in places:
            places[title] = free + len(added)
            added[places[title]] = title
    return places, added


def _remade(spec: SheetSpec, header: Sequence[str], added: Mapping[int, str]) -> list[str]:
    return [title for title in added.values() if any(header) and title not in spec.staff_columns]


def _rows_by_key(grid: Grid, key_column: int) -> tuple[dict[str, int], list[str]]:
    standing: dict[str, int] = {}
    notes: list[str] = []
    for number in range(1, len(grid)):
        key = _text(_cell(grid, number, key_column))
        if key and key in standing:
            notes.append(f"row {number + 1} repeats row {standing[key] + 1}; only the first is kept up to date")
        elif key:
            standing[key] = number
    return standing, notes


def _cell(grid: Grid, row: int, column: int) -> CellValue:
    return grid[row][column] if column < len(grid[row]) else None


def _text(value: CellValue) -> str:
    return "" if value is None else str(value).strip()


def same(standing: CellValue, wanted: CellValue) -> bool:
    """Whether a cell says what it should, however the spreadsheet keeps it."""
    return _comparable(standing) == _comparable(wanted)


def _comparable(value: CellValue) -> object:
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return ("bool", value)
    if isinstance(value, int | float | Decimal):
        return ("number", f"{Decimal(str(value)):.10f}")
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return ("time", aware.astimezone(UTC).replace(microsecond=0))
    if isinstance(value, date):
        return ("time", datetime(value.year, value.month, value.day, tzinfo=UTC))
    return ("text", safe_text(value))
