"""The methods spreadsheets.values.*: cells as plain lists of values."""

from typing import Any

from .a1 import located
from .addresses import a1
from .areas import Area, Body
from .celldata import number_format, shown
from .computing import effective
from .content import Content
from .errors import CellError
from .formats import DATES
from .rows import Formula
from .tab import Tab


def _shown(content: Content, tab: Tab, row: int, column: int, options: Body) -> Any:
    value = tab.value(row, column)
    if value is None and not tab.may_spill:
        return ""
    option = options.get("valueRenderOption", "FORMATTED_VALUE")
    if option == "FORMULA" and isinstance(value, Formula):
        return value.text
    found = effective(content, tab, row, column)
    if option == "FORMATTED_VALUE":
        return shown(content, tab, row, column)
    if isinstance(found, CellError):
        return f"{found.shown} ({found.message})" if found.message else found.shown
    if isinstance(found, int | float) and options.get("dateTimeRenderOption") == "FORMATTED_STRING":
        kind = (number_format(content, tab, row, column) or {}).get("type")
        return shown(content, tab, row, column) if kind in DATES else found
    return "" if found is None else found


def read(content: Content, tab: Tab, area: Area, options: Body) -> Body:
    """A ValueRange of what stands in an area, without empty ends."""
    dimension = options.get("majorDimension", "ROWS")
    bottom = min(area.bottom, tab.height if tab.may_spill else tab.last_row)
    rows = _trimmed([_line(content, tab, number, area, options) for number in range(area.top, bottom)])
    if dimension == "COLUMNS":
        width = max(map(len, rows), default=0)
        rows = _trimmed([[row[n] if n < len(row) else "" for row in rows] for n in range(width)])
    return {"range": a1(tab.title, area), "majorDimension": dimension, **({"values": rows} if rows else {})}


def _line(content: Content, tab: Tab, row: int, area: Area, options: Body) -> list[Any]:
    """A row's values in an area; a text is shown as it is, whatever the options."""
    values = tab.row(row).values[area.left : area.right]
    if tab.may_spill:
        return [_shown(content, tab, row, column, options) for column in range(area.left, area.right)]
    return [
        value if isinstance(value, str) else "" if value is None else _shown(content, tab, row, column, options)
        for column, value in enumerate(values, start=area.left)
    ]


def _trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def get(content: Content, text: str, options: Body) -> Body:
    return read(content, *located(content, text), options)
