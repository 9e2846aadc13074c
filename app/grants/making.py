"""Makes grants of approvals, in the transaction that releases them; a signed one is never changed that way."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from app.domain.decisions import GRANTED
from app.domain.grants.days import due_on, first_day
from app.domain.grants.splitting import split
from app.domain.grants.states import APPROVED, LIVE, OUT, REVOKED, STATES, UNSIGNED
from app.proposals import Proposal
from app.store import grant_instalments, grant_reports, grants, numbers
from app.store.decisions import Decision
from app.store.engine import alone
from app.store.grant_reports import OWED
from app.store.grants import Grant, Move, New
from connectors.errors import ConnectorError
from forms.definition import Call, Form, Terms

APPROVE, REVOKE = "approve", "revoke"
"""What a release does to a grant (app.store.grants.Move.act)."""


@dataclass(frozen=True, slots=True)
class Released:
    """A decision on a proposal, by whom it is released and when."""

    proposal: Proposal
    decision: Decision
    who: str
    at: datetime

    @property
    def is_granted(self) -> bool:
        """Whether it approves."""
        return self.decision.outcome in GRANTED

    @property
    def amount(self) -> Decimal:
        """What it grants; 0 where no money is asked for."""
        return Decimal(self.decision.amount or 0)


def require_unsigned(c: Connection, form: Form, pending: Iterable[Decision]) -> None:
    """No release may change what was agreed; its grants are in hand from then on. Raises ConnectorError."""
    if form.call is None or form.call.grant is None:
        return
    by_grant = {one.id: x for x in pending if (one := grants.of_submission(c, x.submission_id))}
    wrong = [why for number in sorted(by_grant) if (why := _contradicts(c, _in_hand(c, number), by_grant[number]))]
    if wrong:
        raise ConnectorError(f"nothing was released: {'; '.join(wrong)}", permanent=True)


def _in_hand(c: Connection, number: int) -> Grant:
    """The grant as it is now that nobody else has it in hand, until the transaction ends."""
    alone(c, f"grant {number}")
    grant = grants.get(c, number)
    assert grant is not None  # noqa: S101 - grants are never deleted
    return grant


def _contradicts(c: Connection, grant: Grant, decision: Decision) -> str:
    """What a decision says against an agreement, or against money that is released already."""
    is_granted, amount = decision.outcome in GRANTED, Decimal(decision.amount or 0)
    if grant.state == REVOKED or (grant.state in UNSIGNED and not _is_paid(c, grant)):
        return ""
    if grant.state in OUT and not is_granted:
        return ""
    if is_granted and grant.state in LIVE and amount == Decimal(grant.amount):
        return ""
    if grant.state in OUT:
        return f"{grant.number} is {STATES[grant.state].lower()}: take it up again first"
    why = f"the agreement of {grant.number} is signed" if grant.state not in UNSIGNED else f"{grant.number} is paid"
    return f"{why}, over {Decimal(grant.amount):,.2f} {grant.currency}: amend or terminate the grant first".replace(
        ", over 0.00 ", ""
    )


def _is_paid(c: Connection, grant: Grant) -> bool:
    """Whether some of its money is released."""
    return any(one.released_at for one in grant_instalments.of_grant(c, grant.id).values())


def follow_release(c: Connection, form: Form, released: Released) -> None:
    """Make a grant of an approval, or change or take back one that is not signed yet."""
    call = form.call
    if call is None or call.grant is None:
        return
    grant = grants.of_submission(c, released.decision.submission_id)
    if grant is None and released.is_granted:
        _begin(c, form, call, released)
    elif grant is not None and grant.state in UNSIGNED | {REVOKED}:
        _decide_anew(c, form, call, grant, released)


def _begin(c: Connection, form: Form, call: Call, released: Released) -> None:
    terms, about = call.grant, released.proposal.screening
    assert terms is not None  # noqa: S101 - the caller has looked
    new = New(
        submission_id=released.decision.submission_id,
        form=form.name,
        fund=call.fund,
        cycle=call.cycle,
        number=_next_number(c, terms, local_day(form, released.at).year),
        title=about.title if about else "",
        grantee=about.applicant if about else "",
        currency=call.currency,
        amount=str(released.amount),
        conditions=released.decision.conditions,
    )
    grant = grants.insert_new(c, new, APPROVED, now=released.at)
    _share_out(c, terms, grant, released.amount)
    _owe(c, form, terms, grant)
    _move(c, grant, APPROVE, APPROVED, released)


def _decide_anew(c: Connection, form: Form, call: Call, grant: Grant, released: Released) -> None:
    """Another decision takes the place of the first, before anything was signed: the agreement is to be sent anew."""
    terms = call.grant
    assert terms is not None  # noqa: S101 - the caller has looked
    if not released.is_granted:
        grants.change(c, grant.id, state=REVOKED, now=released.at)
        _move(c, grant, REVOKE, REVOKED, released)
        return
    same = Decimal(grant.amount) == released.amount and grant.state != REVOKED
    state = grant.state if same and grant.conditions == released.decision.conditions else APPROVED
    said = {"amount": str(released.amount), "conditions": released.decision.conditions, "state": state}
    grants.change(c, grant.id, **said, now=released.at)
    if not _is_paid(c, grant):  # of one that is paid in part the amount is the same
        _share_out(c, terms, grant, released.amount)
    _owe(c, form, terms, grant)
    _move(c, grant, APPROVE, state, released)


def _share_out(c: Connection, terms: Terms, grant: Grant, amount: Decimal) -> None:
    """Its instalments, of which none is released."""
    if grant.currency:
        grant_instalments.put(c, grant.id, split(amount, grant.currency, terms.instalments))


def _owe(c: Connection, form: Form, terms: Terms, grant: Grant) -> None:
    """Its reports, with the days that are known already."""
    grant_reports.owe(c, grant.id, (one.name for one in terms.reports))
    set_days(c, form, terms, grant, grant.starts_on)


def set_days(c: Connection, form: Form, terms: Terms, grant: Grant, starts: date | None) -> None:
    """Say when reports are due that have no day yet; `starts` is the first day of the agreement.

    A day that stands already may be one that staff said: it stays.
    """
    approved = local_day(form, grant.approved_at)
    begins = first_day(terms, approved, starts)
    known = grant_reports.of_grant(c, grant.id)
    for report in terms.reports:
        if report.name in known and known[report.name].state == OWED and known[report.name].due_on is None:
            grant_reports.change(c, grant.id, report.name, due_on=due_on(report, approved, begins))


def local_day(form: Form, moment: datetime) -> date:
    """The day where the form's days are meant."""
    return moment.astimezone(ZoneInfo(form.zone)).date()


def _move(c: Connection, grant: Grant, act: str, state: str, released: Released) -> None:
    reason = released.decision.reason or released.decision.conditions
    grants.moved(c, grant.id, Move(act, state, str(released.amount), reason, released.who, released.at))


def _next_number(c: Connection, terms: Terms, year: int) -> str:
    """The next number that no grant has; numbers start again each year only where they tell the year."""
    series = "grant:" + re.sub(r"\{number[^}]*\}", "#", terms.number).format(year=year)
    while True:
        number = terms.number.format(year=year, number=numbers.next_number(c, series[:100]))
        if grants.named(c, number) is None:
            return number
