"""The functions of formulas that reckon, count and judge."""

import math
import statistics
from collections.abc import Callable
from typing import Any

from ..errors import CellError, FormulaError
from .operators import power
from .values import as_number, as_text, as_truth, first, flat, numbers


def _average(*given: Any) -> Any:
    found = list(numbers(flat(list(given))))
    if not found:
        raise FormulaError("#DIV/0!", "Evaluation of function AVERAGE caused a divide by zero error.")
    return math.fsum(found) / len(found)


def _count_filled(*given: Any) -> int:
    return sum(value is not None for value in flat(list(given)))


def _count_numbers(*given: Any) -> int:
    return sum(isinstance(one, int | float) and not isinstance(one, bool) for one in flat(list(given)))


def _round(value: Any, places: Any = 0, *, how: Callable[[float], float] | None = None) -> Any:
    factor = 10.0 ** int(as_number(places))
    scaled = as_number(value) * factor
    whole = how(scaled) if how else math.copysign(math.floor(abs(scaled) + 0.5 + 1e-9), scaled)
    return whole / factor


def _away(value: float) -> float:
    return math.copysign(math.ceil(abs(value) - 1e-9), value)


def _product(*given: Any) -> Any:
    return math.prod(numbers(flat(list(given))))


def _mod(a: Any, b: Any) -> Any:
    if as_number(b) == 0:
        raise FormulaError("#DIV/0!", "Function MOD parameter 2 cannot be zero.")
    return as_number(a) % as_number(b)


NUMBERS: dict[str, Callable[..., Any]] = {
    "SUM": lambda *given: math.fsum(numbers(flat(list(given)))),
    "AVERAGE": _average,
    "COUNT": _count_numbers,
    "COUNTA": _count_filled,
    "COUNTBLANK": lambda cells: sum(value in (None, "") for value in flat(cells)),
    "COUNTUNIQUE": lambda *given: len({as_text(one) for one in flat(list(given)) if one is not None}),
    "MIN": lambda *given: min(numbers(flat(list(given))), default=0),
    "MAX": lambda *given: max(numbers(flat(list(given))), default=0),
    "MEDIAN": lambda *given: statistics.median(numbers(flat(list(given)))),
    "PRODUCT": _product,
    "ABS": lambda value: abs(as_number(value)),
    "ROUND": _round,
    "ROUNDUP": lambda value, places=0: _round(value, places, how=_away),
    "ROUNDDOWN": lambda value, places=0: _round(value, places, how=lambda one: float(math.trunc(one))),
    "INT": lambda value: math.floor(as_number(value)),
    "MOD": _mod,
    "POWER": power,
    "SQRT": lambda value: power(value, 0.5),
    "PI": lambda: math.pi,
    "NOT": lambda value: not as_truth(value),
    "AND": lambda *given: all(as_truth(one) for one in flat(list(given)) if one is not None),
    "OR": lambda *given: any(as_truth(one) for one in flat(list(given)) if one is not None),
    "ISBLANK": lambda value: first(value) is None,
    "ISNUMBER": lambda value: isinstance(first(value), int | float) and not isinstance(first(value), bool),
    "ISTEXT": lambda value: isinstance(first(value), str),
    "ISERROR": lambda value: isinstance(first(value), CellError),
}
