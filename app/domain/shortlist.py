"""The shortlist: who is eligible, how they rank, where the budget line falls, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from app.domain.eligibility import Bar
from forms.definition import Call, Criterion, Text

TIE_RULE = (
    "Equal scores (to the two decimals shown) are ordered by the better mean on the heaviest criterion (of equally "
    "heavy ones, the one that the call names first), then by the smaller amount requested, then by the earlier "
    "receipt, then by the reference."
)
LINE_RULE = "The budget line is drawn before the first project that no longer fits into the envelope."
NO_AMOUNT = Bar(
    "amount requested",
    Text(
        {
            "en": "No amount above zero is requested.",
            "fr": "Aucun montant supérieur à zéro n’est demandé.",
            "es": "No se solicita ningún importe superior a cero.",
            "ru": "Не запрошена сумма больше нуля.",
            "zh": "未申请大于零的金额。",
            "ar": "لم يُطلب أي مبلغ يزيد على الصفر.",
        }
    ),
)
"""It would win every tie and cost the envelope nothing."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """One submission of a call with all that the ranking looks at."""

    reference: str
    title: str
    applicant: str
    amount: Decimal  # 0 where none is given
    received_at: datetime
    bars: tuple[Bar, ...]
    scores: Mapping[str, Sequence[int]]  # criterion -> the reviewers' scores
    notes: tuple[Bar, ...] = ()  # rules that it does not pass and that bar nobody


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the ranking."""

    rank: int
    candidate: Candidate
    means: Mapping[str, Decimal | None]  # criterion -> mean score
    total: Decimal | None  # 0 to 100, None while not fully scored
    reviews: int  # reviewers on the criterion that fewest scored
    cumulative: Decimal  # requested by this and all better places
    within: bool  # above the budget line
    why: str


@dataclass(frozen=True, slots=True)
class Shortlist:
    """The ranking, and those who are out."""

    places: tuple[Place, ...]
    ineligible: tuple[Candidate, ...]


def shortlist(call: Call, candidates: Sequence[Candidate]) -> Shortlist:
    """Rank the eligible candidates; the same input in any order gives the same list."""
    judged = [_judged(candidate) for candidate in candidates]
    eligible = [candidate for candidate in judged if not candidate.bars]
    first = heaviest(call)
    scored = [(c, _means(call.criteria, c)) for c in eligible]
    totals = {c.reference: _total(call.criteria, c) for c in eligible}
    scored.sort(key=lambda pair: _order(pair[0], pair[1], totals[pair[0].reference], first.name if first else ""))
    out = sorted((c for c in judged if c.bars), key=lambda c: c.reference)
    return Shortlist(tuple(_places(call, scored, totals)), tuple(out))


def heaviest(call: Call) -> Criterion | None:
    """The criterion that decides ties; of equally heavy ones, the first."""
    return max(call.criteria, key=lambda criterion: criterion.weight, default=None)


def _judged(candidate: Candidate) -> Candidate:
    return candidate if candidate.amount > 0 else replace(candidate, bars=(*candidate.bars, NO_AMOUNT))


def _places(
    call: Call,
    scored: Sequence[tuple[Candidate, Mapping[str, Decimal | None]]],
    totals: Mapping[str, Decimal | None],
) -> list[Place]:
    places: list[Place] = []
    cumulative, open_line = Decimal(0), True
    for rank, (candidate, means) in enumerate(scored, start=1):
        total = totals[candidate.reference]
        cumulative += candidate.amount
        fits = cumulative <= call.envelope
        why = _why(call, total, cumulative, fits=fits, open_line=open_line)
        open_line = open_line and fits and total is not None
        reviews = min((len(candidate.scores.get(c.name, ())) for c in call.criteria), default=0)
        places.append(Place(rank, candidate, means, total, reviews, cumulative, open_line, why))
    return places


def _why(call: Call, total: Decimal | None, cumulative: Decimal, *, fits: bool, open_line: bool) -> str:
    if total is None:
        return "not yet scored on every criterion"
    if open_line and fits:
        return f"score {total}; with it {cumulative:,.2f} of {call.envelope:,.2f} {call.currency} are used"
    if open_line:
        return f"score {total}; with it the envelope is exceeded by {cumulative - call.envelope:,.2f} {call.currency}"
    return f"score {total}; below the budget line"


def _means(criteria: Sequence[Criterion], candidate: Candidate) -> dict[str, Decimal | None]:
    return {criterion.name: _mean(candidate.scores.get(criterion.name, ())) for criterion in criteria}


def _mean(scores: Sequence[int]) -> Decimal | None:
    return Decimal(sum(scores)) / len(scores) if scores else None


def _total(criteria: Sequence[Criterion], candidate: Candidate) -> Decimal | None:
    """The weighted mean out of 100, worked out exactly and then rounded once; None while a criterion has no score."""
    total = Fraction(0)
    for criterion in criteria:
        scores = candidate.scores.get(criterion.name, ())
        if not scores:
            return None
        total += Fraction(sum(scores), len(scores)) * Fraction(criterion.weight) / criterion.scale
    # round() of a fraction goes half to even
    return (Decimal(round(total * 100)) / 100).quantize(Decimal("0.01")) if criteria else None


def _order(
    candidate: Candidate, means: Mapping[str, Decimal | None], total: Decimal | None, first: str
) -> tuple[object, ...]:
    """TIE_RULE as a sort key; the unscored last."""
    best = means.get(first)
    return (
        total is None,
        -(total or Decimal(0)),
        -(best or Decimal(0)),
        candidate.amount,
        candidate.received_at,
        candidate.reference,
    )
