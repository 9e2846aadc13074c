"""Scores and order of a ranking: means, medians, spreads, ties, who is out, and what has nothing to go by."""

import dataclasses
from decimal import Decimal
from fractions import Fraction

import pytest
from calls import BAR, CRITERIA, call, candidate, ranking, reviews, simply

from app.domain.ranking.candidates import NO_AMOUNT
from app.domain.ranking.places import Place, Ranking
from app.domain.ranking.reviews import Review
from app.domain.ranking.ties import TIES as TIE_KEYS
from forms.definition import LANGUAGES, RANKINGS, TIES, Criterion, Text


def only(found: Ranking) -> Place:
    (place,) = found.places
    return place


def references(found: Ranking) -> list[str]:
    return [place.candidate.reference for place in found.places]


def test_the_words_of_the_definition_are_those_of_the_ranking() -> None:
    assert set(TIE_KEYS) == set(TIES)
    assert set(simply(call(), {}).columns.scores) == set(RANKINGS)


def test_the_mean_is_the_weighted_mean_of_the_means_by_criterion() -> None:
    place = only(ranking(call(), [candidate("A")], reviews("A", relevance=(5, 4), value=(2, 3, 3))))
    # relevance 54.00 of 60, value 21.33 of 40; C gave no complete review
    assert (place.mean, place.reviews, place.rank) == (Decimal("75.33"), 2, 1)
    assert place.means == {"relevance": Decimal("4.50"), "value": Decimal("2.67")}
    # A gave 60 + 16, B 48 + 24
    assert (place.median, place.spread) == (Decimal(74), Decimal(2))


def test_of_an_odd_number_of_reviews_the_median_is_the_middle_one() -> None:
    place = only(ranking(call(), [candidate("A")], reviews("A", relevance=(5, 0, 4), value=(5, 0, 5))))
    assert (place.median, place.mean, place.spread) == (Decimal(88), Decimal("62.67"), Decimal("44.58"))


@pytest.mark.parametrize(("given", "mean"), [((1, 0, 0, 0), "0.00"), ((3, 0, 0, 0), "0.02"), ((5, 0, 0, 0), "0.02")])
def test_a_half_hundredth_goes_to_the_even_one(given: tuple[int, ...], mean: str) -> None:
    criteria = (Criterion("light", Text(), Decimal("0.1")), Criterion("heavy", Text(), Decimal("99.9")))
    place = only(ranking(call(1, criteria), [candidate("A")], reviews("A", light=given, heavy=(0, 0, 0, 0))))
    assert place.mean == Decimal(mean)  # 0.1 * sum / 4 / 5: 0.005, 0.015, 0.025


def test_a_criterion_that_is_left_out_leaves_its_weight_to_the_others() -> None:
    optional = (*CRITERIA[:1], dataclasses.replace(CRITERIA[1], required=False))
    given = [*reviews("A", relevance=(4, 4)), *reviews("B", relevance=(4, 4), value=(0,))]
    places = ranking(call(criteria=optional), [candidate("A"), candidate("B")], given).places
    assert [(one.mean, one.median, one.reviews) for one in places] == [(80, 80, 2), (48, 64, 2)]
    assert places[0].means == {"relevance": 4, "value": None}


def test_an_independent_criterion_stands_beside_the_score_and_is_not_needed() -> None:
    beside = Criterion("gender", Text(), Decimal(0), 3, independent=True)
    given = [*reviews("A", relevance=(5,), value=(5,)), *reviews("B", relevance=(4,), value=(4,), gender=(3,))]
    places = ranking(call(criteria=(*CRITERIA, beside)), [candidate("A"), candidate("B")], given).places
    assert [(one.score, one.means["gender"], one.is_taken) for one in places] == [(100, None, True), (80, 3, True)]


