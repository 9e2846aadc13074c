"""Number formats: those of whole columns, given once, and those of the few values for which they are not made."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime

from connectors.ports import CellValue, SheetColumn
from connectors.sheets.google.cells import FORMAT_FIELD, Cell, Request, serial, shown_as
from connectors.sheets.google.tab import Tab
from connectors.sheets.plan import Plan

FORMATS = {
    "text": {"type": "TEXT"},
    "integer": {"type": "NUMBER", "pattern": "#,##0"},
    "decimal": {"type": "NUMBER", "pattern": "#,##0.##########"},
    "money": {"type": "NUMBER", "pattern": "#,##0.00"},
    "date": {"type": "DATE", "pattern": "yyyy-mm-dd"},
    "datetime": {"type": "DATE_TIME", "pattern": "yyyy-mm-dd hh:mm"},
}
"""Those of columns, by their `format`; of any other Google shows values as it likes."""
PLAIN_NUMBER = {"type": "NUMBER", "pattern": "0.##########"}
NONE: Mapping[str, str] = {}


def format_of(column: SheetColumn) -> Mapping[str, str]:
    """The NumberFormat of a whole column; none where Google tells by what staff type."""
    return NONE if (column.owner, column.format) == ("staff", "text") else FORMATS.get(column.format, NONE)


def own_format(value: CellValue, column: SheetColumn) -> Mapping[str, str]:
    """The NumberFormat that a value needs since its column's is not made for it; none for most."""
    kept, usual = value if isinstance(value, str) else serial(value), format_of(column)
    if kept is None or isinstance(kept, bool):
        return NONE
    if isinstance(value, date) and not isinstance(kept, str):
        needed = FORMATS["datetime" if isinstance(value, datetime) else "date"]
        return NONE if column.format in {"date", "datetime"} else needed
    if column.owner == "staff":
        return NONE
    wanted = FORMATS["text"] if isinstance(kept, str) else PLAIN_NUMBER if usual is FORMATS["text"] else usual
    return NONE if wanted is usual else wanted


def own_formats(plan: Plan, tab: Tab, columns: Mapping[int, SheetColumn]) -> Iterator[Request]:
    """The formats that some of the values to be written need; `columns` are those of the spec by their places."""
    for number, row in enumerate(plan.appended, start=plan.end):
        for one in row:
            if look := own_format(one.value, columns[one.column]):
                yield _give(tab, number, one.column, look)
    for one in plan.changes:
        if look := _instead(one.value, columns[one.column], tab.cell(one.row, one.column)):
            yield _give(tab, one.row, one.column, look)


def _instead(value: CellValue, column: SheetColumn, standing: Cell) -> Mapping[str, str]:
    """Of a cell that is changed: where it has no format yet, or where what was a text becomes none or one."""
    wanted, shown = own_format(value, column) or format_of(column), shown_as(standing)
    is_text, was_text = wanted == FORMATS["text"], shown == "TEXT"
    return wanted if value is not None and (not shown or is_text != was_text) else NONE


def _give(tab: Tab, row: int, column: int, look: Mapping[str, str]) -> Request:
    start = {"sheetId": tab.id, "rowIndex": row, "columnIndex": column}
    rows = [{"values": [{"userEnteredFormat": {"numberFormat": look}}]}]
    return {"updateCells": {"start": start, "rows": rows, "fields": FORMAT_FIELD}}
