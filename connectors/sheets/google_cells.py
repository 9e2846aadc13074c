"""Cells as the Sheets API writes and gives them: typed values, so that no text is ever taken for a formula."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from connectors.ports import CellValue, SheetRow, SheetSpec
from connectors.sheets.plan import KEY_HEADER, CellChange, Grid, Plan
from connectors.sheets.values import formula
from connectors.workbooks import cell_value

EPOCH = date(1899, 12, 30)  # day 0 of serial dates (Sheets API, DateTime serial numbers)
FORMATS = {
    "integer": {"type": "NUMBER", "pattern": "#,##0"},
    "decimal": {"type": "NUMBER", "pattern": "#,##0.##########"},
    "money": {"type": "NUMBER", "pattern": "#,##0.00"},
    "date": {"type": "DATE", "pattern": "yyyy-mm-dd"},
    "datetime": {"type": "DATE_TIME", "pattern": "yyyy-mm-dd hh:mm"},
}
TEXT = {"type": "TEXT"}
OURS, STAFFS = {"red": 0.11, "green": 0.21, "blue": 0.34}, {"red": 0.54, "green": 0.35, "blue": 0.0}
WHITE = {"red": 1, "green": 1, "blue": 1}
STAFF_NOTE = "This column is yours. The service never writes below this cell."
CELL_FIELDS = "userEnteredValue,userEnteredFormat.numberFormat"
ROOM = 10  # columns of a new tab beyond those it needs
Request = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab as it was read; one that does not exist yet has the id that it will get."""

    id: int
    title: str
    width: int  # columns
    grid: Grid
    exists: bool

    @classmethod
    def missing(cls, title: str, taken: Collection[int]) -> "Tab":
        """A tab to be made. Its id follows from its title, so that a repeat cannot make it twice."""
        number = int.from_bytes(sha256(title.encode()).digest()[:4]) >> 1
        while number in taken:
            number = (number + 1) % 2**31
        return cls(number, title, 0, [], exists=False)


def grid_of(sheet: Mapping[str, Any]) -> Grid:
    """The values of a sheet's only range; rows at the end without any are left out."""
    data = sheet.get("data") or [{}]
    rows = [[_given(cell) for cell in row.get("values", [])] for row in data[0].get("rowData", [])]
    while rows and all(value is None for value in rows[-1]):
        rows.pop()
    return rows


def _given(cell: Mapping[str, Any]) -> CellValue:
    kept: Mapping[str, Any] = cell.get("userEnteredValue", {})
    if "formulaValue" in kept:
        return formula(kept["formulaValue"])
    value: CellValue = next(iter(kept.values()), None)
    return value


def serial(row: SheetRow) -> SheetRow:
    """The row with dates as the serial numbers in which the sheet keeps them."""
    return SheetRow(row.key, {key: _plain(value) for key, value in row.values.items()})


def _plain(value: CellValue) -> CellValue:
    kept = cell_value(value)
    if isinstance(kept, datetime):
        since = kept.replace(tzinfo=UTC) - datetime(EPOCH.year, EPOCH.month, EPOCH.day, tzinfo=UTC)
        return round(since.total_seconds() / 86_400, 10)
    if isinstance(kept, date):
        return (kept - EPOCH).days
    return float(kept) if isinstance(kept, Decimal) else kept


def write_requests(plan: Plan, spec: SheetSpec, tab: Tab) -> list[Request]:
    """One batch: the tab, room, headers, changed cells, then the new rows. It applies whole or not at all."""
    requests = _room(plan, tab)
    requests += [_header(tab.id, plan.header_row, column, title, spec) for column, title in plan.headers.items()]
    requests += [_column(tab.id, column, title, spec) for column, title in plan.headers.items()]
    requests += [_update(tab.id, change.row, change.column, _cell(change), CELL_FIELDS) for change in plan.changes]
    if plan.is_new:
        requests.append(_freeze(tab.id, plan.header_row + 1))
    if plan.appended:
        rows = [{"values": _row_cells(row)} for row in plan.appended]
        requests.append({"appendCells": {"sheetId": tab.id, "rows": rows, "fields": CELL_FIELDS}})
    return requests


def _room(plan: Plan, tab: Tab) -> list[Request]:
    width = max(plan.headers, default=-1) + 1
    if not tab.exists:
        size = {"rowCount": 1_000, "columnCount": width + ROOM}
        return [{"addSheet": {"properties": {"sheetId": tab.id, "title": tab.title, "gridProperties": size}}}]
    if width > tab.width:
        return [{"appendDimension": {"sheetId": tab.id, "dimension": "COLUMNS", "length": width - tab.width}}]
    return []


def _header(sheet: int, row: int, column: int, title: str, spec: SheetSpec) -> Request:
    staff = title in spec.staff_columns
    text = {"bold": True, "foregroundColor": WHITE}
    look = {"backgroundColor": STAFFS if staff else OURS, "textFormat": text, "wrapStrategy": "WRAP"}
    cell: Request = {"userEnteredValue": {"stringValue": title}, "userEnteredFormat": look}
    if staff:
        cell["note"] = STAFF_NOTE
    return _update(sheet, row, column, cell, "userEnteredValue,userEnteredFormat,note")


def _update(sheet: int, row: int, column: int, cell: Request, fields: str) -> Request:
    start = {"sheetId": sheet, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": fields}}


def _column(sheet: int, column: int, title: str, spec: SheetSpec) -> Request:
    """The column's width, and the key column out of sight."""
    characters = {one.header: one.width for one in spec.columns}.get(title, 24)
    place = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
    properties = {"pixelSize": 8 * characters, "hiddenByUser": title == KEY_HEADER}
    change = {"range": place, "properties": properties, "fields": "pixelSize,hiddenByUser"}
    return {"updateDimensionProperties": change}


def _freeze(sheet: int, rows: int) -> Request:
    properties = {"sheetId": sheet, "gridProperties": {"frozenRowCount": rows}}
    return {"updateSheetProperties": {"properties": properties, "fields": "gridProperties.frozenRowCount"}}


def _row_cells(row: Sequence[CellChange]) -> list[Request]:
    """The cells of a new row from column A on; what is not ours stays empty."""
    by_column = {change.column: change for change in row}
    return [_cell(by_column[n]) if n in by_column else {} for n in range(max(by_column) + 1)]


def _cell(change: CellChange) -> Request:
    """A typed cell: a text given as stringValue is never taken for a formula."""
    value = change.value
    if value is None:
        return {}
    if isinstance(value, bool):
        return {"userEnteredValue": {"boolValue": value}}
    if isinstance(value, int | float):
        shown = {"userEnteredFormat": {"numberFormat": FORMATS[change.format]}} if change.format in FORMATS else {}
        return {"userEnteredValue": {"numberValue": value}, **shown}
    return {"userEnteredValue": {"stringValue": str(value)}, "userEnteredFormat": {"numberFormat": TEXT}}
