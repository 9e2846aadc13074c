"""A spreadsheet as the Sheets API sees it: tabs of typed cells, and every request of a batch that is understood."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from emulators import field_mask

Cell = dict[str, Any]
Body = dict[str, Any]
INHERITED = {"userEnteredFormat", "dataValidation"}  # what an inserted row takes from its neighbour


class Refusal(Exception):  # noqa: N818 - what Google calls an error answer
    """What the API answers instead of doing what was asked."""

    def __init__(self, code: int, status: str, message: str) -> None:
        super().__init__(message)
        self.code, self.status, self.message = code, status, message


def invalid(message: str) -> Refusal:
    return Refusal(400, "INVALID_ARGUMENT", message)


@dataclass
class Tab:
    """One sheet: a full grid of cells, and what is known of its columns."""

    id: int
    title: str
    cells: list[list[Cell]]
    columns: list[Body]
    grid: Body = field(default_factory=dict)  # frozenRowCount and the like
    metadata: list[Body] = field(default_factory=list)  # of the tab; that of a column stands with the column
    merges: list[Body] = field(default_factory=list)

    @classmethod
    def blank(cls, number: int, title: str, rows: int = 1000, columns: int = 26) -> "Tab":
        return cls(number, title, [[{} for _ in range(columns)] for _ in range(rows)], [{} for _ in range(columns)])

    @property
    def properties(self) -> Body:
        size = {"rowCount": len(self.cells), "columnCount": len(self.columns)}
        return {"sheetId": self.id, "title": self.title, "sheetType": "GRID", "gridProperties": {**self.grid, **size}}

    @property
    def last_row(self) -> int:
        """How many rows from the top hold data."""
        return max((n + 1 for n, row in enumerate(self.cells) if any("userEnteredValue" in c for c in row)), default=0)

    def values(self) -> list[list[Any]]:
        """What stands in each cell, without the empty rows below; a formula as its text."""
        return [
            [next(iter(c.get("userEnteredValue", {}).values()), "") for c in r] for r in self.cells[: self.last_row]
        ]

    @property
    def all_metadata(self) -> list[Body]:
        """The developer metadata of the tab and of its columns."""
        return [*self.metadata, *(one for column in self.columns for one in column.get("developerMetadata", []))]

    def add_rows(self, count: int) -> None:
        self.cells += [[{} for _ in self.columns] for _ in range(count)]

    def insert_columns(self, at: int, count: int) -> None:
        self.columns[at:at] = [{} for _ in range(count)]
        for row in self.cells:
            row[at:at] = [{} for _ in range(count)]


class Book:
    """A spreadsheet; a batch is applied whole or not at all."""

    def __init__(self, key: str, title: str = "Shared") -> None:
        self.key, self.title, self.shared = key, title, True
        self.tabs = [Tab.blank(0, "Sheet1")]

    def tab(self, title: str) -> Tab:
        for tab in self.tabs:
            if tab.title.casefold() == title.casefold():
                return tab
        raise invalid(f"Unable to parse range: {title}")

    def by_id(self, number: int) -> Tab:
        for tab in self.tabs:
            if tab.id == number:
                return tab
        raise invalid(f"No grid with id: {number}")

    def apply(self, requests: list[Body]) -> list[Body]:
        before = deepcopy(self.tabs)
        try:
            return [self._one(number, request) for number, request in enumerate(requests)]
        except Refusal as refusal:
            self.tabs = before
            raise invalid(refusal.message) from refusal

    def _one(self, number: int, request: Body) -> Body:
        ((kind, body),) = request.items()
        if kind not in REQUESTS:
            raise invalid(f"Invalid requests[{number}]: {kind} is not understood by this emulator")
        try:
            return REQUESTS[kind](self, body) or {}
        except Refusal as refusal:
            raise invalid(f"Invalid requests[{number}].{kind}: {refusal.message}") from refusal


def _add_sheet(book: Book, body: Body) -> Body:
    wanted = body.get("properties", {})
    number = wanted.get("sheetId", max(tab.id for tab in book.tabs) + 1)
    title = wanted.get("title", f"Sheet{len(book.tabs) + 1}")
    if any(tab.title.casefold() == title.casefold() for tab in book.tabs):
        raise invalid(f'A sheet with the name "{title}" already exists. Please enter another name.')
    if any(tab.id == number for tab in book.tabs):
        raise invalid(f"A sheet with the ID {number} already exists.")
    size = wanted.get("gridProperties", {})
    book.tabs.append(Tab.blank(number, title, size.get("rowCount", 1000), size.get("columnCount", 26)))
    return {"addSheet": {"properties": book.tabs[-1].properties}}


def _delete_sheet(book: Book, body: Body) -> None:
    book.tabs.remove(book.by_id(body["sheetId"]))


def _update_sheet(book: Book, body: Body) -> None:
    tab = book.by_id(body["properties"].get("sheetId", 0))
    properties = tab.properties
    field_mask.put(properties, body["properties"], body["fields"])
    tab.title = properties["title"]
    tab.grid = properties["gridProperties"]


def _update_cells(book: Book, body: Body) -> None:
    place = body.get("start") or body["range"]
    tab = book.by_id(place.get("sheetId", 0))
    top = place.get("rowIndex", place.get("startRowIndex", 0))
    left = place.get("columnIndex", place.get("startColumnIndex", 0))
    _write(tab, top, left, body.get("rows", []), body["fields"])


def _append_cells(book: Book, body: Body) -> None:
    tab = book.by_id(body.get("sheetId", 0))
    top = tab.last_row
    tab.add_rows(max(0, top + len(body["rows"]) - len(tab.cells)))
    width = max((len(row.get("values", [])) for row in body["rows"]), default=0)
    tab.insert_columns(len(tab.columns), max(0, width - len(tab.columns)))
    _write(tab, top, 0, body["rows"], body["fields"])


def _write(tab: Tab, top: int, left: int, rows: list[Body], fields: str) -> None:
    for down, row in enumerate(rows):
        for right, cell in enumerate(row.get("values", [])):
            if top + down >= len(tab.cells) or left + right >= len(tab.columns):
                raise invalid(f"Attempting to write beyond the grid of {len(tab.cells)} x {len(tab.columns)}")
            _check_value(cell)
            field_mask.put(tab.cells[top + down][left + right], deepcopy(cell), fields)


def _check_value(cell: Cell) -> None:
    kept = cell.get("userEnteredValue", {})
    if len(kept) > 1:
        raise invalid("oneof field 'value' is already set")
    if len(str(kept.get("stringValue", ""))) > 50_000:
        raise invalid("Your input contains more than the maximum of 50000 characters in a single cell.")


def _repeat_cell(book: Book, body: Body) -> None:
    tab = book.by_id(body["range"].get("sheetId", 0))
    area = body["range"]
    for row in tab.cells[area.get("startRowIndex", 0) : area.get("endRowIndex")]:
        for cell in row[area.get("startColumnIndex", 0) : area.get("endColumnIndex")]:
            field_mask.put(cell, deepcopy(body["cell"]), body["fields"])


def _append_dimension(book: Book, body: Body) -> None:
    tab = book.by_id(body.get("sheetId", 0))
    if body["dimension"] == "COLUMNS":
        tab.insert_columns(len(tab.columns), body["length"])
    else:
        tab.add_rows(body["length"])


def _insert_dimension(book: Book, body: Body) -> None:
    area = body["range"]
    tab = book.by_id(area.get("sheetId", 0))
    start, count = area["startIndex"], area["endIndex"] - area["startIndex"]
    size = len(tab.columns) if area["dimension"] == "COLUMNS" else len(tab.cells)
    if start >= size:
        raise invalid(f"range.startIndex[{start}] must be less than the grid size ({size})")
    if area["dimension"] == "COLUMNS":
        tab.insert_columns(start, count)
        return
    like = tab.cells[start - 1 if body.get("inheritFromBefore") else start]
    inherited = [{name: deepcopy(cell[name]) for name in INHERITED & set(cell)} for cell in like]
    tab.cells[start:start] = [deepcopy(inherited) for _ in range(count)]


def _delete_dimension(book: Book, body: Body) -> None:
    area = body["range"]
    tab = book.by_id(area.get("sheetId", 0))
    gone = slice(area["startIndex"], area["endIndex"])
    if area["dimension"] == "ROWS":
        del tab.cells[gone]
        return
    del tab.columns[gone]
    for row in tab.cells:
        del row[gone]


def _update_dimension(book: Book, body: Body) -> None:
    area = body["range"]
    tab = book.by_id(area.get("sheetId", 0))
    if area["dimension"] == "COLUMNS":
        if area["endIndex"] > len(tab.columns):
            raise invalid("range is beyond the grid")
        for column in tab.columns[area["startIndex"] : area["endIndex"]]:
            field_mask.put(column, body["properties"], body["fields"])


def _sort_range(book: Book, body: Body) -> None:
    """As Sheets does: numbers before texts before empty cells, on the first of the sort columns."""
    area = body["range"]
    tab = book.by_id(area.get("sheetId", 0))
    spec = body["sortSpecs"][0]
    rows = tab.cells[area.get("startRowIndex", 0) : area.get("endRowIndex", tab.last_row)]

    def rank(row: list[Cell]) -> tuple[bool, str]:
        value = next(iter(row[spec["dimensionIndex"]].get("userEnteredValue", {}).values()), None)
        return isinstance(value, str), f"{value:>030}" if isinstance(value, int | float) else str(value).casefold()

    filled = [row for row in rows if row[spec["dimensionIndex"]].get("userEnteredValue")]
    empty = [row for row in rows if not row[spec["dimensionIndex"]].get("userEnteredValue")]
    start = area.get("startRowIndex", 0)
    ordered = sorted(filled, key=rank, reverse=spec.get("sortOrder") == "DESCENDING")
    tab.cells[start : start + len(rows)] = ordered + empty


def _create_metadata(book: Book, body: Body) -> Body:
    wanted = dict(body["developerMetadata"])
    area = wanted["location"].get("dimensionRange", wanted["location"])
    tab = book.by_id(area.get("sheetId", 0))
    taken = {one["metadataId"] for each in book.tabs for one in each.all_metadata}
    wanted.setdefault("metadataId", max(taken, default=0) + 1)
    if wanted["metadataId"] in taken:
        raise invalid(f"developerMetadata with ID {wanted['metadataId']} already exists")
    if "dimensionRange" in wanted["location"]:
        if area["dimension"] != "COLUMNS" or area["endIndex"] - area["startIndex"] != 1:
            raise invalid("this emulator knows metadata of tabs and of single columns")
        tab.columns[area["startIndex"]].setdefault("developerMetadata", []).append(wanted)
    else:
        tab.metadata.append(wanted)
    return {"createDeveloperMetadata": {"developerMetadata": wanted}}


def _delete_metadata(book: Book, body: Body) -> None:
    """As far as a lookup gives a key, a value and a tab in which to look."""
    lookup = body["dataFilter"]["developerMetadataLookup"]
    if lookup.get("locationMatchingStrategy") != "INTERSECTING_LOCATION":
        raise invalid("this emulator looks metadata up by intersecting location")
    tab = book.by_id(lookup["metadataLocation"]["sheetId"])
    wanted = lookup["metadataKey"], lookup["metadataValue"]

    def others(found: list[Body]) -> list[Body]:
        return [one for one in found if (one["metadataKey"], one["metadataValue"]) != wanted]

    tab.metadata = others(tab.metadata)
    for column in tab.columns:
        if "developerMetadata" in column:
            column["developerMetadata"] = others(column["developerMetadata"])


def _set_validation(book: Book, body: Body) -> None:
    _repeat_cell(book, {**body, "cell": {"dataValidation": body["rule"]}, "fields": "dataValidation"})


REQUESTS: dict[str, Callable[[Book, Body], Body | None]] = {
    "addSheet": _add_sheet,
    "deleteSheet": _delete_sheet,
    "updateSheetProperties": _update_sheet,
    "updateCells": _update_cells,
    "appendCells": _append_cells,
    "repeatCell": _repeat_cell,
    "appendDimension": _append_dimension,
    "insertDimension": _insert_dimension,
    "deleteDimension": _delete_dimension,
    "updateDimensionProperties": _update_dimension,
    "sortRange": _sort_range,
    "createDeveloperMetadata": _create_metadata,
    "deleteDeveloperMetadata": _delete_metadata,
    "setDataValidation": _set_validation,
}
