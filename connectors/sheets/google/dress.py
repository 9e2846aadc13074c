"""How a column looks when it is made. It is done once: from then on staff change it as they like."""

from collections.abc import Iterator, Mapping, Sequence

from connectors.ports import SheetColumn
from connectors.sheets.google.cells import FORMAT_FIELD, Request
from connectors.sheets.google.formats import format_of
from connectors.sheets.layout import KEY_COLUMN, Made
from connectors.sheets.palette import WRONG, shades

PIXELS = 8  # to a letter
WHITE, PLAIN = {"red": 1, "green": 1, "blue": 1}, "FFFFFF"
COLOURS = {
    "service": {"red": 0.11, "green": 0.21, "blue": 0.34},
    "both": {"red": 0.20, "green": 0.36, "blue": 0.30},
    "staff": {"red": 0.54, "green": 0.35, "blue": 0.0},
}
"""The header's, by who writes below it."""
NOTES = {
    "service": "The service writes below this cell: what is changed here is put right again.",
    "both": "The service fills this in when a row comes. From then on it is yours: it is never written over.",
    "staff": "This column is yours. The service never writes below this cell, and keeps what you write.",
}
PROTECTION = "Written by the service: what is changed here is put right again"


def header(sheet: int, row: int, place: int, made: Made) -> Request:
    """The title, and a note on who writes below it."""
    owner = made.column.owner
    text = {"bold": True, "foregroundColor": WHITE}
    look = {"backgroundColor": COLOURS[owner], "textFormat": text, "wrapStrategy": "WRAP"}
    cell = {"userEnteredValue": {"stringValue": made.title}, "userEnteredFormat": look, "note": NOTES[owner]}
    start = {"sheetId": sheet, "rowIndex": row, "columnIndex": place}
    fields = "userEnteredValue,userEnteredFormat,note"
    return {"updateCells": {"start": start, "rows": [{"values": [cell]}], "fields": fields}}


def width(sheet: int, place: int, column: SheetColumn) -> Request:
    """The column's width, and the key column out of sight."""
    where = {"sheetId": sheet, "dimension": "COLUMNS", "startIndex": place, "endIndex": place + 1}
    properties = {"pixelSize": PIXELS * column.width, "hiddenByUser": column is KEY_COLUMN}
    change = {"range": where, "properties": properties, "fields": "pixelSize,hiddenByUser"}
    return {"updateDimensionProperties": change}


def number_format(sheet: int, header_row: int, place: int, column: SheetColumn) -> list[Request]:
    """How numbers, days and texts are shown; in staff's own columns Google tells what they type by itself."""
    look, area = format_of(column), _below(sheet, header_row, place)
    cell = {"userEnteredFormat": {"numberFormat": look}}
    return [{"repeatCell": {"range": area, "cell": cell, "fields": FORMAT_FIELD}}] if look else []


def choices(sheet: int, header_row: int, place: int, offered: Sequence[str]) -> Iterator[Request]:
    """What may be chosen in a column's cells, in colours; anything else is taken, and marked."""
    if not offered:
        return
    area = _below(sheet, header_row, place)
    condition = {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": one} for one in offered]}
    rule = {"condition": condition, "strict": False, "showCustomUi": True}
    yield {"setDataValidation": {"range": area, "rule": rule}}
    yield from _colours(area, shades(offered))


def _colours(area: Request, chosen: Mapping[str, str]) -> Iterator[Request]:
    """The last rule that is added counts first: so whatever is none of the choices is marked first of all."""
    if chosen:
        yield _rule(area, {"type": "NOT_BLANK"}, WRONG)
    for one, shade in reversed(list(chosen.items())):
        yield _rule(area, {"type": "TEXT_EQ", "values": [{"userEnteredValue": one}]}, shade or PLAIN)


def _rule(area: Request, condition: Request, shade: str) -> Request:
    red, green, blue = (round(part / 255, 4) for part in bytes.fromhex(shade))
    look = {"backgroundColor": {"red": red, "green": green, "blue": blue}}
    rule = {"ranges": [area], "booleanRule": {"condition": condition, "format": look}}
    return {"addConditionalFormatRule": {"rule": rule, "index": 0}}


def protections(sheet: int, made: Mapping[int, SheetColumn]) -> list[Request]:
    """Whoever edits the service's columns is warned, and may go on: a hard lock would keep staff from sorting."""
    ours = sorted(place for place, column in made.items() if column.owner == "service")
    starts = [place for place in ours if place - 1 not in ours]
    ends = [place + 1 for place in ours if place + 1 not in ours]
    return [_protection(sheet, *run) for run in zip(starts, ends, strict=True)]


def _protection(sheet: int, start: int, end: int) -> Request:
    area = {"sheetId": sheet, "startColumnIndex": start, "endColumnIndex": end}
    return {"addProtectedRange": {"protectedRange": {"range": area, "description": PROTECTION, "warningOnly": True}}}


def page(sheet: int, rows: int, *, right_to_left: bool) -> Request:
    """Keep the header in sight, and begin at the side where its readers do."""
    properties: Request = {"sheetId": sheet, "gridProperties": {"frozenRowCount": rows}}
    fields = "gridProperties.frozenRowCount"
    if right_to_left:
        properties, fields = {**properties, "rightToLeft": True}, f"{fields},rightToLeft"
    return {"updateSheetProperties": {"properties": properties, "fields": fields}}


def _below(sheet: int, header_row: int, place: int) -> Request:
    return {"sheetId": sheet, "startRowIndex": header_row + 1, "startColumnIndex": place, "endColumnIndex": place + 1}
