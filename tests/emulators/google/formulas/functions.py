"""All functions of formulas that take values: one table from the name to what it does."""

from collections.abc import Callable
from typing import Any

from .dates import DATES
from .lookups import LOOKUPS
from .numbers import NUMBERS
from .operators import OPERATORS
from .texts import TEXTS

FUNCTIONS: dict[str, Callable[..., Any]] = {**OPERATORS, **NUMBERS, **TEXTS, **LOOKUPS, **DATES}
SCALAR = {
    *("+", "-", "*", "/", "^", "&", "+1", "-1", "%", "=", "<>", "<", "<=", ">", ">=", "ABS", "ROUND", "ROUNDUP"),
    *("ROUNDDOWN", "INT", "MOD", "POWER", "SQRT", "NOT", "LEN", "LEFT", "RIGHT", "MID", "UPPER", "LOWER", "PROPER"),
    *("TRIM", "CONCAT", "SUBSTITUTE", "REPT", "FIND", "EXACT", "VALUE", "CHAR", "ISBLANK", "ISNUMBER", "ISTEXT"),
    *("ISERROR", "HYPERLINK"),
}
"""Functions of single values, which an array formula does to each place of a rectangle."""
