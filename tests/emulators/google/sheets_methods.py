"""The methods of the Sheets API about spreadsheets and metadata, and those about values that read."""

from typing import Any

from . import values
from .a1 import located
from .areas import Body
from .book import Book
from .calls import Call
from .content import Content
from .filters import matched
from .masks import chosen, wants
from .metadata import search
from .properties import tab_properties
from .refusals import denied, invalid, not_found
from .rendering import Places, spreadsheet
from .requests.sheets import copied, free_copy_title, new_tab_id

RENDERING = ("valueRenderOption", "dateTimeRenderOption", "majorDimension")


def book_of(call: Call, *, writing: bool = False) -> Book:
    return call.emulator.file(call.key, call.account, writing=writing).opened_book


def content_of(call: Call) -> Content:
    return book_of(call).content


def _resource(call: Call, content: Content, key: str, places: Places | None, *, cells: bool) -> Body:
    """Cells come with it when they are asked for, or when the mask names them."""
    with_cells = wants(call.mask, "sheets", "data") if call.mask else cells
    return spreadsheet(content, key, places, call.mask, cells=with_cells)


def create(call: Call) -> Any:
    """A new spreadsheet with the properties and tabs that are given."""
    wanted = call.body
    properties = wanted.get("properties", {})
    if call.emulator.storage_full and call.account.email.endswith("gserviceaccount.com"):
        raise denied()
    file = call.emulator.new_file(properties.get("title", "Untitled spreadsheet"), call.account)
    book = file.opened_book
    sheets = wanted.get("sheets", [])
    if sheets:
        book.content.tabs = []
    requests = [one for place, sheet in enumerate(sheets) for one in _sheet_requests(place, sheet)]
    requests += [{"addNamedRange": {"namedRange": one}} for one in wanted.get("namedRanges", [])]
    requests += [{"createDeveloperMetadata": {"developerMetadata": one}} for one in wanted.get("developerMetadata", [])]
    if properties:
        requests.append({"updateSpreadsheetProperties": {"properties": properties, "fields": ",".join(properties)}})
    book.apply(requests, call.account.email)
    return _resource(call, book.content, book.key, None, cells=False)


def _sheet_requests(place: int, sheet: Body) -> list[Body]:
    """What makes a tab of a new spreadsheet, with the cells that are given."""
    properties = {"sheetId": place, **sheet.get("properties", {})}
    start = {"sheetId": properties["sheetId"]}
    cells: list[Body] = [
        {
            "start": {**start, "rowIndex": data.get("startRow", 0), "columnIndex": data.get("startColumn", 0)},
            "rows": data.get("rowData", []),
            "fields": "*",
        }
        for data in sheet.get("data", [])
    ]
    return [{"addSheet": {"properties": properties}}, *({"updateCells": one} for one in cells)]


def get(call: Call) -> Any:
    content = content_of(call)
    places = [located(content, text) for text in call.query.get("ranges", [])]
    return _resource(call, content, call.key, places or None, cells=call.flag("includeGridData"))


def get_by_data_filter(call: Call) -> Any:
    content, body = content_of(call), call.body
    places = [(tab, area) for tab, area, _ in matched(content, body.get("dataFilters", []))]
    asked = places if body.get("dataFilters") else None
    return _resource(call, content, call.key, asked, cells=body.get("includeGridData", False))


def batch_update(call: Call) -> Any:
    book, body = book_of(call, writing=True), call.body
    if not body.get("requests"):
        raise invalid("Must specify at least one request.")
    answer: Body = {"spreadsheetId": book.key, "replies": book.apply(body["requests"], call.account.email)}
    if body.get("includeSpreadsheetInResponse"):
        places = [located(book.content, text) for text in body.get("responseRanges", [])]
        inner = [path[1:] for path in call.mask if path[0] == "updatedSpreadsheet"]
        mask = [] if () in inner else inner
        cells = body.get("responseIncludeGridData", False)
        answer["updatedSpreadsheet"] = spreadsheet(book.content, book.key, places or None, mask, cells=cells)
    return masked(call, answer)


def values_get(call: Call) -> Any:
    return masked(call, values.get(content_of(call), call.parts["range"], call.options(*RENDERING)))


def values_batch_get(call: Call) -> Any:
    content, options = content_of(call), call.options(*RENDERING)
    found = [values.get(content, text, options) for text in call.query.get("ranges", [])]
    return masked(call, {"spreadsheetId": call.key, **({"valueRanges": found} if found else {})})


def values_batch_get_by_data_filter(call: Call) -> Any:
    content, body = content_of(call), call.body
    found = [
        {"valueRange": values.read(content, tab, area, body), "dataFilters": filters}
        for tab, area, filters in matched(content, body.get("dataFilters", []))
    ]
    return masked(call, {"spreadsheetId": call.key, **({"valueRanges": found} if found else {})})


def metadata_get(call: Call) -> Any:
    found = content_of(call).metadata.get(int(call.parts["metadataId"]))
    if found is None:
        raise not_found()
    return masked(call, found)


def metadata_search(call: Call) -> Any:
    content, filters = content_of(call), call.body.get("dataFilters", [])
    found: dict[int, list[Body]] = {}
    for one in filters:
        for kept in search(content, one.get("developerMetadataLookup", {})):
            found.setdefault(kept["metadataId"], []).append(one)
    matches = [{"developerMetadata": content.metadata[n], "dataFilters": by} for n, by in found.items()]
    return masked(call, {"matchedDeveloperMetadata": matches} if matches else {})


def copy_to(call: Call) -> Any:
    """A tab copied into another spreadsheet."""
    source = content_of(call).by_id(int(call.parts["sheetId"]))
    other = call.emulator.file(call.body.get("destinationSpreadsheetId", ""), call.account, writing=True).opened_book
    draft = other.content.draft()
    tab = copied(draft, source, new_tab_id(draft, None), free_copy_title(draft, source.title))
    draft.tabs.append(tab)
    other.replace(draft, call.account.email)
    return masked(call, tab_properties(draft, tab))


def masked(call: Call, answer: Body) -> Any:
    return chosen(answer, call.mask) if call.mask else answer
