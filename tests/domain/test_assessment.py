"""Assessed contributions: exact sums, ceilings and floors, and the published reference points."""

import csv
import itertools
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import event, given, reject
from hypothesis import strategies as st

from app.domain.assessment import CAPPED, FLOORED, AssessmentError, Pool, Share, assess

TABLES = Path(__file__).parents[2] / "forms/definitions/contributions"
STATES = [f"{a}{b}A" for a in "ABCDEFGH" for b in "ABCDEFGH"]
rates = st.dictionaries(st.sampled_from(STATES), st.decimals("0.001", "22", places=3), min_size=5, max_size=60)


def most_cents(pool: Pool) -> int:
    return int(pool.amount_cents * Fraction(pool.ceiling_percent) / 100)


ceilings = st.decimals("20.001", "60", places=3)  # five of 20 %, in whole cents, may fall short


@given(rates, st.integers(10_000_00, 5_000_000_00), st.integers(0, 100_00), ceilings)
def test_shares_sum_to_the_pool_within_ceiling_and_floor(scale, amount, floor, ceiling) -> None:
    pool = Pool("p", amount, tuple(scale), ceiling, floor)
    shares = assessed(pool, scale)
    assert sum(share.cents for share in shares) == amount
    assert all(floor <= share.cents <= most_cents(pool) for share in shares)
    assert all(share.cents == most_cents(pool) for share in shares if share.how == CAPPED)


def assessed(pool: Pool, scale: dict[str, Decimal]) -> tuple[Share, ...]:
    """The shares; a draw in which great payers leave the others less than their floors is no example (it is said)."""
    try:
        return assess(pool, scale)
    except AssessmentError as fault:
        assert "leave nobody" in str(fault)  # noqa: PT017 - reject() ends the draw, and too many of them fail the test
        reject()


few_rates = st.lists(st.integers(1, 1000), min_size=2, max_size=6)


@given(few_rates, st.integers(1, 2_000), st.decimals("17", "100", places=2), st.integers(0, 3))
def test_no_cent_is_lost_or_above_the_ceiling_in_the_smallest_pools(numbers, amount, ceiling, floor) -> None:
    scale = {f"S{n:02}": Decimal(number) / 100 for n, number in enumerate(numbers)}
    pool = Pool("p", amount, tuple(scale), ceiling, floor)
    try:
        shares = assess(pool, scale)
    except AssessmentError as fault:
        assert any(word in str(fault) for word in ("floors", "ceilings", "leave nobody"))  # noqa: PT017 - said, not wrong
        event("cannot be apportioned")
        return
    event("apportioned")
    assert sum(share.cents for share in shares) == amount
    assert all(share.cents <= most_cents(pool) for share in shares)


def test_left_over_cents_never_lift_a_state_over_its_ceiling() -> None:
    scale = {"BIG": Decimal(90), "AAA": Decimal(5), "BBB": Decimal(5)}
    shares = {s.state: s for s in assess(Pool("p", 1_000_09, tuple(scale), Decimal(40), 0), scale)}
    assert (shares["BIG"].how, shares["BIG"].cents) == (CAPPED, 400_03)  # 40 % are 400.036
    assert (shares["AAA"].cents, shares["BBB"].cents) == (300_03, 300_03)


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
        (Pool("p", 100_01, ("AAA", "BBB"), Decimal(50), 0), "ceilings"),  # half a cent would be above each
        (Pool("p", 100_00, ("AAA", "XXX"), Decimal(100), 0), "no rate for XXX"),
        (Pool("p", 100_00, (), Decimal(100), 0), "participants"),
    ],
)
def test_what_cannot_be_apportioned_is_said(pool: Pool, said: str) -> None:
    with pytest.raises(AssessmentError, match=said):
        assess(pool, {"AAA": Decimal(1), "BBB": Decimal(1)})


def test_ceilings_that_leave_the_others_less_than_their_floors_are_said() -> None:
    scale = {f"B{n:02}": Decimal(20) for n in range(4)} | {f"S{n:02}": Decimal("0.001") for n in range(46)}
    with pytest.raises(AssessmentError, match="leave nobody to bear the rest"):
        assess(Pool("p", 10_000_00, tuple(scale), Decimal(22), 100_00), scale)


def reference_states() -> tuple[dict[str, Decimal], list[str], list[str]]:
    """Rates of 2019-2021, the 110 parties of 15 October 2021 and the 31 signatories that were not yet parties."""
    with (TABLES / "un_scale.csv").open(encoding="utf-8", newline="") as file:
        scale = {row["iso3"]: Decimal(row["2019-2021"]) for row in csv.DictReader(file)}
    scale |= {"PSE": Decimal("0.008"), "NIU": Decimal("0.001")}
    with (TABLES / "states.csv").open(encoding="utf-8", newline="") as file:
        states = {row["iso3"]: row for row in csv.DictReader(file)}
    parties = [
        iso3
        for iso3, row in states.items()
        if row["status"] == "state_party" and "" < row["entry_into_force"] <= "2021-10-15"
    ]
    later = ["AND", "COL", "GAB", "MWI", "PHL", "VUT"]  # signed in 2013 or 2014, became parties after that day
    signatories = [iso3 for iso3, row in states.items() if row["status"] == "signatory"]
    signatories += [iso3 for iso3 in later if iso3 not in parties]
    return scale, parties, signatories


def test_reference_points_of_the_scale_of_2019_to_2021() -> None:
    scale, parties, signatories = reference_states()
    everyone = tuple(parties + signatories)
    assert (len(parties), sum(scale[state] for state in parties)) == (110, Decimal("65.624"))
    assert (len(everyone), sum(scale[state] for state in everyone)) == (141, Decimal("91.952"))
    secretariat = assess(Pool("Secretariat", 600_000_00, tuple(parties), Decimal(22), 100_00), scale)
    conference = assess(Pool("Conference", 400_000_00, everyone, Decimal(22), 100_00), scale)
    assert sum(share.cents for share in secretariat + conference) == 1_000_000_00
    assert [share.state for share in secretariat if share.how == CAPPED] == []
    assert [share.state for share in conference if share.how == CAPPED] == ["USA"]
    assert sum(share.how == FLOORED for share in secretariat) == 47
    assert sum(share.how == FLOORED for share in conference) == 77
