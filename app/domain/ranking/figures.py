"""The figures of each candidate: mean, median and spread of what members gave, exact, rounded once to hundredths."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.domain.ranking.exact import CENTS, NONE, Counts, Whole, common_multiple, dtype_for, half_even, root_half_even
from app.domain.ranking.exact import sums as summed
from app.domain.ranking.reviews import Given
from app.domain.ranking.weights import Weights


@dataclass(frozen=True, slots=True, eq=False)
class Tallies:
    """What was given on each criterion: shape (criteria, candidates)."""

    sums: Counts
    counts: Counts


@dataclass(frozen=True, slots=True, eq=False)
class Means:
    """The mean of each candidate as an exact share of the whole, where all that is needed was scored."""

    above: Whole
    below: Whole  # above 0
    is_scored: NDArray[np.bool_]

    @property
    def cents(self) -> Counts:
        """Rounded to hundredths of a point."""
        return np.where(self.is_scored, half_even(CENTS * self.above, self.below), NONE)


@dataclass(frozen=True, slots=True, eq=False)
class Totals:
    """What each complete review gives in all, as parts of `whole`; ordered as the reviews are."""

    candidate: Counts
    member: Counts
    total: Whole
    whole: int
    starts: Counts  # as in Given

    @property
    def reviews(self) -> Counts:
        """How many each candidate has."""
        return np.diff(self.starts)


def tallies_of(given: Given) -> Tallies:
    """Sums and counts by criterion."""
    shape = (len(given.scores), len(given.starts) - 1)
    found, counts = np.empty(shape, np.int64), np.empty(shape, np.int64)
    for criterion, scores in enumerate(given.scores):
        is_scored = scores >= 0
        found[criterion] = summed(np.maximum(scores, 0).astype(np.int64), given.starts)
        is_whole = is_scored.all()  # as it mostly is: nothing to count
        counts[criterion] = np.diff(given.starts) if is_whole else summed(is_scored.astype(np.int64), given.starts)
    return Tallies(found, counts)


def means_of(tallies: Tallies, weights: Weights) -> Means:
    """The weighted mean of the means by criterion, over those that were scored."""
    reviews = common_multiple(np.unique(tallies.counts[tallies.counts > 0]))
    dtype = dtype_for(4 * CENTS * reviews * weights.whole)
    size = tallies.sums.shape[1]
    above, below = np.zeros(size, dtype), np.full(size, reviews * weights.whole, dtype)
    is_scored = np.ones(size, np.bool_)
    for criterion, counts in enumerate(tallies.counts):
        times = weights.each_point[criterion] * (reviews // np.maximum(counts, 1).astype(dtype))
        above += tallies.sums[criterion] * times
        is_left_out = counts == 0
        if is_left_out.any():
            below -= is_left_out.astype(dtype) * (reviews * weights.in_full[criterion])
            is_scored &= ~(is_left_out & weights.is_needed[criterion])
    is_scored &= below > 0
    return Means(np.where(is_scored, above, 0), np.where(is_scored, below, 1), is_scored)


def totals_of(given: Given, weights: Weights) -> Totals:
    """The totals of the reviews that have every score that is needed, each over what it scored."""
    size = given.scores.shape[1]
    dtype = dtype_for(weights.whole)
    total, full, is_complete = np.zeros(size, dtype), np.full(size, weights.whole, dtype), np.ones(size, np.bool_)
    for criterion, scores in enumerate(given.scores):
        total += np.maximum(scores, 0).astype(dtype) * weights.each_point[criterion]
        is_left_out = scores < 0
        if is_left_out.any():
            full -= is_left_out.astype(dtype) * weights.in_full[criterion]
            is_complete &= ~(is_left_out & weights.is_needed[criterion])
    is_complete &= full > 0
    candidate, full = given.candidate[is_complete], full[is_complete]
    whole = common_multiple(np.unique(full))
    dtype = dtype_for(whole)
    total = total[is_complete].astype(dtype) * (whole // full.astype(dtype))
    starts = np.searchsorted(candidate, np.arange(len(given.starts)))
    return Totals(candidate, given.member[is_complete], total, whole, starts)


def medians_of(totals: Totals) -> Counts:
    """The middle total of each candidate, or the mean of the two in the middle, in hundredths of a point."""
    size = len(totals.reviews)
    dtype = dtype_for(max((size + 1) * (totals.whole + 1), 8 * CENTS * totals.whole))
    shelf = totals.candidate.astype(dtype) * (totals.whole + 1)
    ordered = np.append(np.sort(shelf + totals.total) - shelf, np.zeros(1, dtype))
    has_any = totals.reviews > 0
    first = totals.starts[:-1]
    low = np.where(has_any, ordered[first + np.maximum(totals.reviews - 1, 0) // 2], 0)
    high = np.where(has_any, ordered[first + np.where(has_any, totals.reviews // 2, 0)], 0)
    below = np.full(size, 2 * totals.whole, dtype)
    return np.where(has_any, half_even(CENTS * (low + high), below), NONE)


def spreads_of(totals: Totals) -> Counts:
    """The standard deviation of each candidate's totals (of all, not of a sample), in hundredths of a point."""
    most = int(totals.reviews.max(initial=1))
    dtype = dtype_for((CENTS * most * totals.whole) ** 2)
    total, count = totals.total.astype(dtype), np.maximum(totals.reviews, 1).astype(dtype)
    squared = count * summed(total**2, totals.starts) - summed(total, totals.starts) ** 2
    spread = root_half_even(CENTS**2 * squared, (count * totals.whole) ** 2)
    return np.where(totals.reviews > 0, spread, NONE)
