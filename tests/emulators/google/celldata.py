"""Cells as CellData shows them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from .areas import Body
from .cells import extended
from .computing import effective, inherited_format, link
from .content import Content
from .errors import CellError
from .formats import formatted
from .rows import PLAIN, Formula, Look, Value
from .tab import Tab

COMPUTED = ("effectiveValue", "formattedValue", "effectiveFormat", "hyperlink")


@dataclass(frozen=True, slots=True)
class Fields:
    """Which fields of CellData are asked for: those that are kept, all or by name, and those worked out."""

    kept: frozenset[str] | None
    entered: bool
    computed: tuple[str, ...]


@lru_cache
def fields_of(names: frozenset[str] | None) -> Fields:
    """The fields of these names; None is all."""
    if names is None:
        return Fields(None, entered=True, computed=COMPUTED)
    return Fields(names, "userEnteredValue" in names, tuple(name for name in COMPUTED if name in names))


def number_format(content: Content, tab: Tab, row: int, column: int) -> Body | None:
    """The number format of a cell: its own, or the one that its formula brings along."""
    look, value = tab.look(row, column), tab.value(row, column)
    own: Body | None = look.parts.get("userEnteredFormat", {}).get("numberFormat") if look is not PLAIN else None
    if own or not isinstance(value, Formula):
        return own
    return inherited_format(content, tab, row, column, value)


def shown(content: Content, tab: Tab, row: int, column: int) -> str:
    """The text that is seen in a cell."""
    found = effective(content, tab, row, column)
    return found if isinstance(found, str) else formatted(content, found, number_format(content, tab, row, column))


def cell_data(content: Content, tab: Tab, place: tuple[int, int], value: Value, look: Look, fields: Fields) -> Body:
    """What CellData has of a cell at a row and column, of the fields that are asked for."""
    found: Body = {}
    if look is not PLAIN:
        parts = look.parts
        found = dict(parts) if fields.kept is None else {name: parts[name] for name in fields.kept & parts.keys()}
    if fields.entered and value is not None:
        found["userEnteredValue"] = extended(value)
    if fields.computed and (value is not None or look is not PLAIN or tab.may_spill):
        found |= _computed(content, tab, place, look, fields.computed)
    return found


def _computed(content: Content, tab: Tab, place: tuple[int, int], look: Look, wanted: tuple[str, ...]) -> Body:
    came_to = effective(content, tab, *place)
    found: Body = {}
    if came_to is not None and "effectiveValue" in wanted:
        found["effectiveValue"] = {"errorValue": came_to.body} if isinstance(came_to, CellError) else extended(came_to)
    if came_to is not None and "formattedValue" in wanted:
        found["formattedValue"] = shown(content, tab, *place)
    if "effectiveFormat" in wanted and (came_to is not None or "userEnteredFormat" in look.parts):
        found["effectiveFormat"] = _effective_format(content, look, number_format(content, tab, *place))
    if "hyperlink" in wanted and (target := link(content, tab, *place)):
        found["hyperlink"] = target
    return found


def _effective_format(content: Content, look: Look, brought: Body | None) -> Body:
    """The format of the spreadsheet with the cell's own laid over it."""
    own = dict(look.parts.get("userEnteredFormat", {}))
    if brought:
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
