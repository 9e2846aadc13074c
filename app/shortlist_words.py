"""A ranking in English sentences: how it was made, and why each candidate is taken or not."""

from collections.abc import Callable, Mapping

from app.domain.ranking import taking
from app.domain.ranking.places import Place
from app.domain.ranking.sensitivity import Shift
from app.domain.ranking.weights import heaviest
from app.shortlisting.account import Group
from forms.definition import Call, Quota

SCORE_RULE = (
    "Mean of the reviewers' scores on each criterion, weighted, out of 100: worked out exactly, then rounded once to "
    "two decimals (half to even). The ranking compares the rounded scores. Means are rounded for reading only."
)
RANKED_BY: Mapping[str, str] = {
    "mean": "The score is the mean.",
    "median": "The score is the median: the middle one of the reviewers' totals, or the mean of the two in the middle.",
    "adjusted": (
        "The score is adjusted: the mean, less how much higher or lower its reviewers score than others did on the "
        "same proposals (least squares of proposal and reviewer)."
    ),
}
TIES: Mapping[str, str] = {
    "heaviest": (
        "by the better mean on the heaviest criterion (of equally heavy ones, the one that the call names first)"
    ),
    "median": "by the better median",
    "amount": "by the smaller amount requested",
    "received": "by the earlier receipt",
    "reference": "by the reference",
}
LINES: Mapping[str, str] = {
    "stop": "The budget line is drawn before the first project that no longer fits into the envelope.",
    "skip": "A project that no longer fits into the envelope is passed over, and later ones that fit are taken.",
}


def tie_rule(call: Call, language: str) -> str:
    """How equal scores are told apart."""
    steps = ", then ".join(TIES[word] for word in call.ties)
    place = heaviest(call.criteria)
    said = f"Equal scores (to the two decimals shown) are ordered {steps}."
    if place is None or "heaviest" not in call.ties:
        return said
    return f"{said} The heaviest criterion here is {call.criteria[place].label.in_language(language)}."


def quota_rule(quota: Quota, language: str) -> str:
    """How many of whom are taken."""
    return f"{quota.label.in_language(language)}: {limits(quota)}"


def limits(quota: Quota) -> str:
    """How many are taken."""
    least = f"at least {quota.at_least}" if quota.at_least is not None else ""
    most = f"at most {quota.at_most}" if quota.at_most is not None else ""
    each = f"at most {quota.each} with any one answer" if quota.each is not None else ""
    return ", ".join(word for word in (least, most, each) if word)


def why(call: Call, place: Place, language: str) -> str:
    """Why it is taken or not."""
    score = "" if place.score is None else f"score {place.score}; "
    return score + WHY[place.why.word](call, place, language)


def _taken(call: Call, place: Place, _language: str) -> str:
    if not call.has_money:
        return "taken by rank"
    return f"with it {place.why.amount:,.2f} of {call.envelope:,.2f} {call.currency} are used"


def _reserved(call: Call, place: Place, language: str) -> str:
    kept = f"number {place.why.number} of those that the quota {_quota(call, place, language)} keeps"
    return f"{kept}; {_taken(call, place, language)}" if call.has_money else kept


def _kept_out(call: Call, place: Place, language: str) -> str:
    return f"the quota {_quota(call, place, language)} has its {place.why.number} already"


def _exceeds(call: Call, place: Place, _language: str) -> str:
    return f"with it the envelope is exceeded by {place.why.amount:,.2f} {call.currency}"


def _quota(call: Call, place: Place, language: str) -> str:
    named = {quota.name: quota.label.in_language(language) for quota in call.quotas}
    return repr(named[place.why.quota])


WHY: Mapping[str, Callable[[Call, Place, str], str]] = {
    taking.TAKEN: _taken,
    taking.RESERVED: _reserved,
    taking.QUOTA: _kept_out,
    taking.EXCEEDS: _exceeds,
    taking.PLACES: lambda _call, place, _language: f"all {place.why.number} places are taken",
    taking.BELOW: lambda _call, _place, _language: "below the budget line",
    taking.UNSCORED: lambda _call, _place, _language: "not yet scored on every criterion",
}
"""Word of a reason -> the sentence."""


def named_shift(shift: Shift, call: Call, language: str) -> str:
    """What would be otherwise."""
    if shift.what == "member":
        return f"{shift.name} had not scored"
    label = next(one.label.in_language(language) for one in call.criteria if one.name == shift.name)
    return f"{label} weighed {abs(shift.percent)} % {'more' if shift.percent > 0 else 'less'}"


def group_name(group: Group, language: str) -> str:
    """A quota, and the group of it where it has several."""
    label = group.quota.label.in_language(language)
    return f"{label}: {group.name}" if group.name else label


def line_of_group(group: Group) -> str:
    """What the quota wants of the group, and whether that was reached."""
    return f"{limits(group.quota)}; too few" if group.is_short else limits(group.quota)
