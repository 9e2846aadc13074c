"""Severity: how much higher or lower a member scores than others did on the same proposals, and scores without it.

The additive model: a review's total is what the proposal is worth plus the member's severity, fitted by least squares.
Only members who are joined by proposals that both read, or by others in between, can be compared: in each such part the
severities sum to 0.
"""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
from numpy.typing import NDArray

from app.domain.ranking.exact import CENTS, NONE, Counts, dtype_for, half_even
from app.domain.ranking.figures import Means, Totals

Reals = NDArray[np.float64]
DECIMALS = 9
"""Of a point, to which what is fitted is rounded before it is shown or taken off: the same on every machine."""


@dataclass(frozen=True, slots=True)
class Severity:
    """One member who gave a complete review."""

    member: str
    points: Decimal  # of 100, two decimals; below 0: severe
    reviews: int
    part: int  # severities of two parts cannot be compared


@dataclass(frozen=True, slots=True, eq=False)
class Fit:
    """What was fitted, by the places of the members."""

    points: Reals
    part: Counts


def fit_of(totals: Totals, members: int) -> Fit:
    """The severity of each member; 0 for whoever shares no proposal with another."""
    matrix = _normal(totals, members)
    part = _parts(matrix)
    same_part = part[:, None] == part[None, :]  # makes the sum of a part 0, and the matrix regular
    points = np.linalg.solve(matrix + same_part, _off_mean(totals, members)) if members else np.zeros(0)
    return Fit(points, part)


def adjusted_of(means: Means, totals: Totals, fit: Fit) -> Counts:
    """Each candidate's mean less the mean severity of its members, rounded once to hundredths of a point."""
    by_candidate = _by(totals.candidate, fit.points[totals.member], len(totals.reviews))
    less = np.rint(by_candidate / np.maximum(totals.reviews, 1) * 10**DECIMALS).astype(np.int64)
    finer = 10 ** (DECIMALS - 2)
    dtype = dtype_for(8 * CENTS * finer * int(means.below.max(initial=1)))
    above, below = means.above.astype(dtype), means.below.astype(dtype)
    return np.where(means.is_scored, half_even(CENTS * finer * above - less * below, finer * below), NONE)


def _by(places: Counts, values: Reals, size: int) -> Reals:
    """Values summed by place."""
    return np.bincount(places, weights=values, minlength=size).astype(np.float64)


def _off_mean(totals: Totals, members: int) -> Reals:
    """For each member, how far all its totals together are from the means of their candidates, in points."""
    value: Reals = 100 * (totals.total / totals.whole).astype(np.float64)
    mean = _by(totals.candidate, value, len(totals.reviews)) / np.maximum(totals.reviews, 1)
    return _by(totals.member, value - mean[totals.candidate], members)


def _normal(totals: Totals, members: int) -> Reals:
    """The normal equations once the candidates are eliminated: shape (members, members)."""
    share = (1 / np.maximum(totals.reviews, 1))[totals.candidate]
    pairs = np.zeros(members * members)
    for apart in range(1, int(totals.reviews.max(initial=0))):
        same = totals.candidate[apart:] == totals.candidate[:-apart]
        one, other = totals.member[:-apart][same], totals.member[apart:][same]
        pairs += _by(one * members + other, share[apart:][same], members * members)
    between = pairs.reshape(members, members)
    return np.diag(_by(totals.member, 1 - share, members)) - between - between.T


def _parts(matrix: Reals) -> Counts:
    """The number of each member's part, from 0 in the order of the members."""
    part = np.full(len(matrix), -1)
    for member in range(len(matrix)):
        if part[member] < 0:
            part[_joined(matrix != 0, member)] = part.max(initial=-1) + 1
    return part


def _joined(is_joined: NDArray[np.bool_], member: int) -> NDArray[np.bool_]:
    """Whom a member can be compared with, itself too."""
    found = np.zeros(len(is_joined), np.bool_)
    found[member] = True
    while True:
        more = found | is_joined[found].any(axis=0)
        if (more == found).all():
            return found
        found = more
