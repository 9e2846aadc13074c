"""The Spreadsheet resource of the API, or the parts of it that a request asks for."""

from typing import Any

from . import masks
from .areas import COLUMNS, ROWS, Area, Body
from .celldata import cell_data
from .content import Content
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
        found["rowData"] = _row_data(content, tab, area, _names(mask))
    if not mask or masks.wants(mask, "sheets", "data", "rowMetadata"):
        marks = of_dimension(content, tab.id, ROWS)
        found["rowMetadata"] = [
            _sized(tab.row(n).properties, HEIGHT, marks.get(n)) for n in range(area.top, area.bottom)
        ]
    if not mask or masks.wants(mask, "sheets", "data", "columnMetadata"):
        marks = of_dimension(content, tab.id, COLUMNS)
        found["columnMetadata"] = [_sized(tab.columns[n], WIDTH, marks.get(n)) for n in range(area.left, area.right)]
    return {name: value for name, value in found.items() if value}


def _sized(properties: Any, size: int, marks: list[Body] | None) -> Body:
    return {"pixelSize": size, **properties, **({"developerMetadata": marks} if marks else {})}


def _names(mask: list[masks.Path]) -> frozenset[str] | None:
    """Which fields of CellData are asked for; None for all."""
    way = ("sheets", "data", "rowData", "values")
    names = set()
    for path in mask:
        if all(a in (b, "*") for a, b in zip(path, way, strict=False)):
            if len(path) <= len(way) or path[len(way)] == "*":
                return None
            names.add(path[len(way)])
    return frozenset(names) if mask else None


def _row_data(content: Content, tab: Tab, area: Area, names: frozenset[str] | None) -> list[Body]:
    rows = []
    for number in range(area.top, min(area.bottom, len(tab.rows))):
        row = tab.rows[number]
        values = [cell_data(content, tab, number, n, names) for n in range(area.left, min(area.right, _end(row)))]
        while values and not values[-1]:
            values.pop()
        rows.append({"values": values} if values else {})
    while rows and not rows[-1]:
        rows.pop()
    return rows


def _end(row: Row) -> int:
    return max(len(row.values), len(row.looks))
