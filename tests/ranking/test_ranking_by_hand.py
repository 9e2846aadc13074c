"""The ranking against the same worked out in plain fractions, on generated calls.

`EXAMPLES=1000` in the environment asks for so many calls; every test says how many it has without.
"""

import os
from collections import Counter

from by_hand import by_hand, rounded
from calls import case
from hypothesis import given, settings
from hypothesis import strategies as st

SEEDS = st.integers(0, 10**9)


def examples(usual: int) -> settings:
    return settings(max_examples=int(os.environ.get("EXAMPLES", usual)))


@given(SEEDS)
@examples(200)
def test_order_scores_and_who_is_taken_are_the_same_by_hand(seed: int) -> None:
    made = case(seed)
    ranked, line = by_hand(made)
    expected = [
        (one.key, rounded(one.mean), rounded(one.median), rounded(one.adjusted), one.spread, one.complete, one.word)
        for one in ranked
    ]
    ranking = made.ranking
    found = [
        (p.candidate.reference, p.mean, p.median, p.adjusted, p.spread, p.reviews, p.why.word) for p in ranking.places
    ]
    assert found == expected
    assert ranking.line == line


@given(SEEDS, SEEDS)
@examples(100)
def test_the_order_of_the_input_changes_nothing(seed: int, other: int) -> None:
    first, second = case(seed).ranking, case(seed).shuffled(other).ranking
    assert first.places == second.places
    assert first.ineligible == second.ineligible
    assert first.severities == second.severities
    assert (first.line, first.disagreement, first.gaps(3)) == (second.line, second.disagreement, second.gaps(3))


@given(SEEDS)
@examples(100)
def test_what_is_taken_keeps_to_the_envelope_the_places_and_every_cap(seed: int) -> None:
    made = case(seed)
    taken = [place for place in made.ranking.places if place.is_taken]
    if made.call.has_money:
        assert sum(place.candidate.amount for place in taken) <= made.call.envelope
        assert max((place.why.amount for place in taken), default=0) == sum(p.candidate.amount for p in taken)
    assert made.call.places is None or len(taken) <= made.call.places
    assert all(place.score is not None for place in taken)
    for quota in made.call.quotas:
        counts = Counter(place.candidate.groups[quota.name] for place in taken)
        if quota.each is not None:
            assert all(count <= quota.each for group, count in counts.items() if group)
        elif quota.at_most is not None:
            assert sum(counts[group] for group in quota.one_of) <= quota.at_most


@given(SEEDS)
@examples(100)
def test_a_least_number_is_reached_unless_nobody_left_of_the_group_fits(seed: int) -> None:
    """Of the first quota, which nothing is reserved before."""
    made = case(seed)
    places = made.ranking.places
    quota = next((one for one in made.call.quotas[:1] if one.at_least), None)
    if quota is None:
        return
    group = [place for place in places if place.candidate.groups[quota.name] in quota.one_of]
    reserved = [place for place in group if place.why.word == "reserved" and place.why.quota == quota.name]
    if len(reserved) < quota.at_least:
        used = max((place.why.amount for place in reserved), default=0)
        left = [place for place in group if place not in reserved and place.score is not None]
        others = [one for one in made.call.quotas if one.each or one.at_most]
        full = made.call.places is not None and len(reserved) >= made.call.places
        too_dear = [made.call.has_money and used + place.candidate.amount > made.call.envelope for place in left]
        assert full or others or all(too_dear)
