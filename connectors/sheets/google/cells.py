"""Cells as the Sheets API writes and gives them: typed values, so that no text is ever taken for a formula."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from connectors.cells import cell_value
from connectors.ports import CellValue
from connectors.sheets.plan import CellChange
from connectors.sheets.values import formula

EPOCH = datetime(1899, 12, 30, tzinfo=UTC)  # day 0 of serial dates (Sheets API, DateTime serial numbers)
LAST_DAY = 2_958_466  # days from there to the end of the year 9999
TIMES = {"DATE", "DATE_TIME"}
VALUE_FIELDS, FORMAT_FIELD = "userEnteredValue", "userEnteredFormat.numberFormat"
CELL_FIELDS = f"{VALUE_FIELDS},{FORMAT_FIELD}"
Request = dict[str, Any]
Cell = Mapping[str, Any]
EMPTY: Cell = {}


def value_of(cell: Cell, *, is_time: bool | None = None) -> CellValue:
    """What stands in a cell. A number is a day or a time where that is so in its column, or else as it is shown."""
    kept: Mapping[str, Any] = cell.get("userEnteredValue", EMPTY)
    if "formulaValue" in kept:
        return formula(kept["formulaValue"])
    number = kept.get("numberValue")
    if number is not None and (shown_as(cell) in TIMES if is_time is None else is_time):
        return _time(number, is_day=shown_as(cell) != "DATE_TIME")
    value: CellValue = next(iter(kept.values()), None)
    return value


def shown_as(cell: Cell) -> str:
    """The kind of number format that a cell has."""
    return str(cell.get("userEnteredFormat", EMPTY).get("numberFormat", EMPTY).get("type", ""))


def _time(number: float, *, is_day: bool) -> CellValue:
    """A serial number as the day it is, or as the moment where it says one; a number of no day stays one."""
    if not 0 < number < LAST_DAY:
        return number
    moment = EPOCH + timedelta(seconds=round(number * 86_400))
    return moment.date() if is_day and number == int(number) else moment


def serial(value: CellValue) -> CellValue:
    """A value as the sheet keeps it: times are serial numbers."""
    kept = cell_value(value)
    if isinstance(kept, date):
        return days(kept)
    return float(kept) if isinstance(kept, Decimal) else kept


def days(moment: date) -> float:
    """The serial number of a day or time."""
    if isinstance(moment, datetime):
        return round((moment.replace(tzinfo=UTC) - EPOCH).total_seconds() / 86_400, 10)
    return (moment - EPOCH.date()).days


def written(change: CellChange) -> Request:
    """The value to write, typed: a text given as stringValue is never taken for a formula."""
    value = serial(change.value)
    if value is None:
        return {}
    word = "numberValue" if isinstance(value, int | float) else "stringValue"
    word = "boolValue" if isinstance(value, bool) else word
    return {"userEnteredValue": {word: value}}
