"""Reviews: what each member gave each proposal, one by one or as columns."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.ranking.candidates import Candidates, Pool
from app.domain.ranking.exact import Counts
from forms.definition import Criterion

Scores = NDArray[np.int16]
"""Shape (criteria, reviews): from 0 to the criterion's scale, UNSCORED where it was left out."""
UNSCORED = -1


@dataclass(frozen=True, slots=True)
class Review:
    """What one member gave one proposal."""

    reference: str
    member: str
    scores: Mapping[str, int]  # criterion -> score


@dataclass(frozen=True, slots=True, eq=False)
class Reviews:
    """Reviews as columns; of a member for a candidate there is one at most."""

    members: Sequence[str]
    candidate: Counts  # place among the candidates
    member: Counts  # place among the members
    scores: Scores  # rows in the order of the call's criteria

    @classmethod
    def of(cls, criteria: Sequence[Criterion], candidates: Candidates, rows: Iterable[Review]) -> "Reviews":
        """The columns of those rows that are of a candidate."""
        places = {reference: place for place, reference in enumerate(candidates.references)}
        kept = [row for row in rows if row.reference in places]
        members = sorted({row.member for row in kept})
        numbers = {member: number for number, member in enumerate(members)}
        scores = [[row.scores.get(criterion.name, UNSCORED) for row in kept] for criterion in criteria]
        return cls(
            members,
            np.array([places[row.reference] for row in kept], dtype=np.int64),
            np.array([numbers[row.member] for row in kept], dtype=np.int64),
            np.array(scores, dtype=np.int16).reshape(len(criteria), len(kept)),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Given:
    """The reviews of a pool, ordered by candidate and then by the member's name."""

    members: Sequence[str]  # sorted
    candidate: Counts  # place in the pool
    member: Counts
    scores: Scores
    starts: Counts  # where the reviews of each candidate begin, and at last where all end

    def without(self, member: int) -> "Given":
        """All but those of one member."""
        left = self.member != member
        candidate = self.candidate[left]
        starts = np.searchsorted(candidate, np.arange(len(self.starts)))
        return Given(self.members, candidate, self.member[left], self.scores[:, left], starts)


def given_to(pool: Pool, reviews: Reviews) -> Given:
    """What the pool was given, in the same order whatever the order of the reviews."""
    place_in_pool = np.full(len(pool.candidates), -1)
    place_in_pool[pool.chosen] = np.arange(len(pool))
    names = sorted(range(len(reviews.members)), key=reviews.members.__getitem__)
    number = np.empty(len(names), dtype=np.int64)
    number[names] = np.arange(len(names))
    candidate, member = place_in_pool[reviews.candidate], number[reviews.member]
    ordered = np.argsort(candidate * (len(names) + 1) + member, kind="stable")
    ordered = ordered[np.count_nonzero(candidate < 0) :]  # those of nobody in the pool come first
    candidate = candidate[ordered]
    starts = np.searchsorted(candidate, np.arange(len(pool) + 1))
    members = [reviews.members[name] for name in names]
    return Given(members, candidate, member[ordered], reviews.scores[:, ordered], starts)
