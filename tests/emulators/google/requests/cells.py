"""Requests that write cells: typed values, formats, notes and validation."""

from ..areas import Area, Body
from ..cells import fill, write_rows, writing
from ..content import Content
from ..refusals import invalid
from ..tab import Tab


def _update_cells(content: Content, body: Body) -> None:
    write = writing(body.get("fields", ""))
    if "start" in body:
        start = body["start"]
        tab = content.by_id(start.get("sheetId", 0))
        write_rows(content, tab, start.get("rowIndex", 0), start.get("columnIndex", 0), body.get("rows", []), write)
        return
    tab = content.by_id(body.get("range", {}).get("sheetId", 0))
    area, rows = tab.area(body.get("range", {})), body.get("rows", [])
    _check_fits(area, rows)
    fill(content, tab, area, {}, write)  # what the rows leave out of the range is cleared
    write_rows(content, tab, area.top, area.left, rows, write)


def _check_fits(area: Area, rows: list[Body]) -> None:
    if len(rows) > area.height:
        end = area.bottom - 1
        raise invalid(f"Attempting to write row: {end + 1}, beyond the last requested row of: {end}")
    if any(len(row.get("values", [])) > area.width for row in rows):
        end = area.right - 1
        raise invalid(f"Attempting to write column: {end + 1}, beyond the last requested column of: {end}")


def _append_cells(content: Content, body: Body) -> None:
    if "tableId" in body:
        _append_to_table(content, body)
        return
    tab = content.by_id(body.get("sheetId", 0))
    _write_at(content, tab, tab.last_row, 0, body)


def _write_at(content: Content, tab: Tab, top: int, left: int, body: Body) -> None:
    """Rows are added as they are needed, columns are not."""
    rows = body.get("rows", [])
    tab.lengthen("ROWS", max(0, top + len(rows) - tab.height))
    write_rows(content, tab, top, left, rows, writing(body.get("fields", "")))


def _append_to_table(content: Content, body: Body) -> None:
    """Behind the last filled row of the table, which grows by as many rows as are lacking."""
    for tab in content.tabs:
        for table in tab.tables:
            if table["tableId"] == body["tableId"]:
                area = tab.area(table["range"])
                filled = [row for row in range(area.top + 1, area.bottom) if _is_filled(tab, area, row)]
                top = max(filled, default=area.top) + 1
                _write_at(content, tab, top, area.left, body)
                end = max(area.bottom, top + len(body.get("rows", [])))
                grown = {**table, "range": {**table["range"], "endRowIndex": end}}
                tab.tables = [grown if one is table else one for one in tab.tables]
                return
    raise invalid(f"No table with id: {body['tableId']}")


def _is_filled(tab: Tab, area: Area, row: int) -> bool:
    return any(tab.value(row, column) is not None for column in range(area.left, area.right))


def _repeat_cell(content: Content, body: Body) -> None:
    tab = content.by_id(body["range"].get("sheetId", 0))
    fill(content, tab, tab.area(body["range"]), body.get("cell", {}), writing(body.get("fields", "")))


def _set_validation(content: Content, body: Body) -> None:
    tab = content.by_id(body["range"].get("sheetId", 0))
    rule = {"dataValidation": body["rule"]} if "rule" in body else {}
    fill(content, tab, tab.area(body["range"]), rule, writing("dataValidation"))


REQUESTS = {
    "updateCells": _update_cells,
    "appendCells": _append_cells,
    "repeatCell": _repeat_cell,
    "setDataValidation": _set_validation,
}
