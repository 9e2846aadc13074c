"""Cells as the Sheets API writes and gives them: typed values, so that no text is ever taken for a formula."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

from connectors.ports import CellValue, SheetRow, SheetSpec
from connectors.sheets.layout import KEY_COLUMN, Grid, Made, Mark, Seen
from connectors.sheets.plan import CellChange, Plan
from connectors.sheets.values import formula, stated
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


COLUMN_MARK, HEADER_MARK, MADE_MARK, OWNER_MARK = (
    "chancery.column",
    "chancery.header",
    "chancery.made",
    "chancery.owner",
)
"""Keys of developer metadata: on a column which one it is and the header we gave it; on the tab what was ever made, and
who keeps it with the tab's own number, which a copy of the tab does not have."""


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab as it was read; one that does not exist yet has the id that it will get."""

    id: int
    title: str
    width: int  # columns
    height: int  # rows
    cells: Sequence[Sequence[Mapping[str, Any]]]
    seen: Seen
    exists: bool

    @classmethod
    def missing(cls, title: str, taken: Collection[int]) -> "Tab":
        """A tab to be made. Its id follows from its title, so that a repeat cannot make it twice."""
        number = int.from_bytes(sha256(title.encode()).digest()[:4]) >> 1
        while number in taken:
            number = (number + 1) % 2**31
        return cls(number, title, 0, 0, [], Seen([]), exists=False)


def tab_of(sheet: Mapping[str, Any]) -> Tab:
    """A tab from the answer to a read of all its cells."""
    properties = sheet["properties"]
    size = properties.get("gridProperties", {})
    data = (sheet.get("data") or [{}])[0]
    cells = [row.get("values", []) for row in data.get("rowData", [])]
    seen = Seen(_grid(cells), _marks(sheet, data), _covered(sheet), _owner(sheet))
    width, height = size.get("columnCount", 0), size.get("rowCount", 0)
    return Tab(properties["sheetId"], properties["title"], width, height, cells, seen, exists=True)


def _grid(cells: Sequence[Sequence[Mapping[str, Any]]]) -> Grid:
    """The values; rows at the end without any are left out."""
    rows = [[value_of(cell) for cell in row] for row in cells]
    while rows and all(value is None for value in rows[-1]):
        rows.pop()
    return rows


def value_of(cell: Mapping[str, Any]) -> CellValue:
    """What stands in a cell."""
    kept: Mapping[str, Any] = cell.get("userEnteredValue", {})
    if "formulaValue" in kept:
        return formula(kept["formulaValue"])
    value: CellValue = next(iter(kept.values()), None)
    return value


def _marks(sheet: Mapping[str, Any], data: Mapping[str, Any]) -> dict[str, Mark]:
    """The marks of a tab; of two columns with one mark the first counts."""
    made = [one for one in sheet.get("developerMetadata", []) if one.get("metadataKey") == MADE_MARK]
    marks = {one["metadataValue"]: Mark(one["metadataValue"], "", None) for one in made}
    for number, column in reversed(list(enumerate(data.get("columnMetadata", [])))):
        said = {one.get("metadataKey"): one.get("metadataValue", "") for one in column.get("developerMetadata", [])}
        if key := said.get(COLUMN_MARK):
            marks[key] = Mark(key, said.get(HEADER_MARK, ""), number)
    return marks


def _owner(sheet: Mapping[str, Any]) -> str:
    """Who keeps the tab: whoever said so first."""
    claims = [one for one in sheet.get("developerMetadata", []) if one.get("metadataKey") == OWNER_MARK]
    said = (one["metadataValue"].partition(" ") for one in sorted(claims, key=lambda one: int(one["metadataId"])))
    return next((owner for number, _, owner in said if number == str(sheet["properties"]["sheetId"])), "")


def _covered(sheet: Mapping[str, Any]) -> frozenset[tuple[int, int]]:
    """The cells of merged ones that no one sees."""
    cells: set[tuple[int, int]] = set()
    for area in sheet.get("merges", []):
        rows = range(area.get("startRowIndex", 0), area["endRowIndex"])
        columns = range(area.get("startColumnIndex", 0), area["endColumnIndex"])
        cells |= {(row, column) for row in rows for column in columns} - {(rows[0], columns[0])}
    return frozenset(cells)


def serial(spec: SheetSpec, row: SheetRow) -> SheetRow:
    """The row with dates as the serial numbers in which the sheet keeps them."""
    formats = {column.key: column.format for column in spec.columns}
    values = {key: _plain(stated(value, formats.get(key, ""))) for key, value in row.values.items()}
    kept = {key: _plain(value) if isinstance(value, date) else value for key, value in row.kept.items()}
    return replace(row, values=values, kept=kept)


def _plain(value: CellValue) -> CellValue:
    kept = cell_value(value)
    if isinstance(kept, datetime):
        since = kept.replace(tzinfo=UTC) - datetime(EPOCH.year, EPOCH.month, EPOCH.day, tzinfo=UTC)
        return round(since.total_seconds() / 86_400, 10)
    if isinstance(kept, date):
        return (kept - EPOCH).days
    return float(kept) if isinstance(kept, Decimal) else kept


def write_requests(plan: Plan, tab: Tab) -> list[Request]:
    """One batch: the tab, columns, headers, marks, changed cells, then the new rows. It applies whole or not at all.

    Into a tab that staff use, columns and rows are inserted: whatever moved since it was read, no cell is overwritten
    by them.
    """
    requests = _new_columns(plan, tab)
    for place, one in plan.made.items():
        requests += [_header(tab.id, plan.header_row, place, one), _column(tab.id, place, one)]
        requests += _offer(tab.id, plan.header_row, place, one.column.dropdown)
    for place, title in plan.renamed.items():
        cell = {"userEnteredValue": {"stringValue": title}}
        requests.append(update(tab.id, plan.header_row, place, [cell], "userEnteredValue"))
    for mark in plan.marks:
        requests += _mark(tab, mark)
    if plan.claim:
        requests.append(_metadata({"sheetId": tab.id}, OWNER_MARK, f"{tab.id} {plan.claim}"))
    requests += [update(tab.id, one.row, one.column, [_cell(one)], CELL_FIELDS) for one in plan.changes]
    if plan.is_new:
        requests.append(_freeze(tab.id, plan.header_row + 1))
    if plan.appended:
        requests += _new_rows(plan, tab)
    return requests


def disown_request(tab: Tab) -> Request:
    """What the tab says of who keeps it is deleted."""
    lookup = {
        "metadataKey": OWNER_MARK,
        "metadataValue": f"{tab.id} {tab.seen.owner}",
        "metadataLocation": {"sheetId": tab.id},
        "locationMatchingStrategy": "INTERSECTING_LOCATION",
    }
    return {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": lookup}}}


def _new_columns(plan: Plan, tab: Tab) -> list[Request]:
    width = max(plan.made, default=-1) + 1
    if not tab.exists:
        size = {"rowCount": max(1_000, 2 * len(plan.appended)), "columnCount": width + ROOM}
        return [{"addSheet": {"properties": {"sheetId": tab.id, "title": tab.title, "gridProperties": size}}}]
    if plan.is_new:
        return [_append(tab.id, "COLUMNS", width - tab.width)] if width > tab.width else []
    if not plan.made:
        return []
    return _insert(tab.id, "COLUMNS", min(plan.made), len(plan.made), tab.width, like_before=False)


def _new_rows(plan: Plan, tab: Tab) -> list[Request]:
    """Rows inserted behind the last that has a key: boxes and formulas which staff filled down may reach far below."""
    count = len(plan.appended)
    height = tab.height if tab.exists else plan.end + count + 1
    like_before = plan.end > plan.header_row + 1
    requests = _insert(tab.id, "ROWS", plan.end, count, height, like_before=like_before)
    rows = [{"values": _row_cells(row)} for row in plan.appended]
    start = {"sheetId": tab.id, "rowIndex": plan.end, "columnIndex": 0}
    return [*requests, {"updateCells": {"start": start, "rows": rows, "fields": CELL_FIELDS}}]


def _insert(sheet: int, dimension: str, start: int, count: int, size: int, *, like_before: bool) -> list[Request]:
    """Insert rows or columns; behind the very last there must be one more first, as Google inserts only before one."""
    place = {"sheetId": sheet, "dimension": dimension, "startIndex": start, "endIndex": start + count}
    insert = {"insertDimension": {"range": place, "inheritFromBefore": like_before}}
    return [insert] if start < size else [_append(sheet, dimension, start + 1 - size), insert]


def _append(sheet: int, dimension: str, count: int) -> Request:
    return {"appendDimension": {"sheetId": sheet, "dimension": dimension, "length": count}}


def _mark(tab: Tab, mark: Mark) -> list[Request]:
    """Leave a mark on a column, and on the tab that there was one, for when staff take the column away."""
    known = tab.seen.marks.get(mark.key)
    made = [] if known else [_metadata({"sheetId": tab.id}, MADE_MARK, mark.key)]
    if mark.column is None:
        return made
    header = header_mark(tab, mark.column, mark.digest)
    if known and known.column == mark.column:
        return [forget(tab, HEADER_MARK, known.digest), header]
    return [*made, _metadata(_whole(tab, mark.column), COLUMN_MARK, mark.key), header]


def header_mark(tab: Tab, column: int, digest: str) -> Request:
    """Remember of a column which header we gave it."""
    return _metadata(_whole(tab, column), HEADER_MARK, digest)


def _whole(tab: Tab, column: int) -> Request:
    place = {"sheetId": tab.id, "dimension": "COLUMNS", "startIndex": column, "endIndex": column + 1}
    return {"dimensionRange": place}


def _metadata(location: Request, key: str, value: str) -> Request:
    made = {"metadataKey": key, "metadataValue": value, "location": location, "visibility": "DOCUMENT"}
    return {"createDeveloperMetadata": {"developerMetadata": made}}


def forget(tab: Tab, key: str, value: str) -> Request:
    """Take a mark away, wherever in the tab its column stands by now."""
    where = {"metadataLocation": {"sheetId": tab.id}, "locationMatchingStrategy": "INTERSECTING_LOCATION"}
    lookup = {"metadataKey": key, "metadataValue": value, **where}
    return {"deleteDeveloperMetadata": {"dataFilter": {"developerMetadataLookup": lookup}}}


def _header(sheet: int, row: int, place: int, made: Made) -> Request:
    staff = made.column.owner == "staff"
    text = {"bold": True, "foregroundColor": WHITE}
    look = {"backgroundColor": STAFFS if staff else OURS, "textFormat": text, "wrapStrategy": "WRAP"}
    cell: Request = {"userEnteredValue": {"stringValue": made.title}, "userEnteredFormat": look}
    if staff:
        cell["note"] = STAFF_NOTE
    return update(sheet, row, place, [cell], "userEnteredValue,userEnteredFormat,note")


def update(sheet: int, row: int, column: int, cells: Sequence[Request], fields: str) -> Request:
    """Write cells of one row."""
    start = {"sheetId": sheet, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [{"values": cells}], "fields": fields}}


def _column(sheet: int, place: int, made: Made) -> Request:
    """The column's width, and the key column out of sight."""
    where = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": place, "endIndex": place + 1}
    properties = {"pixelSize": 8 * made.column.width, "hiddenByUser": made.column is KEY_COLUMN}
    change = {"range": where, "properties": properties, "fields": "pixelSize,hiddenByUser"}
    return {"updateDimensionProperties": change}


def _offer(sheet: int, header_row: int, place: int, choices: Sequence[str]) -> list[Request]:
    """What may be chosen in a column's cells; anything else is marked and taken."""
    if not choices:
        return []
    area = {"sheetId": sheet, "startRowIndex": header_row + 1, "startColumnIndex": place, "endColumnIndex": place + 1}
    condition = {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": one} for one in choices]}
    rule = {"condition": condition, "strict": False, "showCustomUi": True}
    return [{"setDataValidation": {"range": area, "rule": rule}}]


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
