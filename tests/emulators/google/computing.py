"""What cells come to: the value that was entered, what a formula gives, or what one beside them fills in."""

from dataclasses import dataclass
from typing import Any

from .addresses import Ends, parse_cells
from .areas import Area, Body
from .content import Content
from .errors import CellError, FormulaError
from .formulas.dates import serial
from .formulas.evaluating import value_of
from .formulas.parsing import Function, Name, Reference, parse
from .formulas.values import first
from .rows import Formula, number
from .tab import Tab

CIRCLE = "Circular dependency detected. To resolve with iterative calculation, see File > Settings."
GIVES: dict[str, Body] = {
    "TODAY": {"type": "DATE"},
    "DATE": {"type": "DATE"},
    "NOW": {"type": "DATE_TIME"},
    "TIME": {"type": "TIME"},
}
KEEPS = {"+", "-", "+1", "-1", "SUM", "MIN", "MAX", "AVERAGE", "IF", "ROUND", "ARRAYFORMULA", "ABS"}
WORKING = object()  # stands for a cell whose formula is being worked out


def effective(content: Content, tab: Tab, row: int, column: int) -> Any:
    """A bare value, a CellError, or None."""
    value = tab.value(row, column)
    if value is None:
        return spills(content, tab).get((row, column)) if tab.may_spill else None
    if not isinstance(value, Formula):
        return value
    return _upper_left(_result(content, tab, row, column, value))


def _upper_left(result: Any) -> Any:
    found = first(result)
    return 0 if found is None and isinstance(result, list) else found


def _result(content: Content, tab: Tab, row: int, column: int, formula: Formula) -> Any:
    """What a formula gives, worked out once for each state of the spreadsheet."""
    key = (tab.id, row, column)
    if key not in content.computed:
        content.computed[key] = WORKING
        content.computed[key] = _worked_out(content, tab, row, column, formula)
    found = content.computed[key]
    return CellError("#REF!", CIRCLE) if found is WORKING else found


def _worked_out(content: Content, tab: Tab, row: int, column: int, formula: Formula) -> Any:
    try:
        found = value_of(parse(formula.text), _Around(content, tab, row, column))
    except FormulaError as fault:
        return fault.error
    except RecursionError:
        return CellError("#REF!", CIRCLE)
    except (ArithmeticError, ValueError, IndexError) as fault:
        return CellError("#NUM!", str(fault))
    if isinstance(found, list):
        return [[_tidy(one) for one in line] for line in found]
    return _tidy(found)


def _tidy(value: Any) -> Any:
    return number(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def spills(content: Content, tab: Tab) -> dict[tuple[int, int], Any]:
    """What formulas of a tab fill in beside themselves."""
    key = ("spills", tab.id)
    if key not in content.computed:
        content.computed[key] = {}  # while they are worked out nothing is filled in
        found: dict[tuple[int, int], Any] = {}
        for row, line in enumerate(tab.rows):
            for column, value in enumerate(line.values):
                if isinstance(value, Formula):
                    _fill_in(found, _result(content, tab, row, column, value), row, column)
        content.computed = {name: kept for name, kept in content.computed.items() if name == key}
        content.computed[key] = found
    spilled: dict[tuple[int, int], Any] = content.computed[key]
    return spilled


def _fill_in(found: dict[tuple[int, int], Any], result: Any, row: int, column: int) -> None:
    if isinstance(result, list):
        for down, line in enumerate(result):
            for right, value in enumerate(line):
                if (down or right) and value is not None:
                    found[row + down, column + right] = value


@dataclass(frozen=True, slots=True)
class _Around:
    """The cells around a formula."""

    content: Content
    tab: Tab
    row: int
    column: int

    def place(self) -> tuple[int, int]:
        return self.row, self.column

    def now(self) -> float:
        return serial(self.content.moment())

    def cells(self, node: Reference | Name) -> list[list[Any]]:
        tab, area = self.area(node)
        bottom = min(area.bottom, max(self._last(tab), area.top + 1))
        columns = range(area.left, area.right)
        return [[effective(self.content, tab, row, n) for n in columns] for row in range(area.top, bottom)]

    def _last(self, tab: Tab) -> int:
        """Down to where anything may stand."""
        return tab.height if tab.may_spill else tab.last_row

    def area(self, node: Reference | Name) -> tuple[Tab, Area]:
        if isinstance(node, Name):
            named = self.content.named(node.text)
            if named is None:
                raise FormulaError("#NAME?", f"Unknown range name: '{node.text}'.")
            tab = self.content.by_id(named["range"].get("sheetId", 0))
            return tab, tab.area(named["range"])
        tab = self.tab if node.tab is None else self._titled(node.tab)
        ends = parse_cells(node.cells)
        if ends is None:
            raise FormulaError("#REF!", "Reference does not exist.")
        return tab, _bounded(tab, ends)

    def _titled(self, title: str) -> Tab:
        tab = self.content.by_title(title)
        if tab is None:
            raise FormulaError("#REF!", f"Unresolved sheet name '{title}'.")
        return tab


def _bounded(tab: Tab, ends: Ends) -> Area:
    top, left, bottom, right = ends
    area = Area(tab.id, top or 0, bottom or tab.height, left or 0, right or tab.width)
    if area.top >= tab.height or area.left >= tab.width:
        raise FormulaError("#REF!", "Reference does not exist.")
    return Area(tab.id, area.top, min(area.bottom, tab.height), area.left, min(area.right, tab.width))


def inherited_format(content: Content, tab: Tab, row: int, column: int, formula: Formula) -> Body | None:
    """The number format that a formula's value brings along: that of the first cell it speaks of, or of its days."""
    if not content.formats_known.get(key := (tab.id, row, column)):
        try:
            content.formats_known[key] = (_brought(parse(formula.text), _Around(content, tab, row, column)),)
        except FormulaError:
            content.formats_known[key] = (None,)
    found: Body | None = content.formats_known[key][0]
    return found


def _brought(node: Any, around: _Around) -> Body | None:
    if isinstance(node, Reference | Name):
        tab, area = around.area(node)
        look = tab.look(area.top, area.left).parts.get("userEnteredFormat", {})
        brought: Body = look.get("numberFormat", {})
        return brought if brought.get("type", "TEXT") != "TEXT" else None
    if isinstance(node, Function) and node.name in GIVES:
        return GIVES[node.name]
    if isinstance(node, Function) and node.name in KEEPS:
        return next((found for one in node.given if one and (found := _brought(one, around))), None)
    return None


def link(content: Content, tab: Tab, row: int, column: int) -> str:
    """Where a cell with HYPERLINK leads."""
    value = tab.value(row, column)
    if not isinstance(value, Formula) or "HYPERLINK" not in value.text.upper():
        return ""
    try:
        node = parse(value.text)
        if isinstance(node, Function) and node.name == "HYPERLINK":
            return str(first(value_of(node.given[0], _Around(content, tab, row, column))))
    except FormulaError:
        return ""
    return ""
