"""One cell as CellData shows it."""

from typing import Any

from .areas import Body
from .cells import extended
from .computing import effective
from .content import Content
from .tab import Tab


def cell_data(content: Content, tab: Tab, row: int, column: int, names: frozenset[str] | None) -> Body:
    """What CellData has of a cell, or the fields of these names."""
    value, look = tab.value(row, column), tab.look(row, column)
    found: dict[str, Any] = {name: part for name, part in look.parts.items() if names is None or name in names}
    if value is not None and (names is None or "userEnteredValue" in names):
        found["userEnteredValue"] = extended(value)
    if value is not None and (names is None or "effectiveValue" in names):
        found["effectiveValue"] = extended(effective(content, tab, row, column))
    return found
