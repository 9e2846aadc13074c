"""The result: a ranking as columns, and each of its places as a value."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from app.domain.ranking.candidates import Candidate, Pool
from app.domain.ranking.exact import Counts, Whole, half_even, points
from app.domain.ranking.figures import Tallies
from app.domain.ranking.severity import Severity
from app.domain.ranking.taking import RESERVED, TAKEN, Taking
from forms.definition import Call

FAR_APART = 2_000  # hundredths of a point: a spread at which members disagree


@dataclass(frozen=True, slots=True)
class Why:
    """Why a candidate is taken or not; a word of app.domain.ranking.taking, and the numbers that belong to it."""

    word: str
    quota: str = ""  # reserved: that kept the place; quota: that would be broken
    number: int = 0  # reserved: which of those the quota keeps, from 1; quota, places: the most there may be
    amount: Decimal = Decimal(0)  # taken, reserved: what is used of the envelope with it; exceeds: what is missing


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the ranking. Scores are of 100, two decimals; None where not all that is needed was scored."""

    rank: int
    candidate: Candidate
    score: Decimal | None  # by which it is ranked: one of the next three
    mean: Decimal | None
    median: Decimal | None
    adjusted: Decimal | None
    spread: Decimal | None  # standard deviation of the members' totals
    reviews: int  # complete ones
    means: Mapping[str, Decimal | None]  # criterion -> mean score of its scale, two decimals
    cumulative: Decimal  # requested by this and all better places
    is_taken: bool
    why: Why


@dataclass(frozen=True, slots=True, eq=False)
class Columns:
    """The scores of a pool, in hundredths of a point, by the word of the call's `ranking`; and what stands beside."""

    scores: Mapping[str, Counts]
    spread: Counts
    reviews: Counts
    tallies: Tallies


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """A call's ranking. `order` holds the places of the pool, the best first; `taking` goes by rank."""

    call: Call
    pool: Pool
    columns: Columns
    order: Counts
    taking: Taking
    severities: Sequence[Severity]  # by the member's name

    def __len__(self) -> int:
        return len(self.order)

    @property
    def line(self) -> int:
        """How many places stand above the budget line."""
        return self.taking.line

    @property
    def taken_places(self) -> Sequence[int]:
        """The places in the pool of those who are taken, the best first."""
        pairs = zip(self.order.tolist(), self.taking.reasons, strict=True)
        return [place for place, reason in pairs if reason.word in {TAKEN, RESERVED}]

    def reference(self, place: int) -> str:
        """The reference of one of the pool."""
        return self.pool.candidates.references[int(self.pool.chosen[place])]

    @property
    def places(self) -> tuple[Place, ...]:
        """Every place, the best first."""
        return self.between(1, len(self))

    def between(self, first: int, last: int) -> tuple[Place, ...]:
        """The places from one rank to another; those that there are."""
        cumulative: Whole = np.cumsum(self.pool.amounts[self.order])
        return tuple(self._place(rank, int(cumulative[rank - 1])) for rank in range(first, min(last, len(self)) + 1))

    @property
    def ineligible(self) -> tuple[Candidate, ...]:
        """Those who are out, with every reason, by reference."""
        return self.pool.out

    @property
    def disagreement(self) -> tuple[int, ...]:
        """The ranks at which members are far apart."""
        return self._ranks(self.columns.spread >= FAR_APART)

    def gaps(self, wanted: int) -> tuple[int, ...]:
        """The ranks with fewer complete reviews than are wanted."""
        return self._ranks(self.columns.reviews < wanted)

    def _ranks(self, chosen: np.ndarray[tuple[int], np.dtype[np.bool_]]) -> tuple[int, ...]:
        return tuple((np.flatnonzero(chosen[self.order]) + 1).tolist())

    def _place(self, rank: int, cumulative: int) -> Place:
        place, reason = int(self.order[rank - 1]), self.taking.reasons[rank - 1]
        scores = {word: points(column[place]) for word, column in self.columns.scores.items()}
        return Place(
            rank=rank,
            candidate=self.pool.candidates[int(self.pool.chosen[place])],
            score=scores[self.call.ranking],
            **scores,
            spread=points(self.columns.spread[place]),
            reviews=int(self.columns.reviews[place]),
            means=self._means(place),
            cumulative=self._money(cumulative),
            is_taken=reason.word in {TAKEN, RESERVED},
            why=Why(reason.word, reason.quota, reason.number, self._money(reason.units)),
        )

    def _means(self, place: int) -> dict[str, Decimal | None]:
        sums, counts = self.columns.tallies.sums[:, place], self.columns.tallies.counts[:, place]
        cents = half_even(100 * sums, np.maximum(counts, 1))
        names = [criterion.name for criterion in self.call.criteria]
        return {name: points(cent) if count else None for name, cent, count in zip(names, cents, counts, strict=True)}

    def _money(self, units: int) -> Decimal:
        return Decimal(f"{units}e-{self.pool.decimals}")  # exact, however many digits it has
