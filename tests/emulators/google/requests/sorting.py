"""Requests that put rows in order."""

import random
from typing import Any

from ..areas import Area, Body
from ..computing import effective
from ..content import Content
from ..rows import Row
from ..tab import Tab
from .pasting import copy_of


def rank(value: Any) -> tuple[int, Any]:
    """Numbers before texts before booleans; what is empty stands last in either order."""
    if isinstance(value, bool):
        return 2, value
    if isinstance(value, int | float):
        return 0, value
    return (1, value.casefold()) if isinstance(value, str) else (3, 0)


def sort_rows(content: Content, tab: Tab, area: Area, specs: list[Body]) -> None:
    """Put the cells of an area in order; later specs count where earlier ones find no difference."""
    bottom = min(area.bottom, max(tab.last_row, area.top))
    numbers = list(range(area.top, bottom))
    for spec in reversed(specs):
        column, down = spec.get("dimensionIndex", 0), spec.get("sortOrder") == "DESCENDING"
        keys = {number: effective(content, tab, number, column) for number in numbers}
        filled = [number for number in numbers if keys[number] is not None]
        filled.sort(key=lambda number: rank(keys[number]), reverse=down)
        numbers = [*filled, *(number for number in numbers if keys[number] is None)]
    rows = [_taken(tab, place, number, area) for place, number in enumerate(numbers, start=area.top)]
    if rows:
        tab.order_rows(area.top, rows)


def _taken(tab: Tab, place: int, number: int, area: Area) -> Row:
    """What stands at a place, with another row's cells in the area: sizes and metadata stay where they are."""
    values, looks = tab.row(number).cells(area.left, area.right)
    if tab.has_formulas:
        values = [copy_of(value, place - number, 0) for value in values]
    return tab.row(place).put(area.left, values, looks)


def _sort_range(content: Content, body: Body) -> None:
    tab = content.by_id(body["range"].get("sheetId", 0))
    sort_rows(content, tab, tab.area(body["range"]), body.get("sortSpecs", []))


def _randomize(content: Content, body: Body) -> None:
    """The rows of a range in another order."""
    tab = content.by_id(body["range"].get("sheetId", 0))
    area = tab.area(body["range"])
    numbers = list(range(area.top, area.bottom))
    shuffled = random.sample(numbers, len(numbers))
    tab.order_rows(
        area.top, [_taken(tab, place, number, area) for place, number in zip(numbers, shuffled, strict=True)]
    )


REQUESTS = {"sortRange": _sort_range, "randomizeRange": _randomize}
