"""Decisions on proposals: what can be decided, and what is wrong with one as it is said."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import get_currency_precision
from marshmallow import ValidationError

from forms.definition import Question, Text
from forms.types.numbers import read_money

APPROVE, CONDITIONS, RESERVE, REJECT = "approve", "conditions", "reserve", "reject"
OUTCOMES: Mapping[str, str] = {  # forms.reading.decided_part.OUTCOMES
    APPROVE: "Approve",
    CONDITIONS: "Approve with conditions",
    RESERVE: "Put on the reserve list",
    REJECT: "Reject",
}
"""What can be decided, in words."""
GRANTED = frozenset({APPROVE, CONDITIONS})
"""Outcomes that give money, and may give another amount than was asked for."""
LONGEST = 5_000  # characters of conditions, and of a reason
AMOUNT = Question("amount", "money", Text({"en": "The amount"}))


@dataclass(frozen=True, slots=True)
class Said:
    """A decision as staff say it."""

    outcome: str
    amount: str = ""  # where it is another one than was asked for
    conditions: str = ""
    reason: str = ""
    may_be_more: bool = False  # than was asked for: that is meant


@dataclass(frozen=True, slots=True)
class About:
    """What of a proposal a decision is held against."""

    is_in: bool  # neither withdrawn nor ineligible nor still to be screened
    asked: Decimal
    currency: str


def amount_of(said: str) -> Decimal:
    """The amount, read as those of applicants are. Raises ValidationError with a message of forms.types.messages."""
    return Decimal(read_money(AMOUNT, said))


def faults(said: Said, about: About) -> list[str]:
    """What is wrong with a decision; nothing for one that can be kept."""
    if said.outcome not in OUTCOMES:
        return ["Say what is decided."]
    wrong = {
        "It is not eligible as it stands: look at its pre-screening first.": said.outcome != REJECT and not about.is_in,
        "Write the conditions.": said.outcome == CONDITIONS and not said.conditions,
        "Say why it is rejected.": said.outcome == REJECT and not said.reason,
        "Conditions go with an approval with conditions alone.": said.outcome != CONDITIONS and said.conditions,
        f"Write at most {LONGEST:,} characters.": max(len(said.conditions), len(said.reason)) > LONGEST,
    }
    return [*(fault for fault, is_so in wrong.items() if is_so), *_faults_of_amount(said, about)]


def granted(said: Said, about: About) -> Decimal | None:
    """What a sound decision gives: what it says, else what was asked for; None where it gives no money."""
    if said.outcome not in GRANTED or not about.currency:
        return None
    return amount_of(said.amount) if said.amount else about.asked


def _faults_of_amount(said: Said, about: About) -> list[str]:
    if said.amount and said.outcome not in GRANTED:
        return ["An amount goes with an approval alone."]
    if said.amount and not about.currency:
        return ["No money is asked for here."]
    try:
        amount = granted(said, about)
    except ValidationError as fault:
        return [f"{one % {'label': AMOUNT.label.in_language('en')}}." for one in fault.messages]
    return [] if amount is None else _faults_of_grant(amount, said, about)


def _faults_of_grant(amount: Decimal, said: Said, about: About) -> list[str]:
    places = get_currency_precision(about.currency)
    wrong = {
        "The amount must be above 0.": amount <= 0,
        f"{about.currency} has {places or 'no'} decimal places.": amount != round(amount, places),
        f"That is more than was asked for ({about.asked:,.2f} {about.currency}). If it is meant, say so.": amount
        > about.asked
        and not said.may_be_more,
    }
    return [fault for fault, is_so in wrong.items() if is_so]
