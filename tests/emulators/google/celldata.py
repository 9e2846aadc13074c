"""One cell as CellData shows it."""

from collections.abc import Mapping
from typing import Any

from .areas import Body
from .cells import extended
from .computing import effective, inherited_format, link
from .content import Content
from .errors import CellError
from .formats import formatted
from .rows import Formula, Look
from .tab import Tab

COMPUTED = ("effectiveValue", "formattedValue", "effectiveFormat", "hyperlink")


def number_format(content: Content, tab: Tab, row: int, column: int) -> Body | None:
    """The number format of a cell: its own, or the one that its formula brings along."""
    own = tab.look(row, column).parts.get("userEnteredFormat", {}).get("numberFormat")
    if own:
        return dict(own)
    value = tab.value(row, column)
    return inherited_format(content, tab, row, column, value) if isinstance(value, Formula) else None


def shown(content: Content, tab: Tab, row: int, column: int) -> str:
    """The text that is seen in a cell."""
    return formatted(content, effective(content, tab, row, column), number_format(content, tab, row, column))


def cell_data(content: Content, tab: Tab, row: int, column: int, names: frozenset[str] | None) -> Body:
    """What CellData has of a cell, or the fields of these names."""
    value, look = tab.value(row, column), tab.look(row, column)
    found: dict[str, Any] = dict(look.parts) if names is None else {n: look.parts[n] for n in names & look.parts.keys()}
    if value is not None and (names is None or "userEnteredValue" in names):
        found["userEnteredValue"] = extended(value)
    wanted = COMPUTED if names is None else [name for name in COMPUTED if name in names]
    if wanted and (value is not None or tab.may_spill or "effectiveFormat" in wanted):
        found |= _computed(content, tab, row, column, look, wanted)
    return found


def _computed(content: Content, tab: Tab, row: int, column: int, look: Look, wanted: Any) -> Body:
    came_to = effective(content, tab, row, column)
    found: Body = {}
    if came_to is not None and "effectiveValue" in wanted:
        found["effectiveValue"] = {"errorValue": came_to.body} if isinstance(came_to, CellError) else extended(came_to)
    if came_to is not None and "formattedValue" in wanted:
        found["formattedValue"] = shown(content, tab, row, column)
    if "effectiveFormat" in wanted and (came_to is not None or "userEnteredFormat" in look.parts):
        found["effectiveFormat"] = effective_format(content, tab, row, column, look)
    if "hyperlink" in wanted and (target := link(content, tab, row, column)):
        found["hyperlink"] = target
    return found


def effective_format(content: Content, tab: Tab, row: int, column: int, look: Look) -> Body:
    """The format of the spreadsheet with the cell's own laid over it."""
    own = dict(look.parts.get("userEnteredFormat", {}))
    if brought := number_format(content, tab, row, column):
        own["numberFormat"] = brought
    merged = _over(content.properties["defaultFormat"], own)
    return {**merged, "hyperlinkDisplayType": own.get("hyperlinkDisplayType", "PLAIN_TEXT")}


def _over(below: Mapping[str, Any], above: Mapping[str, Any]) -> Body:
    """A format with another laid over it; a colour is one thing."""
    found = dict(below)
    for name, value in above.items():
        merge = isinstance(value, dict) and not name.endswith(("Color", "ColorStyle"))
        found[name] = _over(found.get(name, {}), value) if merge else value
    return found
