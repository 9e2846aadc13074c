"""Which rows a basic filter hides."""

from collections.abc import Callable

from .areas import Body
from .celldata import shown
from .content import Content
from .formulas.lookups import criterion
from .tab import Tab

CONDITIONS: dict[str, Callable[..., bool]] = {
    "BLANK": lambda text: not text,
    "NOT_BLANK": bool,
    "TEXT_EQ": lambda text, given: text.casefold() == given.casefold(),
    "TEXT_CONTAINS": lambda text, given: given.casefold() in text.casefold(),
    "TEXT_NOT_CONTAINS": lambda text, given: given.casefold() not in text.casefold(),
    "TEXT_STARTS_WITH": lambda text, given: text.casefold().startswith(given.casefold()),
    "TEXT_ENDS_WITH": lambda text, given: text.casefold().endswith(given.casefold()),
}
NUMBERS = {
    "NUMBER_EQ": "=",
    "NUMBER_NOT_EQ": "<>",
    "NUMBER_GREATER": ">",
    "NUMBER_GREATER_THAN_EQ": ">=",
    "NUMBER_LESS": "<",
    "NUMBER_LESS_THAN_EQ": "<=",
}


def hidden_rows(content: Content, tab: Tab) -> set[int]:
    """The rows below the filter's first that its criteria do not let through."""
    if not tab.basic_filter:
        return set()
    area, found = tab.clipped(tab.basic_filter["range"]), set()
    for column, criteria in criteria_of(tab.basic_filter).items():
        for row in range(area.top + 1, area.bottom):
            if not _passes(content, tab, row, column, criteria):
                found.add(row)
    return found


def criteria_of(basic_filter: Body) -> dict[int, Body]:
    """The criteria by column, in whichever of the two ways they are given."""
    found = {int(column): one for column, one in basic_filter.get("criteria", {}).items()}
    for spec in basic_filter.get("filterSpecs", []):
        found[spec.get("columnIndex", 0)] = spec.get("filterCriteria", {})
    return found


def _passes(content: Content, tab: Tab, row: int, column: int, criteria: Body) -> bool:
    text = shown(content, tab, row, column)
    if text in criteria.get("hiddenValues", []):
        return False
    condition = criteria.get("condition", {})
    given = [one.get("userEnteredValue", "") for one in condition.get("values", [])]
    if sign := NUMBERS.get(condition.get("type", "")):
        return criterion(f"{sign}{given[0]}")(tab.value(row, column))
    test = CONDITIONS.get(condition.get("type", ""))
    return test is None or test(text, *given)
