"""Requests about tables and bands of colour, and about borders."""

from .. import masks
from ..areas import Area, Body, shown
from ..cells import writing
from ..colors import put, with_styles
from ..content import Content
from ..refusals import invalid
from ..tab import Tab

EDGES = ("top", "bottom", "left", "right")
INNER = {"top": "innerHorizontal", "bottom": "innerHorizontal", "left": "innerVertical", "right": "innerVertical"}


def _tables(content: Content) -> dict[str, tuple[Tab, Body]]:
    return {table["tableId"]: (tab, table) for tab in content.tabs for table in tab.tables}


def _table(content: Content, number: str) -> tuple[Tab, Body]:
    found = _tables(content)
    if number not in found:
        raise invalid(f"No table with id: {number}")
    return found[number]


def _add_table(content: Content, body: Body) -> Body:
    """A table's columns are named by the cells of its first row where it does not name them itself."""
    wanted = body["table"]
    tab = content.by_id(wanted.get("range", {}).get("sheetId", 0))
    area = tab.area(wanted.get("range", {}))
    names = {one["name"].casefold() for _, one in _tables(content).values()}
    if wanted.get("name", "").casefold() in names:
        raise invalid(f"Table name '{wanted['name']}' is already in use.")
    number = wanted.get("tableId") or str(content.fresh({int(one) for one in _tables(content) if one.isdigit()}))
    named = {one.get("columnIndex", 0): one for one in wanted.get("columnProperties", [])}
    columns = [_column(tab, area, place, named.get(place, {})) for place in range(area.width)]
    made = {**with_styles(wanted), "tableId": number, "range": area.body(), "columnProperties": columns}
    made.setdefault("name", f"Table{len(names) + 1}")
    tab.tables = [*tab.tables, made]
    return {"table": made}


def _column(tab: Tab, area: Area, place: int, wanted: Body) -> Body:
    name = tab.value(area.top, area.left + place) or f"Column {place + 1}"
    index = {"columnIndex": place} if place else {}
    return {**index, "columnName": str(name), "columnType": "COLUMN_TYPE_UNSPECIFIED", **wanted}


def _update_table(content: Content, body: Body) -> None:
    tab, kept = _table(content, body["table"].get("tableId", ""))
    made = put(kept, body["table"], masks.paths(body.get("fields", "")))
    made["range"] = tab.area(made["range"]).body()
    tab.tables = [made if one is kept else one for one in tab.tables]


def _delete_table(content: Content, body: Body) -> None:
    """The table goes with what stands in it."""
    tab, gone = _table(content, body.get("tableId", ""))
    area = tab.area(gone["range"])
    for row in range(area.top, area.bottom):
        tab.set_row(row, tab.row(row).spliced(area.left, area.width, area.width))
    tab.tables = [one for one in tab.tables if one is not gone]


def _banded(content: Content, number: int) -> tuple[Tab, Body]:
    for tab in content.tabs:
        for one in tab.banding:
            if one["bandedRangeId"] == number:
                return tab, one
    raise invalid(f"No banded range with id: {number}")


def _add_banding(content: Content, body: Body) -> Body:
    wanted = body["bandedRange"]
    tab = content.by_id(wanted.get("range", {}).get("sheetId", 0))
    taken = {one["bandedRangeId"] for each in content.tabs for one in each.banding}
    made = {"bandedRangeId": content.fresh(taken), **with_styles(wanted), "range": shown(wanted.get("range", {}))}
    tab.banding = [*tab.banding, made]
    return {"bandedRange": made}


def _update_banding(content: Content, body: Body) -> None:
    wanted = body["bandedRange"]
    tab, kept = _banded(content, wanted.get("bandedRangeId", 0))
    made = put(kept, wanted, masks.paths(body.get("fields", "")))
    tab.banding = [made if one is kept else one for one in tab.banding]


def _delete_banding(content: Content, body: Body) -> None:
    tab, gone = _banded(content, body.get("bandedRangeId", 0))
    tab.banding = [one for one in tab.banding if one is not gone]


def _borders(content: Content, body: Body) -> None:
    """Lines around a range and between its cells."""
    tab = content.by_id(body["range"].get("sheetId", 0))
    area = tab.area(body["range"])
    for row, column in area.cells():
        inner = (row > area.top, row < area.bottom - 1, column > area.left, column < area.right - 1)
        lines = {edge: body.get(INNER[edge] if within else edge) for edge, within in zip(EDGES, inner, strict=True)}
        drawn = {edge: line for edge, line in lines.items() if line is not None}
        if drawn:
            write = writing(",".join(f"userEnteredFormat.borders.{edge}" for edge in drawn))
            cell = {"userEnteredFormat": {"borders": drawn}}
            tab.put(row, column, [tab.value(row, column)], [write.look(tab.look(row, column), cell)])


REQUESTS = {
    "addTable": _add_table,
    "updateTable": _update_table,
    "deleteTable": _delete_table,
    "addBanding": _add_banding,
    "updateBanding": _update_banding,
    "deleteBanding": _delete_banding,
    "updateBorders": _borders,
}
