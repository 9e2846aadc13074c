"""SpreadsheetProperties and SheetProperties: what a new spreadsheet has, and what may be changed."""

from typing import Any
from zoneinfo import available_timezones

from . import masks
from .areas import Body
from .colors import put
from .content import Content
from .locales import is_locale
from .refusals import invalid
from .shifting import follow_title
from .tab import Tab

WHITE = {"red": 1, "green": 1, "blue": 1}
DEFAULT_FORMAT = {
    "backgroundColor": WHITE,
    "padding": {"top": 2, "right": 3, "bottom": 2, "left": 3},
    "verticalAlignment": "BOTTOM",
    "wrapStrategy": "OVERFLOW_CELL",
    "textFormat": {
        "foregroundColor": {},
        "fontFamily": "arial,sans,sans-serif",
        "fontSize": 10,
        "bold": False,
        "italic": False,
        "strikethrough": False,
        "underline": False,
        "foregroundColorStyle": {"rgbColor": {}},
    },
    "backgroundColorStyle": {"rgbColor": WHITE},
}
THEME = {
    "TEXT": {},
    "BACKGROUND": WHITE,
    "ACCENT1": {"red": 0.25882354, "green": 0.52156866, "blue": 0.95686275},
    "ACCENT2": {"red": 0.91764706, "green": 0.2627451, "blue": 0.20784314},
    "ACCENT3": {"red": 0.9843137, "green": 0.7372549, "blue": 0.015686275},
    "ACCENT4": {"red": 0.20392157, "green": 0.65882355, "blue": 0.3254902},
    "ACCENT5": {"red": 1, "green": 0.42745098, "blue": 0.003921569},
    "ACCENT6": {"red": 0.27450982, "green": 0.7411765, "blue": 0.7764706},
    "LINK": {"red": 0.06666667, "green": 0.33333334, "blue": 0.8},
}
GRID_SIZE = {"rowCount", "columnCount"}


def default_properties(title: str) -> Body:
    """The properties of a new spreadsheet."""
    colors = [{"colorType": name, "color": {"rgbColor": color}} for name, color in THEME.items()]
    return {
        "title": title,
        "locale": "en_US",
        "autoRecalc": "ON_CHANGE",
        "timeZone": "Etc/GMT",
        "defaultFormat": DEFAULT_FORMAT,
        "spreadsheetTheme": {"primaryFontFamily": "Arial", "themeColors": colors},
    }


def check_home(properties: Body) -> None:
    """Raises Refusal for a locale or a time zone that nobody knows."""
    if not is_locale(properties["locale"]):
        raise invalid(f"Unsupported locale: {properties['locale']}")
    if properties["timeZone"] not in available_timezones():
        raise invalid(f"Invalid time zone: {properties['timeZone']}")


def tab_properties(content: Content, tab: Tab) -> Body:
    """The SheetProperties of a tab."""
    size = {"rowCount": tab.height, "columnCount": tab.width}
    place = {"sheetId": tab.id, "title": tab.title, "index": content.tabs.index(tab), "sheetType": "GRID"}
    return {**place, "gridProperties": {**size, **tab.grid}, **tab.facts}


def change_tab(content: Content, tab: Tab, new: Body, mask: list[masks.Path]) -> None:
    """Give a tab the named properties. Raises Refusal when they cannot be."""
    before = tab_properties(content, tab)
    wanted = put(before, new, mask)
    if wanted["title"] != tab.title:
        content.check_title(wanted["title"], of=tab)
        old, tab.title = tab.title, wanted["title"]
        follow_title(content, old, tab.title)
    facts = {name: wanted[name] for name in wanted if name not in before or name in tab.facts}
    tab.facts = {name: value for name, value in facts.items() if value not in (False, {})}
    if all(one.facts.get("hidden") for one in content.tabs):
        raise invalid("You can't hide all the sheets in a document.")
    resize(tab, wanted["gridProperties"])
    if masks.wants(mask, "index") and "index" in new:
        _place(content, tab, new["index"])


def _place(content: Content, tab: Tab, index: int) -> None:
    """To an index as it was before the tab is taken out."""
    at = content.tabs.index(tab)
    content.tabs.remove(tab)
    content.tabs.insert(index - 1 if index > at else index, tab)


def resize(tab: Tab, wanted: dict[str, Any]) -> None:
    """Give a tab this size and these grid properties."""
    rows, columns = wanted.get("rowCount", 0), wanted.get("columnCount", 0)
    if rows < 1 or columns < 1:
        raise invalid("Cannot resize sheet to have no rows or columns.")
    if rows < tab.height:
        tab.delete("ROWS", rows, tab.height)
    if columns < tab.width:
        tab.delete("COLUMNS", columns, tab.width)
    tab.lengthen("ROWS", rows - tab.height)
    tab.lengthen("COLUMNS", columns - tab.width)
    tab.grid = {name: value for name, value in wanted.items() if name not in GRID_SIZE and value}
    if tab.grid.get("frozenRowCount", 0) >= rows:
        raise invalid("You can't freeze all visible rows on the sheet.")
    if tab.grid.get("frozenColumnCount", 0) >= columns:
        raise invalid("You can't freeze all visible columns on the sheet.")