def test_ties_follow_the_usual_order_step_by_step() -> None:
    def order(*found: object, **given: dict[str, tuple[int, ...]]) -> list[str]:
        rows = [row for one in ("A", "B") for row in reviews(one, **given.get(one, {"relevance": (3,), "value": (3,)}))]
        return references(ranking(call(), found, rows))

    plain = candidate("A"), candidate("B")
    by_heaviest = {"A": {"relevance": (3,), "value": (3,)}, "B": {"relevance": (5,), "value": (0,)}}
    assert order(*plain, **by_heaviest) == ["B", "A"]  # both 60
    assert order(candidate("A", 20), candidate("B", 10)) == ["B", "A"]
    assert order(candidate("A", late=1), candidate("B")) == ["B", "A"]  # a microsecond
    assert order(candidate("B"), candidate("A")) == ["A", "B"]


def test_the_call_says_in_which_order_ties_are_told_apart() -> None:
    found = [candidate("A", 10, late=2), candidate("B", 20, late=1)]
    given = [*reviews("A", relevance=(1, 3, 5), value=(1, 3, 5)), *reviews("B", relevance=(2, 2, 5), value=(2, 2, 5))]
    by_ties = {
        word: references(ranking(call(ties=(word, "reference")), found, given))
        for word in ("amount", "received", "median")
    }
    assert by_ties == {"amount": ["A", "B"], "received": ["B", "A"], "median": ["A", "B"]}


def test_of_equally_heavy_criteria_the_first_decides_ties() -> None:
    equal = tuple(dataclasses.replace(criterion, weight=Decimal(50)) for criterion in CRITERIA)
    given = [*reviews("A", relevance=(2,), value=(4,)), *reviews("B", relevance=(4,), value=(2,))]
    found = [candidate("A"), candidate("B")]
    orders = [references(ranking(call(criteria=criteria), found, given)) for criteria in (equal, equal[::-1])]
    assert orders == [["B", "A"], ["A", "B"]]


def test_a_call_may_rank_by_the_median() -> None:
    given = [*reviews("A", relevance=(0, 4, 4), value=(0, 4, 4)), *reviews("B", relevance=(3, 3, 3), value=(3, 3, 3))]
    found = [candidate("A"), candidate("B")]
    assert references(ranking(call(), found, given)) == ["B", "A"]
    places = ranking(call(ranking="median"), found, given).places
    assert [(one.candidate.reference, one.score, one.mean) for one in places] == [
        ("A", Decimal(80), Decimal("53.33")),
        ("B", Decimal(60), Decimal(60)),
    ]


@pytest.mark.parametrize("amount", [0, -1, "-0.01"])
def test_without_an_amount_nobody_wins(amount: object) -> None:
    found = simply(call(), {"A": 5, "B": 1}, {"A": amount, "B": 100})
    assert [(place.candidate.reference, place.is_taken) for place in found.places] == [("B", True)]
    assert [(out.reference, out.bars) for out in found.ineligible] == [("A", (NO_AMOUNT,))]
    assert set(NO_AMOUNT.reason.by_language) == set(LANGUAGES)


def test_the_barred_are_out_with_every_reason_and_what_they_were_given_counts_nowhere() -> None:
    found = [candidate("C", 0, bars=(BAR,)), candidate("B", bars=(BAR,)), candidate("A")]
    given = [*reviews("A", relevance=(3,), value=(3,)), *reviews("B", relevance=(5, 5), value=(5, 5))]
    made = ranking(call(), found, given)
    assert references(made) == ["A"]
    assert [(out.reference, out.bars) for out in made.ineligible] == [("B", (BAR,)), ("C", (BAR, NO_AMOUNT))]
    assert [(one.member, one.reviews) for one in made.severities] == [("A", 1)]


def test_the_unscored_come_last_and_are_never_taken() -> None:
    given = [*reviews("B", relevance=(5,)), *reviews("C", relevance=(0,), value=(0,))]
    places = ranking(call(), [candidate("A"), candidate("B"), candidate("C")], given).places
    assert [(one.candidate.reference, one.score, one.is_taken, one.why.word) for one in places] == [
        ("C", 0, True, "taken"),
        ("B", None, False, "unscored"),
        ("A", None, False, "unscored"),
    ]


