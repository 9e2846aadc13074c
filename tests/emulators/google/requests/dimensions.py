"""Requests that put in, take out, move, size and hide rows and columns."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from .. import masks
from ..areas import COLUMNS, ROWS, Body, Move, Shift, shown
from ..content import Content
from ..refusals import invalid
from ..shifting import follow, follow_move
from ..tab import Tab

NOUN = {ROWS: "row", COLUMNS: "column"}


def _tab(content: Content, body: Body) -> Tab:
    return content.by_id(body.get("sheetId", 0))


def _run(tab: Tab, run: Body) -> tuple[str, int, int]:
    dimension = run.get("dimension")
    if dimension not in NOUN:
        raise invalid("No dimension specified.")
    start, end = run.get("startIndex", 0), run.get("endIndex", tab.size(dimension))
    if not 0 <= start <= end:
        raise invalid(f"range.startIndex[{start}] must not be below 0, nor larger than range.endIndex[{end}]")
    return dimension, start, end


def _append(content: Content, body: Body) -> None:
    _tab(content, body).lengthen(body["dimension"], body.get("length", 0))


def _insert(content: Content, body: Body) -> None:
    tab = _tab(content, body["range"])
    dimension, start, end = _run(tab, body["range"])
    like_before, size = body.get("inheritFromBefore", False), tab.size(dimension)
    if like_before and not start:
        raise invalid("range.startIndex must be greater than 0 if inheritFromBefore is true.")
    if not like_before and start >= size:
        told = f"range.startIndex[{start}] must be less than the grid size ({size}) if inheritFromBefore is false."
        raise invalid(told)
    if start > size:
        raise invalid(f"range.startIndex[{start}] must not be larger than the grid size ({size})")
    tab.insert(dimension, start, end - start, like_before=like_before)
    _keep_frozen(tab, dimension, lambda frozen: frozen + (end - start if start < frozen else 0))
    follow(content, Shift(tab.id, dimension, start, added=end - start))


def _keep_frozen(tab: Tab, dimension: str, change: Callable[[int], int]) -> None:
    """The rows or columns that were frozen stay so."""
    name = f"frozen{NOUN[dimension].capitalize()}Count"
    if name in tab.grid:
        tab.grid = {**tab.grid, name: change(tab.grid[name])}


def _delete(content: Content, body: Body) -> None:
    tab = _tab(content, body["range"])
    dimension, start, end = _run(tab, body["range"])
    size, noun = tab.size(dimension), NOUN[dimension]
    if start >= size:
        there = f"Tried to delete {noun} index {start} but there are only {size} {noun}s."
        raise invalid(f"Cannot delete a {noun} that doesn't exist. {there}")
    if start == 0 and end >= size:
        raise invalid(f"You can't delete all the {noun}s on the sheet.")
    frozen = tab.grid.get(f"frozen{noun.capitalize()}Count", 0)
    gone = min(end, size) - start
    if frozen and size - gone <= frozen - max(0, min(end, frozen) - start):
        raise invalid(f"Sorry, it is not possible to delete all non-frozen {noun}s.")
    tab.delete(dimension, start, start + gone)
    _keep_frozen(tab, dimension, lambda kept: kept - max(0, min(end, kept) - start))
    follow(content, Shift(tab.id, dimension, start, removed=gone))


def _move(content: Content, body: Body) -> None:
    tab = _tab(content, body["source"])
    dimension, start, end = _run(tab, body["source"])
    to = body.get("destinationIndex", 0)
    if start < to < end or not 0 <= to <= tab.size(dimension) or end > tab.size(dimension):
        raise invalid(f"Cannot move {NOUN[dimension]}s {start} to {end} to {to}.")
    move = Move(tab.id, dimension, start, end, to)
    tab.move(move)
    follow_move(content, move)


def change_properties(content: Content, run: Body, change: Callable[[Body], Body]) -> None:
    """Make the DimensionProperties of some rows or columns anew."""
    tab = _tab(content, run)
    dimension, start, end = _run(tab, run)
    if end > tab.size(dimension):
        raise invalid(f"range.endIndex[{end}] must not be larger than the grid size ({tab.size(dimension)})")
    if dimension == COLUMNS:
        tab.columns[start:end] = [change(column) for column in tab.columns[start:end]]
    else:
        area = replace(tab.whole, top=start, bottom=end)
        tab.change(area, lambda row: replace(row, properties=change(dict(row.properties))))


def _with(kept: Body, new: Body, mask: list[masks.Path]) -> Body:
    return {name: value for name, value in masks.put(kept, new, mask).items() if value}


def _update(content: Content, body: Body) -> None:
    mask = masks.paths(body.get("fields", ""))
    change_properties(content, body["range"], partial(_with, new=body.get("properties", {}), mask=mask))


def _auto_resize(content: Content, body: Body) -> None:
    """Columns become as wide as their longest text, by the letter; rows take their usual height again."""
    run = body["dimensions"]
    tab = _tab(content, run)
    dimension, start, end = _run(tab, run)
    for place in range(start, end):
        size = {"pixelSize": _text_width(tab, place)} if dimension == COLUMNS else {}
        one = {**run, "startIndex": place, "endIndex": place + 1}
        change_properties(content, one, partial(_with, new=size, mask=[("pixelSize",)]))


def _text_width(tab: Tab, column: int) -> int:
    """Of the widest text, with the room that Sheets leaves beside it; 0 where there is none."""
    widest = max((sum(map(_letter_width, str(row.value(column) or ""))) for row in tab.rows), default=0.0)
    return math.ceil(widest) + 6 if widest else 0


def _letter_width(letter: str) -> float:
    """About the pixels that a letter takes."""
    if letter in "iIjl.,:;|!' ":
        return 3.4
    return 11.4 if letter in "mwMW@%" else 8.4805 if letter.isupper() else 7.3


def _group_key(group: Body) -> tuple[int, int]:
    return group["range"]["startIndex"], -group["range"]["endIndex"]


def _with_depth(groups: list[Body]) -> list[Body]:
    """Groups of one dimension with the depth that follows from how they lie in each other."""
    ordered = sorted(groups, key=_group_key)
    return [{**one, "depth": sum(_holds(other, one) for other in ordered)} for one in ordered]


def _holds(outer: Body, inner: Body) -> bool:
    a, b = outer["range"], inner["range"]
    return bool(a["startIndex"] <= b["startIndex"] and b["endIndex"] <= a["endIndex"])


def groups_of(tab: Tab, dimension: str) -> list[Body]:
    return _with_depth([one for one in tab.groups if one["range"]["dimension"] == dimension])


def _add_group(content: Content, body: Body) -> Body:
    tab = _tab(content, body["range"])
    _run(tab, body["range"])
    tab.groups = [*tab.groups, {"range": shown({"startIndex": 0, **body["range"]})}]
    tab.grid = {**tab.grid, f"{NOUN[body['range']['dimension']]}GroupControlAfter": True}
    return {"dimensionGroups": groups_of(tab, body["range"]["dimension"])}


def _delete_group(content: Content, body: Body) -> Body:
    tab = _tab(content, body["range"])
    gone = next((one for one in tab.groups if one["range"] == shown({"startIndex": 0, **body["range"]})), None)
    if gone is None:
        raise invalid("There is no group at this range.")
    tab.groups = [one for one in tab.groups if one is not gone]
    left = groups_of(tab, body["range"]["dimension"])
    return {"dimensionGroups": left} if left else {}


def _update_group(content: Content, body: Body) -> None:
    wanted = body["dimensionGroup"]
    tab, place = _tab(content, wanted["range"]), shown({"startIndex": 0, **wanted["range"]})
    mask = masks.paths(body.get("fields", ""))
    tab.groups = [masks.put(one, wanted, mask) if one["range"] == place else one for one in tab.groups]


REQUESTS = {
    "appendDimension": _append,
    "insertDimension": _insert,
    "deleteDimension": _delete,
    "moveDimension": _move,
    "updateDimensionProperties": _update,
    "autoResizeDimensions": _auto_resize,
    "addDimensionGroup": _add_group,
    "deleteDimensionGroup": _delete_group,
    "updateDimensionGroup": _update_group,
}
