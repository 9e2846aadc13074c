"""Sensitivity: what would be another ranking if a weight were a little different, or one member had not been there."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from app.domain.ranking.candidates import Candidates, pool_of
from app.domain.ranking.exact import Counts
from app.domain.ranking.places import Ranking
from app.domain.ranking.rank import ranked
from app.domain.ranking.reviews import Reviews, given_to
from app.domain.ranking.weights import weights_of
from forms.definition import Call, Criterion

TENTHS = (Fraction(11, 10), Fraction(9, 10))
"""What a weight is made."""


@dataclass(frozen=True, slots=True)
class Move:
    """Another rank of a candidate."""

    reference: str
    was: int
    now: int


@dataclass(frozen=True, slots=True)
class Shift:
    """What one change brings about."""

    what: str  # "weight" or "member"
    name: str  # of the criterion or the member
    percent: int  # by which the weight is changed; 0 for a member, who is left out
    came_in: tuple[str, ...]  # references, the best first
    went_out: tuple[str, ...]
    moves: tuple[Move, ...]  # the furthest first


def sensitivity(call: Call, candidates: Candidates, reviews: Reviews) -> tuple[Shift, ...]:
    """Every change of one weight by a tenth, the others made 100 again; then every member left out."""
    pool = pool_of(call, candidates)
    given, weights = given_to(pool, reviews), weights_of(call.criteria)
    base = ranked(call, pool, given, weights)
    shifts = []
    for criterion, by, changed in _changed(call.criteria):
        other = ranked(call, pool, given, weights_of(call.criteria, changed))
        shifts.append(_shift(base, other, "weight", criterion.name, round(100 * by) - 100))
    for number, member in enumerate(given.members):
        other = ranked(call, pool, given.without(number), weights)
        shifts.append(_shift(base, other, "member", member, 0))
    return tuple(shifts)


def _changed(criteria: Sequence[Criterion]) -> Iterator[tuple[Criterion, Fraction, list[Fraction]]]:
    """Each criterion that weighs beside others, made heavier and lighter, with the weights of all."""
    weights = [Fraction(0) if one.independent else Fraction(one.weight) for one in criteria]
    whole = sum(weights, Fraction(0))
    for place, criterion in enumerate(criteria):
        if 0 < weights[place] < whole:
            for by in TENTHS:
                weight = min(weights[place] * by, whole)
                rest = (whole - weight) / (whole - weights[place])
                yield criterion, by, [weight if n == place else one * rest for n, one in enumerate(weights)]


def _shift(base: Ranking, other: Ranking, what: str, name: str, percent: int) -> Shift:
    was, now = _ranks(base), _ranks(other)
    moved = np.flatnonzero(was != now)
    furthest = moved[np.argsort(-np.abs(was - now)[moved], kind="stable")].tolist()
    before, after = set(base.taken_places), set(other.taken_places)
    return Shift(
        what,
        name,
        percent,
        tuple(other.reference(place) for place in other.taken_places if place not in before),
        tuple(base.reference(place) for place in base.taken_places if place not in after),
        tuple(Move(base.reference(place), int(was[place]), int(now[place])) for place in furthest),
    )


def _ranks(ranking: Ranking) -> Counts:
    """The rank of each place of the pool."""
    ranks = np.empty(len(ranking), dtype=np.int64)
    ranks[ranking.order] = np.arange(1, len(ranking) + 1)
    return ranks
