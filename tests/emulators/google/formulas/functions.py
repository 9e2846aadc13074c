"""The functions of formulas that take values: one table from the name to what it does."""

import math
import re
import statistics
from collections.abc import Callable
from typing import Any

from ..errors import CellError, FormulaError
from ..rows import number
from .values import as_number, as_text, as_truth, checked, first, flat, numbers


def _divide(a: Any, b: Any) -> Any:
    if as_number(b) == 0:
        raise FormulaError("#DIV/0!", "Function DIVIDE parameter 2 cannot be zero.")
    return as_number(a) / as_number(b)


def _power(a: Any, b: Any) -> Any:
    try:
        found = as_number(a) ** as_number(b)
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


def _compare(test: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    return lambda a, b: test(*_ordered(a, b))


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
    factor = 10 ** int(as_number(places))
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


def _mid(text: Any, start: Any, count: Any) -> str:
    begin = int(as_number(start)) - 1
    return as_text(text)[begin : begin + int(as_number(count))]


def _right(text: Any, count: Any = 1) -> str:
    found = as_text(text)
    return found[max(0, len(found) - int(as_number(count))) :]


def _substitute(text: Any, old: Any, new: Any, which: Any = None) -> str:
    if which is None:
        return as_text(text).replace(as_text(old), as_text(new))
    parts, at = as_text(text).split(as_text(old)), int(as_number(which))
    if at >= len(parts):
        return as_text(text)
    return as_text(new).join([as_text(old).join(parts[:at]), as_text(old).join(parts[at:])])


def _join(mark: Any, *given: Any) -> str:
    return as_text(mark).join(as_text(one) for one in flat(list(given)))


def _text_join(mark: Any, skip: Any, *given: Any) -> str:
    texts = [as_text(one) for one in flat(list(given))]
    return as_text(mark).join(text for text in texts if text or not as_truth(skip))


def _value(text: Any) -> Any:
    return as_number(text)


def _find(what: Any, text: Any, start: Any = 1) -> int:
    place = as_text(text).find(as_text(what), int(as_number(start)) - 1)
    if place < 0:
        raise FormulaError("#VALUE!", f"In FIND evaluation, cannot find '{as_text(what)}' within '{as_text(text)}'.")
    return place + 1


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
    test = FUNCTIONS[sign or "="]
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
        if FUNCTIONS["="](row[0], wanted):
            return row[place]
        if as_truth(is_sorted) and row[0] is not None and FUNCTIONS["<="](row[0], wanted):
            best = row
    if best is None:
        raise FormulaError("#N/A", f"Did not find value '{as_text(wanted)}' in VLOOKUP evaluation.")
    return best[place]


def _match(wanted: Any, cells: Any, kind: Any = 1) -> int:
    best = 0
    for place, value in enumerate(flat(cells), start=1):
        if FUNCTIONS["="](value, wanted):
            return place
        if as_number(kind) > 0 and value is not None and FUNCTIONS["<="](value, wanted):
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


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "+": lambda a, b: as_number(a) + as_number(b),
    "-": lambda a, b: as_number(a) - as_number(b),
    "*": lambda a, b: as_number(a) * as_number(b),
    "/": _divide,
    "^": _power,
    "&": lambda a, b: as_text(a) + as_text(b),
    "+1": lambda a: a,
    "-1": lambda a: -as_number(a),
    "%": lambda a: as_number(a) / 100,
    "=": _compare(lambda a, b: a == b),
    "<>": _compare(lambda a, b: a != b),
    "<": _compare(lambda a, b: a < b),
    "<=": _compare(lambda a, b: a <= b),
    ">": _compare(lambda a, b: a > b),
    ">=": _compare(lambda a, b: a >= b),
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
    "COUNTIF": _count_if,
    "SUMIF": _sum_if,
    "ABS": lambda value: abs(as_number(value)),
    "ROUND": _round,
    "ROUNDUP": lambda value, places=0: _round(value, places, how=_away),
    "ROUNDDOWN": lambda value, places=0: _round(value, places, how=lambda one: float(math.trunc(one))),
    "INT": lambda value: math.floor(as_number(value)),
    "MOD": _mod,
    "POWER": _power,
    "SQRT": lambda value: _power(value, 0.5),
    "PI": lambda: math.pi,
    "NOT": lambda value: not as_truth(value),
    "AND": lambda *given: all(as_truth(one) for one in flat(list(given)) if one is not None),
    "OR": lambda *given: any(as_truth(one) for one in flat(list(given)) if one is not None),
    "ISBLANK": lambda value: first(value) is None,
    "ISNUMBER": lambda value: isinstance(first(value), int | float) and not isinstance(first(value), bool),
    "ISTEXT": lambda value: isinstance(first(value), str),
    "ISERROR": lambda value: isinstance(first(value), CellError),
    "LEN": lambda text: len(as_text(text)),
    "LEFT": lambda text, count=1: as_text(text)[: int(as_number(count))],
    "RIGHT": _right,
    "MID": _mid,
    "UPPER": lambda text: as_text(text).upper(),
    "LOWER": lambda text: as_text(text).lower(),
    "PROPER": lambda text: as_text(text).title(),
    "TRIM": lambda text: " ".join(as_text(text).split()),
    "CONCATENATE": lambda *given: "".join(as_text(one) for one in flat(list(given))),
    "CONCAT": lambda a, b: as_text(a) + as_text(b),
    "JOIN": _join,
    "TEXTJOIN": _text_join,
    "SUBSTITUTE": _substitute,
    "REPT": lambda text, count: as_text(text) * int(as_number(count)),
    "FIND": _find,
    "EXACT": lambda a, b: as_text(a) == as_text(b),
    "VALUE": _value,
    "CHAR": lambda code: chr(int(as_number(code))),
    "HYPERLINK": lambda url, label=None: as_text(url) if label is None else first(label),
    "IMAGE": lambda *_given: None,
    "VLOOKUP": _lookup,
    "MATCH": _match,
    "INDEX": _index,
    "UNIQUE": _unique,
    "TRANSPOSE": lambda cells: [list(row) for row in zip(*cells, strict=True)],
}

SCALAR = {
    *("+", "-", "*", "/", "^", "&", "+1", "-1", "%", "=", "<>", "<", "<=", ">", ">=", "ABS", "ROUND", "ROUNDUP"),
    *("ROUNDDOWN", "INT", "MOD", "POWER", "SQRT", "NOT", "LEN", "LEFT", "RIGHT", "MID", "UPPER", "LOWER", "PROPER"),
    *("TRIM", "CONCAT", "SUBSTITUTE", "REPT", "FIND", "EXACT", "VALUE", "CHAR", "ISBLANK", "ISNUMBER", "ISTEXT"),
    *("ISERROR", "HYPERLINK"),
}
"""Functions of single values, which an array formula does to each place of a rectangle."""
