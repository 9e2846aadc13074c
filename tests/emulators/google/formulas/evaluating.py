"""Formulas worked out over the cells they speak of."""

from collections.abc import Callable
from typing import Any, Protocol

from ..errors import CellError, FormulaError
from .functions import FUNCTIONS, SCALAR
from .parsing import Block, Function, Literal, Name, Node, Reference
from .values import as_number, as_truth, first, spread


class Sheet(Protocol):
    """The cells around a formula."""

    def cells(self, node: Reference | Name) -> list[list[Any]]:
        """What they come to, in rows. Raises FormulaError when there are none."""

    def now(self) -> float:
        """The serial number of this moment."""

    def place(self) -> tuple[int, int]:
        """The formula's own row and column."""


def value_of(node: Node | None, sheet: Sheet, *, each: bool = False) -> Any:
    """What a tree comes to: a value or a rectangle; `each` does functions of single values to every place of one."""
    if node is None:
        return None
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Reference | Name):
        return sheet.cells(node)
    if isinstance(node, Block):
        return _block(node, sheet, each)
    special = SPECIAL.get(node.name)
    if special:
        return special(node, sheet, each)
    if node.name not in FUNCTIONS:
        raise FormulaError("#NAME?", f"Unknown function: '{node.name}'.")
    return _called(node.name, [value_of(one, sheet, each=each) for one in node.given], each)


def _called(name: str, given: list[Any], each: bool) -> Any:
    if each and name in SCALAR and any(isinstance(one, list) for one in given):
        return spread(FUNCTIONS[name], given)
    try:
        return FUNCTIONS[name](*given)
    except TypeError as fault:
        told = f"Wrong number of arguments to {name}. Got {len(given)} arguments."
        raise FormulaError("#N/A", told) from fault


def _block(node: Block, sheet: Sheet, each: bool) -> list[list[Any]]:
    rows: list[list[Any]] = []
    for line in node.rows:
        parts = [value_of(one, sheet, each=each) for one in line]
        grids = [one if isinstance(one, list) else [[one]] for one in parts]
        rows += [[value for grid in grids for value in grid[n]] for n in range(len(grids[0]))]
    return rows


def _if(node: Function, sheet: Sheet, each: bool) -> Any:
    test = value_of(node.given[0], sheet, each=each)
    if each and isinstance(test, list):
        ways = [value_of(one, sheet, each=True) for one in (*node.given[1:], Literal(False))[:2]]
        return spread(lambda so, yes, no: yes if as_truth(so) else no, [test, *ways])
    if as_truth(test):
        return value_of(node.given[1], sheet, each=each)
    return value_of(node.given[2], sheet, each=each) if len(node.given) > 2 else False


def _ifs(node: Function, sheet: Sheet, each: bool) -> Any:
    for test, found in zip(node.given[::2], node.given[1::2], strict=True):
        if as_truth(value_of(test, sheet, each=each)):
            return value_of(found, sheet, each=each)
    raise FormulaError("#N/A", "No match.")


def _if_error(node: Function, sheet: Sheet, each: bool) -> Any:
    try:
        found = value_of(node.given[0], sheet, each=each)
    except FormulaError as fault:
        found = fault.error
    if isinstance(first(found), CellError):
        return value_of(node.given[1], sheet, each=each) if len(node.given) > 1 else None
    return found


def _array(node: Function, sheet: Sheet, _each: bool) -> Any:
    return value_of(node.given[0], sheet, each=True)


def _sequence(node: Function, sheet: Sheet, _each: bool) -> Any:
    given = [as_number(value_of(one, sheet)) for one in node.given]
    rows, columns, start, step = given + [1, 1, 1, 1][len(given) :]
    return [[start + (row * int(columns) + n) * step for n in range(int(columns))] for row in range(int(rows))]


def _filter(node: Function, sheet: Sheet, _each: bool) -> Any:
    rows = value_of(node.given[0], sheet)
    tests = [value_of(one, sheet, each=True) for one in node.given[1:]]
    kept = [row for n, row in enumerate(rows) if all(as_truth(test[n][0]) for test in tests)]
    if not kept:
        raise FormulaError("#N/A", "No matches are found in FILTER evaluation.")
    return kept


def _own(index: int) -> Callable[[Function, Sheet, bool], Any]:
    return lambda node, sheet, _each: sheet.place()[index] + 1


SPECIAL: dict[str, Callable[[Function, Sheet, bool], Any]] = {
    "IF": _if,
    "IFS": _ifs,
    "IFERROR": _if_error,
    "ARRAYFORMULA": _array,
    "SEQUENCE": _sequence,
    "FILTER": _filter,
    "NOW": lambda _node, sheet, _each: sheet.now(),
    "TODAY": lambda _node, sheet, _each: int(sheet.now()),
    "NA": lambda _node, _sheet, _each: FormulaError("#N/A").error,
    "ROW": _own(0),
    "COLUMN": _own(1),
}
"""Functions that look at how they are called, not only at what they are given."""
