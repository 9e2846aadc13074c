"""Staff review what came for a grant: a report is accepted, or returned with why; what waits is taken or refused."""

from datetime import date

from app.context import Context
from app.domain.grants.states import STATES, open_to
from app.grants.acting import Hand, reason_of, refused
from app.grants.arriving import address_of, is_declined, take
from app.grants.making import local_day
from app.store import grant_arrivals, grant_reports, outbox, submissions
from app.store.grant_arrivals import REFUSED, TAKEN, WAITING
from app.store.grant_reports import ACCEPTED, OWED, RECEIVED, Report
from app.store.submissions import Submission
from forms.definition import DueReport

RETURNED = "grant-returned"
"""The word of the deed that tells who has the grant that a report is returned."""


def accept_report(hand: Hand, name: str) -> None:
    """A report is in order. Raises ConnectorError."""
    _, kept = _received(hand, name)
    reviewed = {"reviewed_at": hand.now, "reviewed_by": hand.who, "reason": ""}
    grant_reports.change(hand.c, hand.grant.id, name, state=ACCEPTED, **reviewed)
    hand.note("report accepted", report=name, submission=kept.submission_id)


def return_report(context: Context, hand: Hand, name: str, reason: str, due: date) -> bool:
    """A report is owed again, by a new day, and who has the grant is told why; returns whether there is an address.

    Raises ConnectorError.
    """
    _, kept = _received(hand, name)
    why = reason_of(reason, needed=True)
    if due < local_day(hand.form, hand.now):
        raise refused("the day by which it is to come again is over")
    reviewed = {"reviewed_at": hand.now, "reviewed_by": hand.who, "reason": why}
    grant_reports.change(hand.c, hand.grant.id, name, state=OWED, due_on=due, **reviewed)
    payload = {"grant_id": hand.grant.id, "report": name, "reason": why, "due_on": due.isoformat()}
    outbox.put(hand.c, RETURNED, f"{hand.grant.number} {name}", now=hand.now, payload=payload)
    hand.note("report returned", report=name, submission=kept.submission_id, reason=why, due=due.isoformat())
    return bool(address_of(context, hand.c, hand.form, hand.grant))


def put_off(hand: Hand, name: str, due: date, reason: str) -> None:
    """A report that is owed is due on another day, with a reason. Raises ConnectorError."""
    kept = hand.standing.reports.get(name)
    if kept is None or kept.state != OWED:
        raise refused("only the day of a report that is owed can be changed")
    why = reason_of(reason, needed=True)
    grant_reports.change(hand.c, hand.grant.id, name, due_on=due)
    hand.note("report put off", report=name, due=due.isoformat(), was=str(kept.due_on or ""), reason=why)


def _received(hand: Hand, name: str) -> tuple[DueReport, Report]:
    report = next((one for one in hand.standing.terms.reports if one.name == name), None)
    kept = hand.standing.reports.get(name)
    if report is None or kept is None:
        raise refused(f"{hand.grant.number} owes no report {name!r}")
    if kept.state != RECEIVED:
        raise refused(f"it is {kept.state}, and there is nothing to be reviewed")
    return report, kept


def settle(hand: Hand, arrival: int, *, taken: bool, reason: str = "") -> None:
    """Say whether what waits is a report of this grant; to take one that declines it needs a reason.

    Raises ConnectorError.
    """
    came = grant_arrivals.get(hand.c, arrival)
    if came is None or came.grant_id != hand.grant.id or came.state != WAITING:
        raise refused("it does not wait any more")
    report = next((one for one in hand.standing.terms.reports if one.name == came.report), None)
    kept = submissions.get(hand.c, came.submission_id)
    if taken and (report is None or kept is None):
        raise refused(f"the call asks for no report {came.report!r} any more")
    state, why = TAKEN if taken else REFUSED, reason_of(reason)
    grant_arrivals.settle(hand.c, arrival, state, who=hand.who, now=hand.now)
    if taken and report and kept:
        _require_open_to(hand, report, kept, why)
        take(hand.c, hand.grant, report, kept, who=hand.who, now=hand.now, reason=why)
    hand.note(f"grant report {state}", report=came.report, submission=came.reference, reason=why)


def _require_open_to(hand: Hand, report: DueReport, kept: Submission, why: str) -> None:
    """What declines a grant ends it, as staff may end it. Raises ConnectorError."""
    if not is_declined(report, kept):
        return
    open_now = open_to(hand.grant.state, is_signed_for=bool(hand.standing.terms.agreement))
    if "withdraw" not in open_now:
        raise refused(f"it declines a grant that is: {STATES[hand.grant.state].lower()}")
    reason_of(why, needed=True)
