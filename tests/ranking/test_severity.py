"""Severity of members: found exactly where it is there, and no change where all read all."""

import random
from decimal import Decimal

from calls import CRITERIA, call, candidate, case, ranking
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ranking.reviews import Review
from forms.definition import Criterion, Text


def review(reference: str, member: str, mark: int) -> Review:
    return Review(reference, member, {criterion.name: mark for criterion in CRITERIA})


def points(*rows: Review) -> dict[str, tuple[Decimal, int]]:
    found = ranking(call(), [candidate(one) for one in sorted({row.reference for row in rows})], rows)
    return {one.member: (one.points, one.part) for one in found.severities}


@given(st.integers(0, 10**9))
def test_a_member_who_always_gives_one_less_is_found_exactly(seed: int) -> None:
    dice = random.Random(seed)
    worth = {f"R{n}": dice.randint(1, 5) for n in range(12)}
    readers = {one: {"A", *dice.sample("BCDE", dice.randint(1, 3))} for one in worth}
    rows = [review(one, m, worth[one] - (m == "E")) for one, members in readers.items() for m in sorted(members)]
    found = points(*rows)
    if "E" in found:
        (others,) = {severity for member, (severity, _) in found.items() if member != "E"}
        assert others - found["E"][0] == 20  # one of five, on everything
    made = ranking(call(), [candidate(one) for one in worth], rows)
    adjusted = {place.candidate.reference: place.adjusted for place in made.places}
    same = {mark: {adjusted[one] for one in worth if worth[one] == mark} for mark in worth.values()}
    assert all(len(scores) == 1 for scores in same.values())


@given(st.integers(0, 10**9))
def test_where_all_members_read_all_nothing_is_adjusted(seed: int) -> None:
    dice = random.Random(seed)
    members, references = [f"M{n}" for n in range(dice.randint(1, 7))], [f"R{n}" for n in range(dice.randint(1, 9))]
    rows = [review(one, member, dice.randint(0, 5)) for one in references for member in members]
    made = ranking(call(), [candidate(one) for one in references], rows)
    assert all(place.adjusted == place.mean for place in made.places)


def test_severities_sum_to_nothing_in_each_part() -> None:
    rows = [
        review("R1", "A", 5),
        review("R1", "B", 3),
        review("R2", "C", 1),
        review("R2", "D", 2),
        review("R3", "E", 0),
    ]
    assert points(*rows) == {"A": (20, 0), "B": (-20, 0), "C": (-10, 1), "D": (10, 1), "E": (0, 2)}


def test_members_are_compared_through_others() -> None:
    """A and C read nothing in common; B read with both."""
    rows = [review("R1", "A", 4), review("R1", "B", 3), review("R2", "B", 3), review("R2", "C", 2)]
    assert points(*rows) == {"A": (20, 0), "B": (0, 0), "C": (-20, 0)}
    places = ranking(call(), [candidate("R1"), candidate("R2")], rows).places
    assert [(place.mean, place.adjusted) for place in places] == [(70, 60), (50, 60)]


def test_who_read_alone_is_neither_severe_nor_mild() -> None:
    assert points(review("R1", "A", 0), review("R2", "B", 5)) == {"A": (0, 0), "B": (0, 1)}


def test_a_severity_that_rounds_to_nothing_has_no_sign() -> None:
    light = (Criterion("light", Text(), Decimal("0.1")), Criterion("heavy", Text(), Decimal("99.9")))
    given = [Review(f"R{n}", m, {"light": int(m == "A" and n == 0), "heavy": n}) for n in range(5) for m in "AB"]
    made = ranking(call(criteria=light), [candidate(f"R{n}") for n in range(5)], given)
    assert [str(one.points) for one in made.severities] == ["0.00", "0.00"]  # 0.002 and -0.002


def test_an_adjusted_score_may_change_the_order() -> None:
    rows = [review("R1", "A", 4), review("R2", "B", 3), review("R3", "A", 4), review("R3", "B", 2)]
    found = [candidate(one) for one in ("R1", "R2", "R3")]
    assert [p.candidate.reference for p in ranking(call(), found, rows).places] == ["R1", "R2", "R3"]
    places = ranking(call(ranking="adjusted"), found, rows).places
    assert [(p.candidate.reference, p.score) for p in places] == [("R2", 80), ("R1", 60), ("R3", 60)]


@given(st.integers(0, 10**9))
def test_no_review_no_severity(seed: int) -> None:
    made = case(seed).ranking
    assert sum(one.reviews for one in made.severities) == sum(place.reviews for place in made.places)
    assert all(one.reviews > 0 for one in made.severities)
