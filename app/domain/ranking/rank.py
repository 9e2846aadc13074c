"""The ranking of a call: eligible, scored, put in order, and taken as far as money, places and quotas go."""

from decimal import Decimal

import numpy as np

from app.domain.ranking.candidates import Candidates, Pool, pool_of
from app.domain.ranking.exact import NONE, Counts
from app.domain.ranking.figures import Totals, means_of, medians_of, spreads_of, tallies_of, totals_of
from app.domain.ranking.places import Columns, Ranking
from app.domain.ranking.reviews import Given, Reviews, given_to
from app.domain.ranking.severity import DECIMALS, Fit, Severity, adjusted_of, fit_of
from app.domain.ranking.taking import Ranked, Taking, take
from app.domain.ranking.ties import Compared, order_of
from app.domain.ranking.weights import Weights, weights_of
from forms.definition import Call


def rank(call: Call, candidates: Candidates, reviews: Reviews) -> Ranking:
    """Rank the eligible candidates; the same input in any order gives the same ranking."""
    pool = pool_of(call, candidates)
    return ranked(call, pool, given_to(pool, reviews), weights_of(call.criteria))


def ranked(call: Call, pool: Pool, given: Given, weights: Weights) -> Ranking:
    """The ranking of a pool, with these weights."""
    totals = totals_of(given, weights)
    fit = fit_of(totals, len(given.members))
    columns = _columns(given, weights, totals, fit)
    compared = Compared(call, pool, columns.tallies, columns.scores["median"])
    order = order_of(columns.scores[call.ranking], compared)
    taking = _take(call, pool, columns.scores[call.ranking], order)
    return Ranking(call, pool, columns, order, taking, _severities(given, totals, fit))


def _columns(given: Given, weights: Weights, totals: Totals, fit: Fit) -> Columns:
    tallies = tallies_of(given)
    means = means_of(tallies, weights)
    scores = {"mean": means.cents, "median": medians_of(totals), "adjusted": adjusted_of(means, totals, fit)}
    return Columns(scores, spreads_of(totals), totals.reviews, tallies)


def _take(call: Call, pool: Pool, score: Counts, order: Counts) -> Taking:
    chosen = pool.chosen[order].tolist()
    answers = {quota.name: [pool.candidates.groups[quota.name][place] for place in chosen] for quota in call.quotas}
    is_scored = (score[order] != NONE).tolist()
    return take(call, Ranked(pool.amounts[order].tolist(), is_scored, answers), pool.envelope)


def _severities(given: Given, totals: Totals, fit: Fit) -> tuple[Severity, ...]:
    """Of those who gave a complete review."""
    reviews = np.bincount(totals.member, minlength=len(given.members)).tolist()
    found = zip(given.members, fit.points.tolist(), reviews, fit.part.tolist(), strict=True)
    return tuple(Severity(member, _points(points), count, part) for member, points, count, part in found if count)


def _points(points: float) -> Decimal:
    """To two decimals, halves to even, and never -0."""
    return Decimal(str(round(points, DECIMALS))).quantize(Decimal("0.01")) + 0
