"""Requests that make, copy, change and delete tabs, and the spreadsheet's own properties."""

from copy import copy

from .. import masks
from ..areas import Body, shown
from ..colors import with_styles
from ..content import Content
from ..properties import change_tab, check_home, default_properties, resize, tab_properties
from ..refusals import invalid
from ..tab import Tab

NUMBERED = {"protected": "protectedRangeId", "banding": "bandedRangeId", "views": "filterViewId", "tables": "tableId"}
"""What lies over a tab and has ids -> what the API calls the id."""


def new_tab_id(content: Content, wanted: int | None) -> int:
    """The id that is wanted, or a free one. Raises Refusal for one that is taken."""
    taken = {tab.id for tab in content.tabs}
    if wanted is None:
        return content.fresh(taken)
    if wanted in taken:
        raise invalid(f"A sheet with the ID {wanted} already exists. Please enter another ID.")
    return wanted


def _free_title(content: Content) -> str:
    taken = {tab.title.casefold() for tab in content.tabs}
    number = len(taken) + 1
    while f"sheet{number}" in taken:
        number += 1
    return f"Sheet{number}"


def add_sheet(content: Content, body: Body) -> Body:
    wanted = body.get("properties", {})
    title = wanted.get("title") or _free_title(content)
    content.check_title(title)
    tab = Tab(new_tab_id(content, wanted.get("sheetId")), title)
    resize(tab, {"rowCount": 1000, "columnCount": 26, **wanted.get("gridProperties", {})})
    place = wanted.get("index", len(content.tabs))
    if not 0 <= place <= len(content.tabs):
        raise invalid(f"Sheet index must be between 0 and {len(content.tabs)}.")
    content.tabs.insert(place, tab)
    kept = {name: wanted[name] for name in ("hidden", "rightToLeft", "tabColor", "tabColorStyle") if wanted.get(name)}
    tab.facts = with_styles(kept)
    return {"properties": tab_properties(content, tab)}


def _delete_sheet(content: Content, body: Body) -> None:
    tab = content.by_id(body.get("sheetId", 0))
    if not any(not one.facts.get("hidden") for one in content.tabs if one is not tab):
        raise invalid("You can't remove all the sheets in a document.")
    content.tabs.remove(tab)
    content.metadata = {number: one for number, one in content.metadata.items() if not _lies_on(one["location"], tab)}
    content.named_ranges = [one for one in content.named_ranges if one["range"].get("sheetId", 0) != tab.id]


def _lies_on(location: Body, tab: Tab) -> bool:
    run = location.get("dimensionRange")
    return run.get("sheetId", 0) == tab.id if run else location.get("sheetId") == tab.id


def _duplicate_sheet(content: Content, body: Body) -> Body:
    source = content.by_id(body.get("sourceSheetId", 0))
    title = body.get("newSheetName") or free_copy_title(content, source.title)
    content.check_title(title)
    tab = copied(content, source, new_tab_id(content, body.get("newSheetId")), title)
    content.tabs.insert(body.get("insertSheetIndex", 0), tab)
    return {"properties": tab_properties(content, tab)}


def free_copy_title(content: Content, title: str) -> str:
    """What Sheets calls a copy of a tab."""
    name, count = f"Copy of {title}", 1
    while any(tab.title.casefold() == name.casefold() for tab in content.tabs):
        count += 1
        name = f"Copy of {title} {count}"
    return name


def copied(content: Content, source: Tab, number: int, title: str) -> Tab:
    """The tab once more, with all that lies over it and its metadata, which get ids of their own."""
    tab = copy(source.draft())
    tab.id, tab.title = number, title
    tab.facts = {name: value for name, value in source.facts.items() if name != "hidden"}
    tab.shift(lambda area: shown({**area, "sheetId": number}))
    for kind, name in NUMBERED.items():
        setattr(tab, kind, _renumbered(content, kind, name, getattr(tab, kind)))
    for one in [one for one in content.metadata.values() if _lies_on(one["location"], source)]:
        new = content.fresh(set(content.metadata))
        content.metadata[new] = {**one, "metadataId": new, "location": _at(one["location"], number)}
    return tab


def _renumbered(content: Content, kind: str, name: str, things: list[Body]) -> list[Body]:
    """Things with ids that no other of their kind has."""
    taken, found = {one[name] for tab in content.tabs for one in getattr(tab, kind)}, []
    for one in things:
        new = content.fresh(taken)
        found.append({**one, name: str(new) if kind == "tables" else new})
        taken.add(found[-1][name])
    return found


def _at(location: Body, sheet: int) -> Body:
    if "dimensionRange" in location:
        return {**location, "dimensionRange": shown({**location["dimensionRange"], "sheetId": sheet})}
    return {**location, "sheetId": sheet}


def _update_sheet(content: Content, body: Body) -> None:
    properties = body.get("properties", {})
    change_tab(content, content.by_id(properties.get("sheetId", 0)), properties, masks.paths(body.get("fields", "")))


def _update_spreadsheet(content: Content, body: Body) -> None:
    changed = masks.put(content.properties, body.get("properties", {}), masks.paths(body.get("fields", "")))
    content.properties = {**default_properties(""), **changed}
    if not content.properties["title"]:
        raise invalid("A spreadsheet must have a title.")
    check_home(content.properties)


REQUESTS = {
    "addSheet": add_sheet,
    "deleteSheet": _delete_sheet,
    "duplicateSheet": _duplicate_sheet,
    "updateSheetProperties": _update_sheet,
    "updateSpreadsheetProperties": _update_spreadsheet,
}
