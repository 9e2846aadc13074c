"""The shortlist: scores, order, ties, budget line, and the same list whatever the order of the input."""

import dataclasses
import random
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.eligibility import Bar
from app.domain.shortlist import NO_AMOUNT, Candidate, heaviest, shortlist
from forms.definition import LANGUAGES, Call, Criterion, Text

RECEIVED = datetime(2026, 1, 14, 12, tzinfo=UTC)
CRITERIA = (Criterion("relevance", Text(), Decimal(60)), Criterion("value", Text(), Decimal(40)))
CALL = Call(Decimal(100), "USD", "amount", "title", "state", (), CRITERIA)


def candidate(reference, relevance=(3,), value=(3,), *, amount=10, late=0, bars=()) -> Candidate:
    return Candidate(
        reference=reference,
        title=f"Project {reference}",
        applicant="Ghana",
        amount=Decimal(amount),
        received_at=RECEIVED + timedelta(hours=late),
        bars=bars,
        scores={"relevance": relevance, "value": value},
    )


def order(*candidates: Candidate) -> list[str]:
    return [place.candidate.reference for place in shortlist(CALL, candidates).places]


def test_the_total_is_the_weighted_mean_out_of_100() -> None:
    (place,) = shortlist(CALL, [candidate("A", (5, 4), (2, 3, 3))]).places
    # relevance 54.00 of 60, value 21.33 of 40
    assert (place.total, place.reviews, place.rank) == (Decimal("75.33"), 2, 1)
    assert place.means["relevance"] == Decimal("4.5")


def test_a_half_hundredth_goes_to_the_even_one() -> None:
    totals = {}
    for scores in ((1, 0, 0, 0, 0, 0, 0, 0), (3, 0, 0, 0, 0, 0, 0, 0)):
        call = Call(Decimal(1), "USD", "a", "t", "s", (), (Criterion("relevance", Text(), Decimal("0.2")),))
        (place,) = shortlist(call, [candidate("A", scores)]).places
        totals[sum(scores)] = place.total  # 0.2 * sum / 8 / 5: 0.005 and 0.015
    assert totals == {1: Decimal("0.00"), 3: Decimal("0.02")}


def test_ties_follow_the_stated_rule_step_by_step() -> None:
    assert order(candidate("A", (3,), (3,)), candidate("B", (5,), (0,))) == ["B", "A"]  # both 60: heaviest criterion
    assert order(candidate("A", amount=20), candidate("B", amount=10)) == ["B", "A"]
    assert order(candidate("A", late=1), candidate("B")) == ["B", "A"]
    assert order(candidate("B"), candidate("A")) == ["A", "B"]


def test_of_equally_heavy_criteria_the_first_decides_ties() -> None:
    equal = tuple(dataclasses.replace(criterion, weight=Decimal(50)) for criterion in CRITERIA)
    candidates = [candidate("A", (2,), (4,)), candidate("B", (4,), (2,))]
    by_order = {}
    for criteria in (equal, equal[::-1]):
        call = dataclasses.replace(CALL, criteria=criteria)
        assert heaviest(call) == criteria[0]
        by_order[criteria[0].name] = [place.candidate.reference for place in shortlist(call, candidates).places]
    assert by_order == {"relevance": ["B", "A"], "value": ["A", "B"]}


@pytest.mark.parametrize("amount", [0, -1, "-0.01"])
def test_without_an_amount_nobody_wins(amount: int | str) -> None:
    found = shortlist(CALL, [candidate("A", (5,), (5,), amount=amount), candidate("B", (1,), (1,), amount=100)])
    assert [(place.candidate.reference, place.within) for place in found.places] == [("B", True)]
    assert [(out.reference, out.bars) for out in found.ineligible] == [("A", (NO_AMOUNT,))]
    assert set(NO_AMOUNT.reason.by_language) == set(LANGUAGES)


def test_the_first_that_does_not_fit_ends_the_list() -> None:
    candidates = [candidate("A", (5,), amount=60), candidate("B", (4,), amount=50), candidate("C", (3,), amount=10)]
    found = shortlist(CALL, candidates)
    assert [(place.within, place.cumulative) for place in found.places] == [(True, 60), (False, 110), (False, 120)]
    assert [place.why for place in found.places] == [
        "score 84.00; with it 60.00 of 100.00 USD are used",
        "score 72.00; with it the envelope is exceeded by 10.00 USD",
        "score 60.00; below the budget line",
    ]


def test_what_uses_the_envelope_up_exactly_still_fits() -> None:
    found = shortlist(CALL, [candidate("A", amount=60), candidate("B", amount=40)])
    assert all(place.within for place in found.places)


def test_the_unscored_come_last_and_are_never_within() -> None:
    found = shortlist(CALL, [candidate("A", (), ()), candidate("B", (5,), ()), candidate("C", (0,), (0,))])
    assert found.places[0].candidate.reference == "C"
    for place in found.places[1:]:
        assert (place.total, place.within) == (None, False)
        assert place.why.startswith("not yet scored")


def test_the_barred_are_out_with_their_reasons() -> None:
    bar = Bar("ceiling", Text({"en": "too much"}))
    found = shortlist(CALL, [candidate("B", bars=(bar,)), candidate("A")])
    assert [place.candidate.reference for place in found.places] == ["A"]
    assert [(out.reference, out.bars) for out in found.ineligible] == [("B", (bar,))]


scores = st.lists(st.integers(0, 5), max_size=3).map(tuple)
parts = st.tuples(scores, scores, st.integers(1, 60), st.integers(0, 3))


@given(st.lists(parts, max_size=12), st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing(given_parts: list, shuffler: random.Random) -> None:
    candidates = [
        candidate(f"R{number:02}", relevance, value, amount=amount, late=late)
        for number, (relevance, value, amount, late) in enumerate(given_parts)
    ]
    first = shortlist(CALL, candidates)
    shuffler.shuffle(candidates)
    assert shortlist(CALL, candidates) == first
    assert sum(place.candidate.amount for place in first.places if place.within) <= CALL.envelope
    within = [place.within for place in first.places]
    assert within == sorted(within, reverse=True)
