"""The Spreadsheet resource of the API, or the parts of it that a request asks for."""

from typing import Any

from . import masks
from .areas import COLUMNS, ROWS, Area, Body
from .celldata import cell_data, fields_of
from .content import Content
from .filtering import hidden_rows
from .metadata import SHEET, SPREADSHEET, of_dimension, of_place
from .properties import tab_properties
from .requests.dimensions import groups_of
from .rows import Row
from .tab import Tab

Places = list[tuple[Tab, Area]]
WIDTH, HEIGHT = 100, 21  # pixels of a column and of a row that nobody sized


def spreadsheet(content: Content, key: str, places: Places | None, mask: list[masks.Path], *, cells: bool) -> Body:
    """The resource; with `places`, of its tabs those alone, each with one piece of data for each place on it."""
    everything: Body = {
        "spreadsheetId": key,
        "properties": content.properties,
        "sheets": [
            _sheet(content, tab, places, mask, cells=cells)
            for tab in content.tabs
            if places is None or any(tab is one for one, _ in places)
        ],
        "namedRanges": content.named_ranges,
        "spreadsheetUrl": f"https://docs.google.com/spreadsheets/d/{key}/edit",
        "developerMetadata": of_place(content, {"locationType": SPREADSHEET, "spreadsheet": True}),
    }
    kept = {name: value for name, value in everything.items() if value}
    return dict(masks.chosen(kept, mask)) if mask else kept


def _sheet(content: Content, tab: Tab, places: Places | None, mask: list[masks.Path], *, cells: bool) -> Body:
    found: Body = {
        "merges": tab.merges,
        "conditionalFormats": tab.conditional,
        "protectedRanges": tab.protected,
        "filterViews": tab.views,
        "basicFilter": tab.basic_filter,
        "bandedRanges": tab.banding,
        "tables": tab.tables,
        "rowGroups": groups_of(tab, ROWS),
        "columnGroups": groups_of(tab, COLUMNS),
        "developerMetadata": of_place(content, {"locationType": SHEET, "sheetId": tab.id}),
    }
    if cells:
        areas = [tab.whole] if places is None else [area for one, area in places if one is tab]
        found["data"] = [_grid_data(content, tab, area, mask) for area in areas]
    return {"properties": tab_properties(content, tab), **{name: value for name, value in found.items() if value}}


def _grid_data(content: Content, tab: Tab, area: Area, mask: list[masks.Path]) -> Body:
    found: Body = {"startRow": area.top, "startColumn": area.left}
    if not mask or masks.wants(mask, "sheets", "data", "rowData"):
        found["rowData"] = _row_data(content, tab, area, _cell_tree(mask))
    if not mask or masks.wants(mask, "sheets", "data", "rowMetadata"):
        marks, hidden = of_dimension(content, tab.id, ROWS), hidden_rows(content, tab)
        found["rowMetadata"] = [
            _sized({**tab.row(n).properties, **({"hiddenByFilter": True} if n in hidden else {})}, HEIGHT, marks.get(n))
            for n in range(area.top, area.bottom)
        ]
    if not mask or masks.wants(mask, "sheets", "data", "columnMetadata"):
        marks = of_dimension(content, tab.id, COLUMNS)
        found["columnMetadata"] = [_sized(tab.columns[n], WIDTH, marks.get(n)) for n in range(area.left, area.right)]
    return {name: value for name, value in found.items() if value}


def _sized(properties: Any, size: int, marks: list[Body] | None) -> Body:
    return {"pixelSize": size, **properties, **({"developerMetadata": marks} if marks else {})}


ROW_DATA = ("sheets", "data", "rowData")


def _cell_tree(mask: list[masks.Path]) -> masks.Tree:
    """What is asked for of each cell; None for all."""
    branch = masks.below(masks.tree(mask), *ROW_DATA) if mask else None
    return branch and branch.get("values")


def _row_data(content: Content, tab: Tab, area: Area, branch: masks.Tree) -> list[Body]:
    """The rows down to the last with anything to show, each up to its last such cell."""
    fields = fields_of(None if branch is None else frozenset(branch))
    partly = branch is not None and any(inner is not None for inner in branch.values())
    rows = masks.Chosen()
    for number in range(area.top, min(area.bottom, tab.height if tab.may_spill else len(tab.rows))):
        values, looks = tab.row(number).cells(area.left, area.right if tab.may_spill else _end(tab.rows[number], area))
        cells = [
            cell_data(content, tab, (number, column), value, look, fields)
            for column, (value, look) in enumerate(zip(values, looks, strict=True), start=area.left)
        ]
        while cells and not cells[-1]:
            cells.pop()
        kept = masks.chosen_of(cells, branch) if partly else cells
        rows.append({"values": kept} if kept else {})
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _end(row: Row, area: Area) -> int:
    return max(area.left, min(area.right, max(len(row.values), len(row.looks))))
