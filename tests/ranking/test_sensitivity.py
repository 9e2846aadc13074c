"""What would change if a weight were a little different, or one member had not been there."""

import dataclasses
from decimal import Decimal

from calls import CRITERIA, call, candidate, case, ranking, reviews
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.ranking.candidates import Candidates
from app.domain.ranking.reviews import Review, Reviews
from app.domain.ranking.sensitivity import Move, Shift, sensitivity
from forms.definition import Call


def shifts(of: Call, found: list, given_rows: list[Review]) -> dict[tuple[str, int], Shift]:
    columns = Candidates.of(found, of.quotas)
    told = sensitivity(of, columns, Reviews.of(of.criteria, columns, given_rows))
    return {(one.name, one.percent): one for one in told}


def test_a_weight_that_moves_a_tenth_is_told_with_who_comes_and_goes() -> None:
    # A: 60 and 0 of 40; B: 24 of 60, and 40: 60 to 64. At 66 and 34: 66 to 60.4
    rows = [*reviews("A", relevance=(5,), value=(0,)), *reviews("B", relevance=(2,), value=(5,))]
    found = shifts(call(10), [candidate("A"), candidate("B")], rows)
    swap = (Move("A", 2, 1), Move("B", 1, 2))
    assert found["relevance", 10] == Shift("weight", "relevance", 10, ("A",), ("B",), swap)
    assert found["relevance", -10] == Shift("weight", "relevance", -10, (), (), ())
    assert found["value", 10] == Shift("weight", "value", 10, (), (), ())
    assert found["value", -10] == Shift("weight", "value", -10, ("A",), ("B",), swap)  # 64 and 36: 64 to 61.6


def test_a_member_who_is_left_out_is_told_with_who_comes_and_goes() -> None:
    rows = [*reviews("A", relevance=(5, 1), value=(5, 1)), *reviews("B", relevance=(4, 4), value=(4, 4))]
    found = shifts(call(10), [candidate("A"), candidate("B")], rows)
    assert found["A", 0] == Shift("member", "A", 0, (), (), ())
    assert found["B", 0] == Shift("member", "B", 0, ("A",), ("B",), (Move("A", 2, 1), Move("B", 1, 2)))


def test_one_criterion_alone_cannot_weigh_otherwise() -> None:
    alone = (dataclasses.replace(CRITERIA[0], weight=Decimal(100)),)
    found = shifts(call(criteria=alone), [candidate("A")], reviews("A", relevance=(3,)))
    assert set(found) == {("A", 0)}


@given(st.integers(0, 10**9))
@settings(max_examples=30)
def test_a_member_left_out_is_the_ranking_without_the_reviews(seed: int) -> None:
    made = case(seed)
    before = {one.candidate.reference: one for one in made.ranking.places}
    for (member, percent), shift in shifts(made.call, list(made.candidates), list(made.reviews)).items():
        if percent == 0:
            left = [row for row in made.reviews if row.member != member]
            after = {one.candidate.reference: one for one in ranking(made.call, made.candidates, left).places}
            moves = {Move(one, before[one].rank, after[one].rank) for one in before}
            assert set(shift.moves) == {move for move in moves if move.was != move.now}
            assert set(shift.came_in) == {one for one in after if after[one].is_taken and not before[one].is_taken}
            assert set(shift.went_out) == {one for one in after if before[one].is_taken and not after[one].is_taken}
