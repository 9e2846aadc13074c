"""Whole-number arithmetic on columns: in 64 bits where every number fits, else in Python's own integers."""

import itertools
import math
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[Any]
"""Whole numbers: of 64 bits, or Python's (dtype object)."""
Counts = NDArray[np.int64]

NONE = -(2**62)
"""Stands in a column for what there is not."""
CENTS = 10_000
"""Hundredths of a point in a whole score of 100 points."""


def dtype_for(most: int) -> np.dtype[Any]:
    """The type that holds numbers up to `most`, and the sum of two of them."""
    return np.dtype(np.int64 if most < 2**62 else object)


def half_even(above: Whole, below: Whole) -> Counts:
    """`above / below`, rounded to whole numbers, halves to the even one. `below` is above 0."""
    doubled = 2 * below
    rounded = (2 * above + below) // doubled
    is_half = (2 * above + below) % doubled == 0
    even: Whole = rounded - (is_half & (rounded % 2 == 1))
    return even.astype(np.int64)


def root_half_even(above: Whole, below: Whole) -> Counts:
    """The root of `above / below` (which is below 2**52), rounded in the same way."""
    floor = np.sqrt((above // below).astype(np.float64)).astype(np.int64).astype(above.dtype)
    four, middle = 4 * above, (2 * floor + 1) ** 2 * below
    is_more = (four > middle) | ((four == middle) & (floor % 2 == 1))
    nearest: Whole = floor + is_more
    return nearest.astype(np.int64)


def sums(column: Whole, starts: Counts) -> Whole:
    """The sum of each run of a column; run n goes from `starts[n]` to before `starts[n + 1]`, and may be empty."""
    running = np.concatenate((np.zeros(1, column.dtype), np.cumsum(column, dtype=column.dtype)))
    found: Whole = running[starts[1:]] - running[starts[:-1]]
    return found


def common_multiple(numbers: Iterable[int]) -> int:
    """The least common multiple; 1 for none."""
    return math.lcm(*(int(number) for number in numbers))


def in_units(amounts: Iterable[Decimal]) -> tuple[Whole, int]:
    """The amounts as whole numbers of a unit that divides each, and its decimals: 2 for cents."""
    ratios = [amount.as_integer_ratio() for amount in amounts]
    parts = {below for _, below in ratios}
    decimals = next(number for number in itertools.count() if all(10**number % below == 0 for below in parts))
    whole = [above * (10**decimals // below) for above, below in ratios]
    return np.array(whole, dtype=dtype_for(sum(map(abs, whole)))), decimals


def points(cents: int) -> Decimal | None:
    """Hundredths as a score of two decimals."""
    return None if cents == NONE else Decimal(int(cents)).scaleb(-2)