def test_who_has_a_mean_and_no_complete_review_has_no_median() -> None:
    given = [Review("A", "one", {"relevance": 5}), Review("A", "other", {"value": 5})]
    place = only(ranking(call(ranking="median"), [candidate("A")], given))
    assert (place.mean, place.adjusted, place.median, place.spread, place.score) == (100, 100, None, None, None)
    assert (place.reviews, place.why.word) == (0, "unscored")


def test_a_call_to_which_nobody_came_is_an_empty_ranking() -> None:
    made = ranking(call(), [], [])
    assert (made.places, made.ineligible, made.severities, made.line, made.gaps(3)) == ((), (), (), 0, ())


def test_reviews_of_others_than_the_candidates_count_nowhere() -> None:
    given = [*reviews("A", relevance=(3,), value=(3,)), *reviews("gone", relevance=(5, 5), value=(5, 5))]
    assert [one.member for one in ranking(call(), [candidate("A")], given).severities] == ["A"]


def test_where_all_tie_the_reference_decides() -> None:
    made = simply(call(25), dict.fromkeys("EDCBA", 3))
    assert [(one.candidate.reference, one.is_taken) for one in made.places] == [
        ("A", True), ("B", True), ("C", False), ("D", False), ("E", False),
    ]  # fmt: skip


def test_amounts_of_any_size_and_fineness_are_exact() -> None:
    huge, twice = (Decimal(f"{first}{'0' * 40}.00{first}") for first in (1, 2))
    made = simply(call(twice), {"A": 5, "B": 4, "C": 3}, {"A": huge, "B": huge, "C": "0.001"})
    assert [one.cumulative for one in made.places] == [huge, twice, Decimal(f"2{'0' * 40}.003")]
    assert [one.why.word for one in made.places] == ["taken", "taken", "exceeds"]
    assert made.places[2].why.amount == Decimal("0.001")


FINE = tuple(
    Criterion(f"c{n}", Text(), Decimal(weight), scale)
    for n, (weight, scale) in enumerate([("33.333333", 997), ("33.333334", 991), ("33.333333", 983)])
)
"""Of which a common measure is beyond what 64 bits hold."""


def test_where_only_unscored_ones_are_there_fine_weights_do_no_harm() -> None:
    given = [Review("A", f"member {n}", {"c0": 900, "c1": 900}) for n in range(40)]
    assert [one.mean for one in ranking(call(criteria=FINE), [candidate("A")], given).places] == [None]


def test_scores_are_exact_whatever_the_weights_and_however_many_members() -> None:
    """Where 64 bits would not do: 40 members, each criterion scored by another number of them."""
    given = [
        Review("A", f"member {n}", {f"c{c}": 7 * n + c for c in range(3) if n < 37 + c} | {"c2": n}) for n in range(40)
    ]
    place = only(ranking(call(criteria=FINE), [candidate("A")], given))
    sums = [sum(row.scores.get(one.name, 0) for row in given) for one in FINE]
    shares = [Fraction(got, many) / one.scale for got, many, one in zip(sums, (37, 38, 40), FINE, strict=True)]
    exact = sum(Fraction(one.weight) * share for one, share in zip(FINE, shares, strict=True))
    assert place.mean == Decimal(round(exact * 100)).scaleb(-2)
    assert place.reviews == 37


def test_members_who_are_far_apart_and_too_few_are_listed() -> None:
    given = [
        *reviews("A", relevance=(5, 3), value=(5, 3)),  # 100 and 60: 20 from the middle
        *reviews("B", relevance=(4, 3), value=(4, 3)),
        *reviews("C", relevance=(1,), value=(1,)),
    ]
    made = ranking(call(), [candidate(one) for one in "CBA"], given)
    assert references(made) == ["A", "B", "C"]
    assert (made.disagreement, made.gaps(1), made.gaps(2), made.gaps(3)) == ((1,), (), (3,), (1, 2, 3))
