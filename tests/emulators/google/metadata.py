"""Developer metadata: notes of programs on a spreadsheet, a tab, a row or a column, and how they are looked up."""

from typing import Any

from .areas import COLUMNS, ROWS, Area, Body, shown
from .content import Content
from .refusals import invalid

SPREADSHEET, SHEET = "SPREADSHEET", "SHEET"
PLAIN = ("metadataId", "metadataKey", "metadataValue", "visibility")
KINDS = {ROWS: "ROW", COLUMNS: "COLUMN"}


def located(location: Body) -> Body:
    """A DeveloperMetadataLocation with its type. Raises Refusal when it is none."""
    if "dimensionRange" in location:
        run = location["dimensionRange"]
        if run.get("endIndex", 0) - run.get("startIndex", 0) != 1:
            raise invalid("The developer metadata's dimension range must be a single row or column.")
        return {"locationType": KINDS[run["dimension"]], "dimensionRange": shown({"startIndex": 0, **run})}
    if "sheetId" in location:
        return {"locationType": SHEET, "sheetId": location["sheetId"]}
    if location.get("spreadsheet"):
        return {"locationType": SPREADSHEET, "spreadsheet": True}
    raise invalid("A location must be specified for developer metadata.")


def check(content: Content, one: Body) -> None:
    """Raises Refusal when this may not be kept: no key, no visibility, or a place that is not there."""
    if not one.get("metadataKey"):
        raise invalid("A metadata key must be specified.")
    if one.get("visibility") not in ("DOCUMENT", "PROJECT"):
        raise invalid("A visibility must be specified for developer metadata.")
    location = one["location"]
    if "sheetId" in location:
        content.by_id(location["sheetId"])
    if run := location.get("dimensionRange"):
        size = content.by_id(run.get("sheetId", 0)).size(run["dimension"])
        if run["endIndex"] > size:
            raise invalid(f"range.endIndex[{run['endIndex']}] must not be larger than the grid size ({size})")


def search(content: Content, lookup: Body) -> list[Body]:
    """All metadata that match every field of a DeveloperMetadataLookup."""
    plain = {name: lookup[name] for name in PLAIN if name in lookup}
    return [
        one
        for one in content.metadata.values()
        if all(one.get(name) == value for name, value in plain.items())
        and lookup.get("locationType") in (None, one["location"]["locationType"])
        and ("metadataLocation" not in lookup or _is_there(content, one["location"], lookup))
    ]


def _is_there(content: Content, location: Body, lookup: Body) -> bool:
    asked = located(lookup["metadataLocation"])
    if asked == location:
        return True
    if lookup.get("locationMatchingStrategy", "") == "EXACT_LOCATION" or SPREADSHEET in (
        asked["locationType"],
        location["locationType"],
    ):
        return False
    return area_of(content, asked).meets(area_of(content, location))


def area_of(content: Content, location: Body) -> Area:
    """The cells that a location of metadata covers."""
    if "dimensionRange" in location:
        return dimension_area(content, location["dimensionRange"])
    return content.by_id(location["sheetId"]).whole if "sheetId" in location else content.first.whole


def dimension_area(content: Content, run: Body) -> Area:
    """The cells of a DimensionRange."""
    tab = content.by_id(run.get("sheetId", 0))
    start, end = run.get("startIndex", 0), run.get("endIndex", tab.size(run["dimension"]))
    rows = run["dimension"] == ROWS
    return Area(tab.id, start, end, 0, tab.width) if rows else Area(tab.id, 0, tab.height, start, end)


def of_place(content: Content, place: dict[str, Any]) -> list[Body]:
    """The metadata of exactly one place."""
    return [one for one in content.metadata.values() if one["location"] == place]


def of_dimension(content: Content, sheet: int, dimension: str) -> dict[int, list[Body]]:
    """The metadata of each row, or of each column, of a tab."""
    found: dict[int, list[Body]] = {}
    for one in content.metadata.values():
        run = one["location"].get("dimensionRange", {})
        if run.get("dimension") == dimension and run.get("sheetId", 0) == sheet:
            found.setdefault(run["startIndex"], []).append(one)
    return found
