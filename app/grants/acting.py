"""What staff do with a grant: the agreement, an amendment, an instalment, the checklist; one at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from babel.numbers import get_currency_precision
from marshmallow import ValidationError
from sqlalchemy import Connection

from app.context import Context
from app.domain.decisions import LONGEST, amount_of
from app.domain.grants.splitting import split_rest
from app.domain.grants.states import ACTS, CLOSE, LIVE, SIGNED, STATES, open_to
from app.grants.making import set_days
from app.grants.standing import Standing, standing_of
from app.grants.terms import grant_named
from app.store import audit, grant_checks, grant_instalments, grants
from app.store.engine import alone
from app.store.grants import Grant, Move
from app.typed_text import kept_text
from connectors.errors import ConnectorError
from forms.definition import CheckItem, Form, Instalment

AMEND = "amend"
LONGEST_REMARK = 500  # characters
MOST_YEARS = 10  # between the approval and the first day of the agreement


@dataclass(frozen=True, slots=True)
class Hand:
    """A grant that one member of staff has in hand; others wait until the transaction ends."""

    c: Connection
    form: Form
    standing: Standing
    who: str
    now: datetime

    @property
    def grant(self) -> Grant:
        """The grant itself."""
        return self.standing.grant

    def note(self, act: str, **details: object) -> None:
        """Write down what was done, and that the grant was changed."""
        grants.change(self.c, self.grant.id, now=self.now)
        audit.record(self.c, who=self.who, act=act, what=self.grant.number, now=self.now, details=details)


@contextmanager
def in_hand(context: Context, grant: int, *, seen: str, who: str) -> Iterator[Hand]:
    """Take a grant in hand as it was looked at (`seen`). Raises ConnectorError where it was changed since."""
    now = context.now()
    with context.ledger.writing() as c:
        alone(c, f"grant {grant}")
        form, terms, found = grant_named(context, c, grant)
        if found.stamp != seen:
            raise refused(f"{found.number} was changed while you looked at it: look again")
        yield Hand(c, form, standing_of(c, terms, found), who, now)


def refused(why: str) -> ConnectorError:
    """What staff ask for cannot be done."""
    return ConnectorError(why, permanent=True)


def reason_of(said: str, *, needed: bool = False) -> str:
    """A reason as it is kept. Raises ConnectorError where it is needed and missing, or too long."""
    kept = kept_text(said, LONGEST + 1)
    if needed and not kept:
        raise refused("say why")
    if len(kept) > LONGEST:
        raise refused(f"a reason has at most {LONGEST:,} characters")
    return kept


def move(hand: Hand, word: str, *, reason: str = "", starts: date | None = None) -> None:
    """Lead the grant to another state. Raises ConnectorError where that is not open to it."""
    act = open_to(hand.grant.state, is_signed_for=bool(hand.standing.terms.agreement)).get(word)
    if act is None:
        raise refused(f"that cannot be done with a grant that is: {STATES[hand.grant.state].lower()}")
    why = reason_of(reason, needed=act.needs_reason or (word == CLOSE and hand.standing.is_unfinished))
    if act.needs_day:
        _require_first_day(hand, starts)
    state = _ends(hand, word)
    grants.change(hand.c, hand.grant.id, now=hand.now, state=state)
    if act.needs_day:
        grants.change(hand.c, hand.grant.id, now=hand.now, starts_on=starts)
        set_days(hand.c, hand.form, hand.standing.terms, hand.grant, starts)
    told = f"from {starts}" if act.needs_day else why
    grants.moved(hand.c, hand.grant.id, Move(word, state, hand.grant.amount, told, hand.who, hand.now))
    hand.note(f"grant: {ACTS[word].label.lower()}", reason=why, starts=str(starts or ""))


def _require_first_day(hand: Hand, starts: date | None) -> None:
    if starts is None:
        raise refused("say on which day the agreement begins")
    if abs(starts.year - hand.grant.approved_at.year) > MOST_YEARS:
        raise refused(f"an agreement begins within {MOST_YEARS} years of the approval, and not on {starts}")


def _ends(hand: Hand, word: str) -> str:
    """A grant that is taken up again is signed where it was."""
    return SIGNED if word == "reopen" and hand.grant.starts_on else ACTS[word].ends


def amend(hand: Hand, amount: str, reason: str) -> None:
    """Change the amount of a grant, with a reason; what is released stays. Raises ConnectorError."""
    grant, why = hand.grant, reason_of(reason, needed=True)
    if not grant.currency or grant.state not in LIVE:
        raise refused("there is no amount that could be amended")
    _require_same_parts(hand.standing)
    new = _amount(amount, grant.currency)
    released = {name: one.money for name, one in hand.standing.instalments.items() if one.released_at}
    known = [one for one in hand.standing.terms.instalments if one.name in hand.standing.instalments]
    try:
        parts = split_rest(new, grant.currency, known, released) if known else {}
    except ValueError:
        said = f"{hand.standing.released:,.2f} {grant.currency} are released already"
        raise refused(f"{said}, and no instalment is left that could take up the difference") from None
    grant_instalments.put(hand.c, grant.id, parts)
    grants.change(hand.c, grant.id, now=hand.now, amount=str(new))
    grants.moved(hand.c, grant.id, Move(AMEND, grant.state, str(new), why, hand.who, hand.now))
    hand.note("grant amended", amount=str(new), was=grant.amount, reason=why)


def _require_same_parts(standing: Standing) -> None:
    """Money of instalments that the call does not name any more would be lost. Raises ConnectorError."""
    names, kept = {one.name for one in standing.terms.instalments}, standing.instalments.keys()
    if kept and names != kept:
        said = f"{', '.join(sorted(kept))}; the call names {', '.join(sorted(names)) or 'none'} now"
        remedy = "publish a version of the form that names them as they were"
        raise refused(f"the instalments of {standing.grant.number} are {said}: {remedy}")


def _amount(said: str, currency: str) -> Decimal:
    places = get_currency_precision(currency)
    try:
        amount = amount_of(said)
    except ValidationError as fault:
        raise refused(" ".join(f"{one % {'label': 'the amount'}}" for one in fault.messages)) from fault
    if amount <= 0 or amount != round(amount, places):
        raise refused(f"an amount is above 0 and has {places or 'no'} decimal places in {currency}")
    return amount


def release_instalment(hand: Hand, name: str, reason: str = "") -> None:
    """Write down that an instalment may be paid; before what it waits for only with a reason. Raises ConnectorError."""
    grant, standing = hand.grant, hand.standing
    _require_same_parts(standing)
    part = next((one for one in standing.terms.instalments if one.name == name), None)
    kept = standing.instalments.get(name)
    if part is None or kept is None:
        raise refused(f"{grant.number} has no instalment {name!r}")
    if kept.released_at:
        raise refused(f"it was released already, by {kept.released_by} on {kept.released_at:%Y-%m-%d %H:%M} UTC")
    if not standing.is_open:
        raise refused(f"nothing is released of a grant that is: {_closed(standing)}")
    missing, why = standing.missing(part), reason_of(reason)
    if missing and not why:
        raise refused(f"{missing}. If it is to be released all the same, say why")
    grant_instalments.release(hand.c, grant.id, name, who=hand.who, reason=why if missing else "", now=hand.now)
    hand.note("instalment released", instalment=name, amount=kept.amount, missing=missing, reason=why)


def _closed(standing: Standing) -> str:
    return "withdrawn by its applicant" if standing.is_withdrawn else STATES[standing.grant.state].lower()


def parts_of(standing: Standing) -> list[Instalment]:
    """The instalments of a grant, in the order of the call."""
    return [one for one in standing.terms.instalments if one.name in standing.instalments]


def check(hand: Hand, name: str, *, done: bool, remark: str = "") -> None:
    """Say that an item of the checklist is done, or is not after all. Raises ConnectorError."""
    item: CheckItem | None = next((one for one in hand.standing.terms.checklist if one.name == name), None)
    if item is None:
        raise refused(f"there is no {name!r} to be checked")
    if done:
        kept = kept_text(remark, LONGEST_REMARK)
        grant_checks.tick(hand.c, hand.grant.id, name, who=hand.who, remark=kept, now=hand.now)
    else:
        grant_checks.untick(hand.c, hand.grant.id, name)
    hand.note("grant checked" if done else "grant unchecked", item=name, remark=kept_text(remark, LONGEST_REMARK))
