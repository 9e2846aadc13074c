"""A ranking as plain values, which JSON keeps: frozen beside the inputs, compared when worked out again."""

from decimal import Decimal
from typing import Any

from app.domain.ranking.places import Place, Ranking
from app.shortlisting.inputs import plain


def result_of(ranking: Ranking) -> dict[str, Any]:
    """Places, the line, who is not eligible, and the severity of members; numbers as texts."""
    return {
        "line": ranking.line,
        "places": [_place(one) for one in ranking.places],
        "ineligible": {one.reference: [bar.rule for bar in one.bars] for one in ranking.ineligible},
        "severities": {
            one.member: {"points": str(one.points), "reviews": one.reviews, "part": one.part}
            for one in ranking.severities
        },
    }


def _place(place: Place) -> dict[str, Any]:
    why = place.why
    return {
        "rank": place.rank,
        "reference": place.candidate.reference,
        "score": _said(place.score),
        "mean": _said(place.mean),
        "median": _said(place.median),
        "adjusted": _said(place.adjusted),
        "spread": _said(place.spread),
        "reviews": place.reviews,
        "means": {name: _said(mean) for name, mean in place.means.items()},
        "cumulative": plain(place.cumulative),
        "taken": place.is_taken,
        "why": {"word": why.word, "quota": why.quota, "number": why.number, "amount": plain(why.amount)},
    }


def _said(score: Decimal | None) -> str | None:
    return None if score is None else str(score)
