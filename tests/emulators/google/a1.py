"""Addresses of cells in A1 notation, and in R1C1."""

from dataclasses import replace

from .addresses import Ends, a1, parse_cells
from .areas import Area
from .content import Content
from .refusals import invalid
from .tab import Tab


def located(content: Content, text: str) -> tuple[Tab, Area]:
    """The tab and area that an address names: cells, a whole tab, or a named range."""
    tab, cells = _parts(content, text)
    if cells is None:
        return tab, tab.whole
    area = _on(tab, cells)
    if area.top >= tab.height or area.left >= tab.width:
        raise invalid(f"Range ({a1(tab.title, area)}) exceeds grid limits. {tab.limits}")
    return tab, replace(area, bottom=min(area.bottom, tab.height), right=min(area.right, tab.width))


def _parts(content: Content, text: str) -> tuple[Tab, Ends | None]:
    title, mark, cells = text.rpartition("!")
    tab = content.by_title(_unquoted(title)) if mark else content.first
    if tab and (ends := parse_cells(cells)):
        return tab, ends
    if (tab or not mark) and (named := content.named(cells)):
        place = named["range"]
        return content.by_id(place.get("sheetId", 0)), _ends(place)
    whole = None if mark else content.by_title(_unquoted(text))
    if whole is None:
        raise invalid(f"Unable to parse range: {text}")
    return whole, None


def _unquoted(title: str) -> str:
    if len(title) > 1 and title.startswith("'") and title.endswith("'"):
        return title[1:-1].replace("''", "'")
    return title


def _ends(place: dict[str, int]) -> Ends:
    row, column = place.get("startRowIndex", 0), place.get("startColumnIndex", 0)
    return row, column, place.get("endRowIndex"), place.get("endColumnIndex")


def _on(tab: Tab, ends: Ends) -> Area:
    top, left, bottom, right = ends
    down = bottom if bottom is not None else max(tab.height, (top or 0) + 1)
    return Area(tab.id, top or 0, down, left or 0, right if right is not None else max(tab.width, (left or 0) + 1))
