"""The methods spreadsheets.values.*: cells as plain lists of values."""

from typing import Any

from .a1 import a1, located
from .areas import Area, Body
from .computing import effective
from .content import Content
from .refusals import invalid
from .rows import Formula
from .tab import Tab


def _shown(content: Content, tab: Tab, row: int, column: int, options: Body) -> Any:
    value = tab.value(row, column)
    if value is None:
        return ""
    if options.get("valueRenderOption") == "FORMULA" and isinstance(value, Formula):
        return value.text
    found = effective(content, tab, row, column)
    if options.get("valueRenderOption", "FORMATTED_VALUE") != "FORMATTED_VALUE":
        return found
    return str(found).upper() if isinstance(found, bool) else str(found)


def read(content: Content, tab: Tab, area: Area, options: Body) -> Body:
    """A ValueRange of what stands in an area, without empty ends."""
    dimension = options.get("majorDimension", "ROWS")
    rows = []
    for number in range(area.top, min(area.bottom, tab.last_row)):
        end = min(area.right, len(tab.rows[number].values))
        rows.append([_shown(content, tab, number, n, options) for n in range(area.left, end)])
    rows = _trimmed(rows)
    if dimension == "COLUMNS":
        width = max(map(len, rows), default=0)
        rows = _trimmed([[row[n] if n < len(row) else "" for row in rows] for n in range(width)])
    return {"range": a1(tab, area), "majorDimension": dimension, **({"values": rows} if rows else {})}


def _trimmed(rows: list[list[Any]]) -> list[list[Any]]:
    for row in rows:
        while row and row[-1] == "":
            row.pop()
    while rows and not rows[-1]:
        rows.pop()
    return rows


def get(content: Content, text: str, options: Body) -> Body:
    return read(content, *located(content, text), options)


def check_options(options: Body) -> None:
    if options.get("majorDimension", "ROWS") not in ("ROWS", "COLUMNS"):
        raise invalid(f"Invalid major dimension: {options['majorDimension']}")
