"""Whole-number arithmetic on columns, against fractions, in 64 bits and beyond them."""

from decimal import Decimal
from fractions import Fraction
from math import isqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ranking.exact import dtype_for, half_even, in_units, root_half_even, sums

SMALL = st.tuples(st.integers(-(10**6), 10**6), st.integers(1, 10**5))
LARGE = st.tuples(st.integers(-(10**30), 10**30), st.integers(10**24, 10**29))


@given(st.lists(SMALL | SMALL.map(lambda one: (one[0] * one[1], 2 * one[1])), min_size=1))
def test_halves_go_to_the_even_one(pairs: list[tuple[int, int]]) -> None:
    above, below = (np.array(column) for column in zip(*pairs, strict=True))
    assert half_even(above, below).tolist() == [round(Fraction(*pair)) for pair in pairs]


@given(st.lists(LARGE, min_size=1))
def test_numbers_beyond_64_bits_are_rounded_alike(pairs: list[tuple[int, int]]) -> None:
    above, below = (np.array(column, dtype=object) for column in zip(*pairs, strict=True))
    assert half_even(above, below).tolist() == [round(Fraction(*pair)) for pair in pairs]


@pytest.mark.parametrize("dtype", [np.int64, object])
@given(st.lists(st.tuples(st.integers(0, 5_000), st.integers(1, 400)), min_size=1))
def test_a_root_is_the_nearest_and_of_two_the_even_one(dtype: type, pairs: list[tuple[int, int]]) -> None:
    """Roots of (k / 2 / n)²: whole numbers, halves, and between."""
    above = np.array([root**2 for root, _ in pairs], dtype=dtype)
    below = np.array([4 * part**2 for _, part in pairs], dtype=dtype)
    assert root_half_even(above, below).tolist() == [round(Fraction(root, 2 * part)) for root, part in pairs]


@given(st.lists(st.tuples(st.integers(0, 10**9), st.integers(1, 10**4)), min_size=1))
def test_any_root_is_between_the_halves_beside_it(pairs: list[tuple[int, int]]) -> None:
    above, below = (np.array(column) for column in zip(*pairs, strict=True))
    for root, (one, other) in zip(root_half_even(above, below).tolist(), pairs, strict=True):
        assert Fraction(2 * root - 1, 2) ** 2 <= Fraction(one, other) or root == isqrt(one // other) == 0
        assert Fraction(one, other) <= Fraction(2 * root + 1, 2) ** 2


@given(st.lists(st.lists(st.integers(-9, 9))))
def test_sums_of_runs_and_of_empty_ones(runs: list[list[int]]) -> None:
    column = np.array([one for run in runs for one in run], dtype=np.int64)
    starts = np.cumsum([0, *(len(run) for run in runs)])
    assert sums(column, starts).tolist() == [sum(run) for run in runs]


@given(st.lists(st.decimals(allow_nan=False, allow_infinity=False, places=4)))
def test_amounts_become_whole_units_and_back(amounts: list[Decimal]) -> None:
    units, decimals = in_units(amounts)
    assert [Decimal(f"{one}e-{decimals}") for one in units.tolist()] == amounts
    assert decimals <= 4


def test_64_bits_are_left_before_they_overflow() -> None:
    assert [dtype_for(most).kind for most in (2**62 - 1, 2**62)] == ["i", "O"]
    assert in_units([Decimal(2**61), Decimal(2**61)])[0].sum() == 2**62
