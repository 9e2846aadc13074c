"""The operators of formulas, which are functions of one or two values."""

from collections.abc import Callable
from typing import Any

from ..errors import FormulaError
from .values import as_number, as_text, checked, first


def _divide(a: Any, b: Any) -> Any:
    if as_number(b) == 0:
        raise FormulaError("#DIV/0!", "Function DIVIDE parameter 2 cannot be zero.")
    return as_number(a) / as_number(b)


def power(a: Any, b: Any) -> Any:
    try:
        found = float(as_number(a)) ** float(as_number(b))
    except (OverflowError, ZeroDivisionError) as fault:
        raise FormulaError("#NUM!", str(fault)) from fault
    if isinstance(found, complex):
        raise FormulaError("#NUM!", "POWER evaluates to an imaginary number.")
    return found


def _rank(value: Any) -> tuple[int, Any]:
    if isinstance(value, bool):
        return 2, value
    return (1, value.casefold()) if isinstance(value, str) else (0, value)


def _ordered(a: Any, b: Any) -> tuple[tuple[int, Any], tuple[int, Any]]:
    a, b = checked(first(a)), checked(first(b))
    empty = {str: "", bool: False}
    a, b = empty.get(type(b), 0) if a is None else a, empty.get(type(a), 0) if b is None else b
    return _rank(a), _rank(b)


def compared(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda a, b: test(*_ordered(a, b))


OPERATORS: dict[str, Callable[..., Any]] = {
    "+": lambda a, b: as_number(a) + as_number(b),
    "-": lambda a, b: as_number(a) - as_number(b),
    "*": lambda a, b: as_number(a) * as_number(b),
    "/": _divide,
    "^": power,
    "&": lambda a, b: as_text(a) + as_text(b),
    "+1": lambda a: a,
    "-1": lambda a: -as_number(a),
    "%": lambda a: as_number(a) / 100,
    "=": compared(lambda a, b: a == b),
    "<>": compared(lambda a, b: a != b),
    "<": compared(lambda a, b: a < b),
    "<=": compared(lambda a, b: a <= b),
    ">": compared(lambda a, b: a > b),
    ">=": compared(lambda a, b: a >= b),
}
