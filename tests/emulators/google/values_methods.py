"""The methods spreadsheets.values.* that write; each applies whole or not at all."""

from collections.abc import Callable
from typing import Any

from .a1 import located
from .addresses import a1, column_letters
from .areas import Area, Body, Shift
from .calls import Call
from .cells import clear
from .content import Content
from .entering import check_option, enter, rows_of, size_of
from .filters import matched, places
from .masks import chosen
from .refusals import Refusal, invalid
from .sheets_methods import book_of
from .shifting import follow
from .tab import Tab
from .tables import table_in
from .values import read

Place = tuple[Tab, Area]


def _in_one(call: Call, work: Callable[[Content], Body]) -> Any:
    """Do something to a draft; if it can be done, the draft is the spreadsheet from then on."""
    book = book_of(call, writing=True)
    draft = book.content.draft(call.account.email)
    answer = {"spreadsheetId": book.key, **work(draft)}
    book.replace(draft, call.account.email)
    return chosen(answer, call.mask) if call.mask else answer


def _updated(content: Content, place: Place, body: Body, options: Body) -> Body:
    """Write a ValueRange to its place and say what was written."""
    tab, asked = place
    check_option(options.get("valueInputOption", ""))
    rows = rows_of(body.get("values", []), body.get("majorDimension", "ROWS"))
    height, width = size_of(rows)
    _check_fits(tab, asked, height, width)
    written = enter(content, tab, asked.top, asked.left, rows, options["valueInputOption"])
    if not width:
        return {"updatedRange": a1(tab.title, asked)}
    return {"updatedRange": a1(tab.title, written), **_counts(rows), **_shown_again(content, tab, written, options)}


def _counts(rows: list[list[Any]]) -> Body:
    """How much was written; a null writes nothing."""
    said = [(row, column) for row, line in enumerate(rows) for column, one in enumerate(line) if one is not None]
    return {
        "updatedRows": len({row for row, _ in said}),
        "updatedColumns": len({column for _, column in said}),
        "updatedCells": len(said),
    }


def _shown_again(content: Content, tab: Tab, area: Area, options: Body) -> Body:
    if str(options.get("includeValuesInResponse", "")).lower() != "true":
        return {}
    shown = {
        "valueRenderOption": options.get("responseValueRenderOption", "FORMATTED_VALUE"),
        "dateTimeRenderOption": options.get("responseDateTimeRenderOption", "SERIAL_NUMBER"),
    }
    return {"updatedData": read(content, tab, area, shown)}


def _check_fits(tab: Tab, asked: Area, height: int, width: int) -> None:
    """Values stay in a range that was asked for, unless it is one cell; and in the grid always."""
    if asked.height * asked.width > 1:
        outside = f"Requested writing within range [{a1(tab.title, asked)}], but tried writing to"
        if height > asked.height:
            raise invalid(f"{outside} row [{asked.bottom + 1}]")
        if width > asked.width:
            raise invalid(f"{outside} column [{column_letters(asked.right)}]")
    tab.check_inside(Area(tab.id, asked.top, asked.top + height, asked.left, asked.left + width))


OPTIONS = ("valueInputOption", "includeValuesInResponse", "responseValueRenderOption", "responseDateTimeRenderOption")


def update(call: Call) -> Any:
    def work(draft: Content) -> Body:
        return _updated(draft, located(draft, call.parts["range"]), call.body, call.options(*OPTIONS))

    return _in_one(call, work)


def _many(draft: Content, writes: list[tuple[Place, Body]], key: str, options: Body) -> Body:
    """Write several ValueRanges and add up what was written."""
    responses = []
    for number, (place, body) in enumerate(writes):
        try:
            responses.append({"spreadsheetId": key, **_updated(draft, place, body, options)})
        except Refusal as refusal:
            raise invalid(f"Invalid data[{number}]: {refusal.message}") from refusal
    totals = {
        "totalUpdatedRows": len({(place[0].id, n) for place, one in writes for n in _lines(place, one)[0]}),
        "totalUpdatedColumns": len({(place[0].id, n) for place, one in writes for n in _lines(place, one)[1]}),
        "totalUpdatedCells": sum(one.get("updatedCells", 0) for one in responses),
        "totalUpdatedSheets": len({place[0].id for place, _ in writes}),
    }
    return {name: value for name, value in totals.items() if value} | ({"responses": responses} if responses else {})


def _lines(place: Place, body: Body) -> tuple[range, range]:
    height, width = size_of(rows_of(body.get("values", []), body.get("majorDimension", "ROWS")))
    return range(place[1].top, place[1].top + height), range(place[1].left, place[1].left + width)


def batch_update(call: Call) -> Any:
    def work(draft: Content) -> Body:
        writes = [(_numbered(draft, number, one), one) for number, one in enumerate(call.body.get("data", []))]
        return _many(draft, writes, call.key, call.body)

    return _in_one(call, work)


def _numbered(draft: Content, number: int, one: Body) -> Place:
    try:
        return located(draft, one.get("range", ""))
    except Refusal as refusal:
        raise invalid(f"Invalid data[{number}]: {refusal.message}") from refusal


def batch_update_by_data_filter(call: Call) -> Any:
    def work(draft: Content) -> Body:
        found = [
            (place, one) for one in call.body.get("data", []) for place in places(draft, one.get("dataFilter", {}))
        ]
        answer = _many(draft, found, call.key, call.body)
        for response, (_, one) in zip(answer.get("responses", []), found, strict=True):
            response["dataFilter"] = one["dataFilter"]
        return answer

    return _in_one(call, work)


def append(call: Call) -> Any:
    options = call.options(*OPTIONS, "insertDataOption")

    def work(draft: Content) -> Body:
        tab, asked = located(draft, call.parts["range"])
        body = call.body
        table = table_in(tab, asked)
        top, left = (table.bottom, table.left) if table else (asked.top, asked.left)
        height, width = size_of(rows_of(body.get("values", []), body.get("majorDimension", "ROWS")))
        if options.get("insertDataOption") == "INSERT_ROWS" and top < tab.height:
            tab.insert("ROWS", top, height, like_before=top > 0)
            follow(draft, Shift(tab.id, "ROWS", top, added=height))
        tab.lengthen("ROWS", max(0, top + height - tab.height))
        tab.lengthen("COLUMNS", max(0, left + width - tab.width))
        place = (tab, Area(tab.id, top, top + 1, left, left + 1))
        updates = {"spreadsheetId": call.key, **_updated(draft, place, body, options)}
        return {**({"tableRange": a1(tab.title, table)} if table else {}), "updates": updates}

    return _in_one(call, work)


def values_clear(call: Call) -> Any:
    def work(draft: Content) -> Body:
        tab, area = located(draft, call.parts["range"])
        clear(draft, tab, area)
        return {"clearedRange": a1(tab.title, area)}

    return _in_one(call, work)


def _cleared(draft: Content, found: list[Place]) -> Body:
    for tab, area in found:
        clear(draft, tab, area)
    return {"clearedRanges": [a1(tab.title, area) for tab, area in found]} if found else {}


def batch_clear(call: Call) -> Any:
    return _in_one(call, lambda draft: _cleared(draft, [located(draft, text) for text in call.body.get("ranges", [])]))


def batch_clear_by_data_filter(call: Call) -> Any:
    def work(draft: Content) -> Body:
        return _cleared(draft, [(tab, area) for tab, area, _ in matched(draft, call.body.get("dataFilters", []))])

    return _in_one(call, work)
