"""Who reads what: as evenly as conflicts allow, never against one, and always alike."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations, product
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.assignment import Assignment, Pair, Wish, assign


def loads(wish: Wish, found: Assignment) -> dict[int, int]:
    counted = Counter(member for _, member in found.pairs)
    return {member: counted[member] for member in wish.members}


@st.composite
def wishes(draw: st.DrawFn) -> Wish:
    proposals = draw(st.lists(st.integers(1, 30), unique=True, max_size=12))
    members = draw(st.lists(st.integers(100, 110), unique=True, max_size=6))
    pairs = list(product(proposals, members))
    some = st.frozensets(st.sampled_from(pairs)) if pairs else st.just(frozenset[Pair]())
    return Wish(proposals, members, draw(st.integers(1, 4)), draw(some), draw(some), draw(some))


@given(wishes())
def test_no_conflict_is_broken_and_no_reader_is_missing_who_could_be_there(wish: Wish) -> None:
    found = assign(wish)
    assert not found.pairs & frozenset(wish.closed)
    readers = Counter(proposal for proposal, _ in found.pairs)
    for proposal in wish.proposals:
        may = [one for one in wish.members if (proposal, one) not in wish.closed]
        begun = [one for one in may if (proposal, one) in wish.begun]
        assert readers[proposal] == max(min(wish.readers, len(may)), len(begun))
        assert found.gaps.get(proposal, 0) == max(0, wish.readers - readers[proposal])


@given(wishes())
def test_who_has_begun_a_review_keeps_it_unless_a_conflict_came(wish: Wish) -> None:
    assert frozenset(wish.begun) - frozenset(wish.closed) <= assign(wish).pairs


@given(wishes(), st.randoms(use_true_random=False))
def test_any_order_gives_the_same(wish: Wish, random: Random) -> None:
    proposals, members = (random.sample(list(ones), len(ones)) for ones in (wish.proposals, wish.members))
    assert assign(replace(wish, proposals=proposals, members=members)) == assign(wish)


@given(wishes())
def test_what_is_assigned_stays_when_it_is_assigned_again(wish: Wish) -> None:
    found = assign(wish)
    assert assign(replace(wish, before=found.pairs)) == found


@given(st.integers(1, 20), st.integers(1, 8), st.integers(1, 4), st.integers(0, 10))
def test_without_conflicts_loads_differ_by_one_at_most_and_later_proposals_move_nothing(
    count: int, members: int, readers: int, more: int
) -> None:
    wish = Wish(range(count), range(100, 100 + members), readers)
    found = assign(wish)
    assert max(loads(wish, found).values()) - min(loads(wish, found).values()) <= 1
    later = replace(wish, proposals=range(count + more), before=found.pairs)
    grown = assign(later)
    assert found.pairs <= grown.pairs
    assert max(loads(later, grown).values()) - min(loads(later, grown).values()) <= 1


def every_assignment(wish: Wish) -> list[tuple[Pair, ...]]:
    """All that there are, by brute force."""
    choices = []
    for proposal in wish.proposals:
        may = [one for one in wish.members if (proposal, one) not in wish.closed]
        fixed = {one for one in may if (proposal, one) in wish.begun}
        size = max(min(wish.readers, len(may)), len(fixed))
        choices.append([[(proposal, m) for m in some] for some in combinations(may, size) if fixed <= set(some)])
    return [tuple(pair for pairs in chosen for pair in pairs) for chosen in product(*choices)]


@st.composite
def small_wishes(draw: st.DrawFn) -> Wish:
    pairs = list(product(range(4), range(100, 104)))
    closed = draw(st.frozensets(st.sampled_from(pairs), max_size=10))
    begun = draw(st.frozensets(st.sampled_from(pairs), max_size=3))
    before = draw(st.frozensets(st.sampled_from(pairs), max_size=8))
    return Wish(range(4), range(100, 104), draw(st.integers(1, 2)), closed, begun, before)


@given(small_wishes())
def test_no_other_assignment_has_more_even_loads(wish: Wish) -> None:
    def squares(counted: Mapping[int, int]) -> int:
        return sum(count * count for count in counted.values())

    found = squares(loads(wish, assign(wish)))
    best = min(squares(Counter(member for _, member in pairs)) for pairs in every_assignment(wish))
    assert found == best


@pytest.mark.parametrize("wish", [Wish((), (), 3), Wish((), (1,), 3)])
def test_an_empty_call_has_nothing_to_read(wish: Wish) -> None:
    assert assign(wish) == Assignment(frozenset(), {})


def test_without_members_everything_is_missing() -> None:
    assert assign(Wish((1, 2), (), 3)) == Assignment(frozenset(), {1: 3, 2: 3})


def test_readers_mix_so_that_members_can_be_compared() -> None:
    """With blocks of the same four, how severe members of two blocks are could not be told."""
    found = assign(Wish(range(60), range(12), 4))
    together = {pair for one in range(60) for pair in combinations(sorted(m for p, m in found.pairs if p == one), 2)}
    assert len(together) == 12 * 11 / 2


def test_a_large_committee_is_done_at_once() -> None:
    closed = frozenset((proposal, proposal % 40) for proposal in range(2_000))
    wish = Wish(range(2_000), range(40), 4, closed)
    assert set(loads(wish, assign(wish)).values()) == {200}
