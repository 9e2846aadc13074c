"""Assessed contributions: exact sums, ceilings and floors, and the published reference points."""

import csv
import itertools
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.assessment import CAPPED, FLOORED, AssessmentError, Pool, assess

TABLES = Path(__file__).parents[2] / "forms/definitions/contributions"
STATES = [f"{a}{b}A" for a in "ABCDEFGH" for b in "ABCDEFGH"]
rates = st.dictionaries(st.sampled_from(STATES), st.decimals("0.001", "22", places=3), min_size=5, max_size=60)


@given(rates, st.integers(10_000_00, 5_000_000_00), st.integers(0, 100_00))
def test_shares_sum_to_the_pool_within_ceiling_and_floor(scale, amount, floor) -> None:
    pool = Pool("p", amount, tuple(scale), Decimal(22), floor)
    try:
        shares = assess(pool, scale)
    except AssessmentError as fault:  # a few great payers leave the others less than their floors: said, never wrong
        assert "leave nobody" in str(fault)  # noqa: PT017 - the other outcome is asserted below
        return
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
