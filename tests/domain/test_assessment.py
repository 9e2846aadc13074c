"""Assessed contributions: exact sums, ceilings and floors, and the published reference points."""

import itertools
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.assessment import CAPPED, FLOORED, AssessmentError, Pool, assess

STATES = [f"{a}{b}A" for a in "ABCDEFGH" for b in "ABCDEFGH"]
rates = st.dictionaries(st.sampled_from(STATES), st.decimals("0.001", "22", places=3), min_size=5, max_size=60)


@given(rates, st.integers(10_000_00, 5_000_000_00), st.integers(0, 100_00))
def test_shares_sum_to_the_pool_within_ceiling_and_floor(scale, amount, floor) -> None:
    pool = Pool("p", amount, tuple(scale), Decimal(22), floor)
    shares = assess(pool, scale)
    assert sum(share.cents for share in shares) == amount
    assert all(share.cents >= floor for share in shares)
    assert all(share.cents <= amount * 22 // 100 + 1 for share in shares)


@given(rates)
def test_a_state_with_a_higher_rate_never_pays_less(scale) -> None:
    shares = assess(Pool("p", 1_000_000_00, tuple(scale), Decimal(22), 100_00), scale)
    by_rate = sorted(shares, key=lambda share: share.rate)
    assert all(a.cents <= b.cents + 1 for a, b in itertools.pairwise(by_rate))


def test_left_over_cents_go_to_the_largest_remainders_then_by_code() -> None:
    scale = {"AAA": Decimal(1), "BBB": Decimal(1), "CCC": Decimal(1)}
    shares = assess(Pool("p", 100, tuple(scale), Decimal(100), 0), scale)
    assert [share.cents for share in shares] == [34, 33, 33]


def test_ceiling_and_floor_are_named() -> None:
    scale = {"BIG": Decimal(90), "AAA": Decimal(5), "BBB": Decimal(5), "CCC": Decimal("0.001")}
    shares = {s.state: s for s in assess(Pool("p", 1_000_00, tuple(scale), Decimal(40), 50_00), scale)}
    assert (shares["BIG"].how, shares["BIG"].cents) == (CAPPED, 400_00)
    assert (shares["CCC"].how, shares["CCC"].cents) == (FLOORED, 50_00)
    assert shares["AAA"].cents == shares["BBB"].cents == 275_00


@pytest.mark.parametrize(
    ("pool", "said"),
    [
        (Pool("p", 100_00, ("AAA", "BBB"), Decimal(100), 60_00), "floors"),
        (Pool("p", 100_00, ("AAA", "BBB"), Decimal(22), 0), "ceilings"),
        (Pool("p", 100_00, ("AAA", "XXX"), Decimal(100), 0), "no rate for XXX"),
        (Pool("p", 100_00, (), Decimal(100), 0), "participants"),
    ],
)
def test_what_cannot_be_apportioned_is_said(pool: Pool, said: str) -> None:
    with pytest.raises(AssessmentError, match=said):
        assess(pool, {"AAA": Decimal(1), "BBB": Decimal(1)})
