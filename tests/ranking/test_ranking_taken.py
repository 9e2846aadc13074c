"""Who is taken, and why: the envelope, both lines, places and quotas."""

import dataclasses
from decimal import Decimal
from typing import Any

from calls import call, simply

from app.domain.ranking.places import Ranking, Why
from forms.definition import Quota, Text


def words(found: Ranking) -> dict[str, str]:
    return {place.candidate.reference: place.why.word for place in found.places}


def quota(name: str = "g", **words: Any) -> Quota:
    return Quota(name, Text(), "region", **words)


def test_the_first_that_does_not_fit_ends_the_list() -> None:
    found = simply(call(100), {"A": 5, "B": 4, "C": 3}, {"A": 60, "B": 50, "C": 10})
    assert [(place.is_taken, place.cumulative) for place in found.places] == [(True, 60), (False, 110), (False, 120)]
    assert [place.why for place in found.places] == [
        Why("taken", amount=Decimal(60)),
        Why("exceeds", amount=Decimal(10)),
        Why("below"),
    ]
    assert found.line == 1


def test_where_the_line_skips_later_ones_that_fit_are_taken() -> None:
    found = simply(call(100, line="skip"), {"A": 5, "B": 4, "C": 3, "D": 2}, {"A": 60, "B": 50, "C": 40, "D": 1})
    assert words(found) == {"A": "taken", "B": "exceeds", "C": "taken", "D": "exceeds"}
    assert [place.why.amount for place in found.places] == [60, 10, 100, 1]
    assert found.line == 3


def test_what_uses_the_envelope_up_exactly_still_fits() -> None:
    found = simply(call(100), {"A": 5, "B": 4}, {"A": 60, "B": 40})
    assert words(found) == {"A": "taken", "B": "taken"}
    assert found.line == 2


def test_an_envelope_that_nobody_fits_into_takes_nobody() -> None:
    found = simply(call("0.01"), {"A": 5, "B": 4})
    assert (words(found), found.line, found.taken_places) == ({"A": "exceeds", "B": "below"}, 0, [])


def test_places_end_the_list_beside_the_money() -> None:
    found = simply(call(100, places=2, line="skip"), dict(zip("ABCDE", (5, 4, 3, 2, 1), strict=True)), {"B": 95})
    assert words(found) == {"A": "taken", "B": "exceeds", "C": "taken", "D": "places", "E": "places"}
    assert (found.places[3].why.number, found.line) == (2, 3)


def test_a_cap_passes_over_who_is_one_too_many_and_draws_no_line() -> None:
    quotas = (quota(one_of=("x", "y"), at_most=1),)
    marks, groups = {"A": 5, "B": 4, "C": 3}, {"A": "x", "B": "y"}
    found = simply(call(20, quotas=quotas), marks, {"B": 99}, **groups)
    assert words(found) == {"A": "taken", "B": "quota", "C": "taken"}
    assert found.places[1].why == Why("quota", "g", 1)


def test_a_cap_of_each_counts_every_answer_and_not_the_blank_one() -> None:
    found = simply(call(quotas=(quota(each=1),)), {"A": 5, "B": 4, "C": 3, "D": 2, "E": 1}, A="x", B="y", C="x")
    assert words(found) == {"A": "taken", "B": "taken", "C": "quota", "D": "taken", "E": "taken"}


def test_the_best_of_a_group_are_taken_first_until_there_are_enough() -> None:
    quotas = (quota(one_of=("x",), at_least=2),)
    found = simply(call(30, quotas=quotas), {"A": 5, "B": 4, "C": 3, "D": 2, "E": 1}, C="x", D="x", E="x")
    assert words(found) == {"A": "taken", "B": "exceeds", "C": "reserved", "D": "reserved", "E": "below"}
    assert [(place.why.number, place.why.amount) for place in found.places[2:4]] == [(1, 10), (2, 20)]
    assert (found.line, found.places[0].why.amount) == (1, 30)


def test_who_is_taken_already_counts_for_the_next_quota() -> None:
    """Both quotas go by the same answers: B is of the first group, and enough for the second."""
    first, second = quota("g", one_of=("x",), at_least=1), quota("h", one_of=("x", "y"), at_least=1)
    found = simply(call(20, quotas=(first, second)), {"A": 5, "B": 4, "C": 3}, B="x", C="y")
    assert words(found) == {"A": "taken", "B": "reserved", "C": "exceeds"}
    other = simply(call(20, quotas=(second, first)), {"A": 5, "B": 3, "C": 4}, B="x", C="y")
    assert words(other) == {"A": "exceeds", "C": "reserved", "B": "reserved"}
    assert {p.candidate.reference: p.why.quota for p in other.places} == {"A": "", "C": "h", "B": "g"}


def test_who_holds_a_place_of_one_quota_is_not_taken_again_for_another() -> None:
    quotas = (quota("g", one_of=("x",), at_least=1), quota("h", one_of=("x", "y"), at_least=2))
    found = simply(call(100, quotas=quotas), {"A": 5, "B": 4, "C": 3}, B="x", C="y")
    told = {p.candidate.reference: (p.why.quota, p.why.number, p.why.amount) for p in found.places}
    assert told == {"B": ("g", 1, 10), "C": ("h", 2, 20), "A": ("", 0, 30)}


def test_places_that_are_kept_are_below_the_line_where_they_rank_below_it() -> None:
    found = simply(call(100, places=2, quotas=(quota(one_of=("x",), at_least=1),)), {"A": 5, "B": 4, "C": 3}, C="x")
    assert (words(found), found.line) == ({"A": "taken", "B": "places", "C": "reserved"}, 1)


def test_a_group_that_is_too_small_too_dear_or_unscored_gives_what_it_has() -> None:
    quotas = (quota(one_of=("x",), at_least=3),)
    found = simply(call(100, quotas=quotas), {"A": 5, "B": 4, "C": 3}, {"B": 101}, B="x", C="x")
    assert words(found) == {"A": "taken", "B": "exceeds", "C": "reserved"}


def test_a_cap_holds_against_what_another_quota_would_reserve() -> None:
    quotas = (quota("g", one_of=("x",), at_least=2), quota("h", each=1))
    found = simply(call(100, quotas=quotas), {"A": 5, "B": 4}, A="x", B="x")
    assert words(found) == {"A": "reserved", "B": "quota"}


def test_a_call_of_places_alone_knows_no_money() -> None:
    made = dataclasses.replace(call(0, places=1), amount="", currency="")
    found = simply(made, {"A": 4, "B": 5}, {"A": 0, "B": 0})
    assert words(found) == {"B": "taken", "A": "places"}
    assert found.ineligible == ()
