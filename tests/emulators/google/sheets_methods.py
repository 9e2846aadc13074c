"""The methods of the Sheets API: one function each, from a call to the body of its answer."""

from typing import Any

from . import values
from .a1 import located
from .areas import Body
from .calls import Call
from .content import Content
from .filters import matched
from .masks import chosen, wants
from .metadata import search
from .refusals import invalid, not_found
from .rendering import Places, spreadsheet

RENDERING = ("valueRenderOption", "dateTimeRenderOption", "majorDimension")


def content_of(call: Call) -> Content:
    return call.emulator.file(call.parts["key"]).opened_book.content


def _resource(call: Call, content: Content, places: Places | None, *, cells: bool) -> Body:
    """Cells come with it when they are asked for, or when the mask names them."""
    with_cells = wants(call.mask, "sheets", "data") if call.mask else cells
    return spreadsheet(content, call.parts["key"], places, call.mask, cells=with_cells)


def get(call: Call) -> Any:
    content = content_of(call)
    places = [located(content, text) for text in call.query.get("ranges", [])]
    return _resource(call, content, places or None, cells=call.flag("includeGridData"))


def get_by_data_filter(call: Call) -> Any:
    content = content_of(call)
    places = [(tab, area) for tab, area, _ in matched(content, call.body.get("dataFilters", []))]
    asked = bool(call.body.get("dataFilters"))
    return _resource(call, content, places if asked else None, cells=call.body.get("includeGridData", False))


def batch_update(call: Call) -> Any:
    book = call.emulator.file(call.parts["key"]).opened_book
    body = call.body
    if not body.get("requests"):
        raise invalid("Must specify at least one request.")
    answer: Body = {"spreadsheetId": book.key, "replies": book.apply(body["requests"], call.account.email)}
    if body.get("includeSpreadsheetInResponse"):
        places = [located(book.content, text) for text in body.get("responseRanges", [])]
        inner = [path[1:] for path in call.mask if path[0] == "updatedSpreadsheet"]
        mask = [] if () in inner else inner
        cells = body.get("responseIncludeGridData", False)
        answer["updatedSpreadsheet"] = spreadsheet(book.content, book.key, places or None, mask, cells=cells)
    return chosen(answer, call.mask) if call.mask else answer


def values_get(call: Call) -> Any:
    return _masked(call, values.get(content_of(call), call.parts["range"], call.options(*RENDERING)))


def values_batch_get(call: Call) -> Any:
    content, options = content_of(call), call.options(*RENDERING)
    found = [values.get(content, text, options) for text in call.query.get("ranges", [])]
    return _masked(call, {"spreadsheetId": call.parts["key"], **({"valueRanges": found} if found else {})})


def values_batch_get_by_data_filter(call: Call) -> Any:
    content, body = content_of(call), call.body
    found = [
        {"valueRange": values.read(content, tab, area, body), "dataFilters": filters}
        for tab, area, filters in matched(content, body.get("dataFilters", []))
    ]
    return _masked(call, {"spreadsheetId": call.parts["key"], **({"valueRanges": found} if found else {})})


def metadata_get(call: Call) -> Any:
    found = content_of(call).metadata.get(int(call.parts["number"]))
    if found is None:
        raise not_found()
    return _masked(call, found)


def metadata_search(call: Call) -> Any:
    content, filters = content_of(call), call.body.get("dataFilters", [])
    found: dict[int, list[Body]] = {}
    for one in filters:
        for kept in search(content, one.get("developerMetadataLookup", {})):
            found.setdefault(kept["metadataId"], []).append(one)
    matches = [{"developerMetadata": content.metadata[n], "dataFilters": by} for n, by in found.items()]
    return _masked(call, {"matchedDeveloperMetadata": matches} if matches else {})


def _masked(call: Call, answer: Body) -> Any:
    return chosen(answer, call.mask) if call.mask else answer
