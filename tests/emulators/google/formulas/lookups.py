"""The functions of formulas that look through cells."""

import math
import re
from collections.abc import Callable
from typing import Any

from ..errors import FormulaError
from ..rows import number
from .operators import OPERATORS
from .values import as_number, as_text, as_truth, first, flat


def criterion(wanted: Any) -> Callable[[Any], bool]:
    """The test that a criterion of COUNTIF and SUMIF stands for: a value, or `>5`, or a text with `*` and `?`."""
    wanted = first(wanted)
    if not isinstance(wanted, str):
        return lambda value: bool(value == wanted and isinstance(value, bool) == isinstance(wanted, bool))
    sign = next((one for one in ("<>", "<=", ">=", "<", ">", "=") if wanted.startswith(one)), "")
    text = wanted.removeprefix(sign)
    try:
        limit: Any = number(float(text))
    except ValueError:
        limit = text
    if sign in ("", "=", "<>") and isinstance(limit, str):
        pattern = re.escape(limit).replace(r"\*", ".*").replace(r"\?", ".")
        matches = re.compile(pattern, re.IGNORECASE | re.DOTALL)
        return lambda value: (matches.fullmatch(as_text(value)) is not None) != (sign == "<>")
    test = OPERATORS[sign or "="]
    return lambda value: value is not None and isinstance(value, str) == isinstance(limit, str) and test(value, limit)


def _count_if(cells: Any, wanted: Any) -> int:
    test = criterion(wanted)
    return sum(test(value) for value in flat(cells))


def _sum_if(cells: Any, wanted: Any, summed: Any = None) -> Any:
    test = criterion(wanted)
    pairs = zip(flat(cells), flat(cells if summed is None else summed), strict=False)
    return math.fsum(value for one, value in pairs if test(one) and isinstance(value, int | float))


def _lookup(wanted: Any, cells: Any, column: Any, is_sorted: Any = True) -> Any:
    place = int(as_number(column)) - 1
    best = None
    for row in cells:
        if OPERATORS["="](row[0], wanted):
            return row[place]
        if as_truth(is_sorted) and row[0] is not None and OPERATORS["<="](row[0], wanted):
            best = row
    if best is None:
        raise FormulaError("#N/A", f"Did not find value '{as_text(wanted)}' in VLOOKUP evaluation.")
    return best[place]


def _match(wanted: Any, cells: Any, kind: Any = 1) -> int:
    best = 0
    for place, value in enumerate(flat(cells), start=1):
        if OPERATORS["="](value, wanted):
            return place
        if as_number(kind) > 0 and value is not None and OPERATORS["<="](value, wanted):
            best = place
    if not best:
        raise FormulaError("#N/A", f"Did not find value '{as_text(wanted)}' in MATCH evaluation.")
    return best


def _index(cells: Any, row: Any = 0, column: Any = 0) -> Any:
    down, right = int(as_number(row)), int(as_number(column))
    rows = cells[down - 1 : down] if down else cells
    if not rows or (right and right > len(rows[0])):
        raise FormulaError("#REF!", "Resulting array was out of range.")
    return [line[right - 1 : right] if right else line for line in rows]


def _unique(cells: Any) -> Any:
    found: list[Any] = []
    for row in cells:
        if row not in found:
            found.append(row)
    return found


LOOKUPS: dict[str, Callable[..., Any]] = {
    "COUNTIF": _count_if,
    "SUMIF": _sum_if,
    "VLOOKUP": _lookup,
    "MATCH": _match,
    "INDEX": _index,
    "UNIQUE": _unique,
    "TRANSPOSE": lambda cells: [list(row) for row in zip(*cells, strict=True)],
}
