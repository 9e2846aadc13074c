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
    rows = []
    for number in range(area.top, min(area.bottom, tab.height if tab.may_spill else tab.last_row)):
        end = area.right if tab.may_spill else min(area.right, len(tab.rows[number].values))
        rows.append([_shown(content, tab, number, n, options) for n in range(area.left, end)])
    rows = _trimmed(rows)
    if dimension == "COLUMNS":
        width = max(map(len, rows), default=0)
        rows = _trimmed([[row[n] if n < len(row) else "" for row in rows] for n in range(width)])
    return {"range": a1(tab.title, area), "majorDimension": dimension, **({"values": rows} if rows else {})}


def _trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def get(content: Content, text: str, options: Body) -> Body:
    return read(content, *located(content, text), options)
