"""DataFilter of the API: cells by address, by grid range, or by the developer metadata on them."""

from .a1 import located
from .areas import Area, Body
from .content import Content
from .metadata import area_of, search
from .tab import Tab

Place = tuple[Tab, Area]


def places(content: Content, data_filter: Body) -> list[Place]:
    """The areas that a filter selects."""
    if "a1Range" in data_filter:
        return [located(content, data_filter["a1Range"])]
    if "gridRange" in data_filter:
        tab = content.by_id(data_filter["gridRange"].get("sheetId", 0))
        return [(tab, tab.area(data_filter["gridRange"]))]
    found = search(content, data_filter.get("developerMetadataLookup", {}))
    areas = [area_of(content, one["location"]) for one in found]
    return [(content.by_id(area.sheet), area) for area in areas]


def matched(content: Content, data_filters: list[Body]) -> list[tuple[Tab, Area, list[Body]]]:
    """Each area once that any of the filters selects, with the filters that do."""
    found: dict[Area, tuple[Tab, list[Body]]] = {}
    for one in data_filters:
        for tab, area in places(content, one):
            found.setdefault(area, (tab, []))[1].append(one)
    return [(tab, area, filters) for area, (tab, filters) in found.items()]
