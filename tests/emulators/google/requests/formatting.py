"""Requests about conditional formats, merged cells, banding and borders."""

from ..areas import Area, Body, shown
from ..colors import with_styles
from ..content import Content
from ..refusals import invalid
from ..tab import Tab


def _rule(rule: Body) -> Body:
    return {**with_styles(rule), "ranges": [shown(one) for one in rule.get("ranges", [])]}


def _rule_tab(content: Content, body: Body) -> Tab:
    ranges = body.get("rule", {}).get("ranges", [])
    return content.by_id(ranges[0].get("sheetId", 0) if ranges else body.get("sheetId", 0))


def _check_index(tab: Tab, index: int, most: int) -> None:
    if not 0 <= index < most:
        raise invalid(f"No conditional format on sheet: {tab.id} at index: {index}")


def _add_rule(content: Content, body: Body) -> None:
    tab = _rule_tab(content, body)
    index = body.get("index", 0)
    _check_index(tab, index, len(tab.conditional) + 1)
    tab.conditional = [*tab.conditional[:index], _rule(body["rule"]), *tab.conditional[index:]]


def _update_rule(content: Content, body: Body) -> Body:
    tab, index = _rule_tab(content, body), body.get("index", 0)
    _check_index(tab, index, len(tab.conditional))
    old = tab.conditional[index]
    rest = [*tab.conditional[:index], *tab.conditional[index + 1 :]]
    new, at = (_rule(body["rule"]), index) if "rule" in body else (old, body.get("newIndex", 0))
    tab.conditional = [*rest[:at], new, *rest[at:]]
    moved = {"oldIndex": index, "newIndex": at} if "rule" not in body else {"newIndex": at}
    return {"oldRule": old, "newRule": new, **moved}


def _delete_rule(content: Content, body: Body) -> Body:
    tab, index = content.by_id(body.get("sheetId", 0)), body.get("index", 0)
    _check_index(tab, index, len(tab.conditional))
    old = tab.conditional[index]
    tab.conditional = [one for number, one in enumerate(tab.conditional) if number != index]
    return {"rule": old}


def _stripes(area: Area, kind: str) -> list[Area]:
    if kind == "MERGE_ROWS":
        return [Area(area.sheet, row, row + 1, area.left, area.right) for row in range(area.top, area.bottom)]
    if kind == "MERGE_COLUMNS":
        return [Area(area.sheet, area.top, area.bottom, n, n + 1) for n in range(area.left, area.right)]
    return [area]


def _merge(content: Content, body: Body) -> None:
    tab = content.by_id(body["range"].get("sheetId", 0))
    area = tab.area(body["range"])
    for one in tab.merges:
        old = tab.area(one)
        if old.meets(area) and not area.holds(old):
            raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    made = [one for one in _stripes(area, body.get("mergeType", "MERGE_ALL")) if one.height * one.width > 1]
    kept = [one for one in tab.merges if not tab.area(one).meets(area)]
    for stripe in made:
        _keep_first(tab, stripe)
    tab.merges = [*kept, *(stripe.body() for stripe in made)]


def _keep_first(tab: Tab, area: Area) -> None:
    """Of merged cells the first value stays, in the first cell."""
    values = [tab.value(row, column) for row, column in area.cells()]
    first = next((value for value in values if value is not None), None)
    for row in range(area.top, area.bottom):
        looks = tab.row(row).cells(area.left, area.right)[1]
        tab.put(row, area.left, [first if row == area.top else None] + [None] * (area.width - 1), looks)


def _unmerge(content: Content, body: Body) -> None:
    tab = content.by_id(body["range"].get("sheetId", 0))
    area = tab.area(body["range"])
    if any(tab.area(one).meets(area) and not area.holds(tab.area(one)) for one in tab.merges):
        raise invalid("You must select all cells in a merged range to merge or unmerge them.")
    tab.merges = [one for one in tab.merges if not tab.area(one).meets(area)]


REQUESTS = {
    "addConditionalFormatRule": _add_rule,
    "updateConditionalFormatRule": _update_rule,
    "deleteConditionalFormatRule": _delete_rule,
    "mergeCells": _merge,
    "unmergeCells": _unmerge,
}
