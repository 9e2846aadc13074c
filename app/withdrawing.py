"""An applicant withdraws what was sent: it stays in the ledger, counts as withdrawn, and its row comes to say so."""

from datetime import datetime

from sqlalchemy import Connection

from app.context import Context
from app.store import audit, deliveries, drafts, sheets, submissions, withdrawals
from app.store.drafts import Draft
from app.store.submissions import Submission
from app.store.writes import Writes, gathered

APPLICANT = "applicant"
"""Who did it, in the audit log."""


def withdraw(context: Context, draft: Draft) -> None:
    """Withdraw what was sent from a draft, taken in or not; a second time changes nothing. Raises LedgerDown.

    What is on its way meanwhile is there before, and withdrawn too, or finds the draft withdrawn.
    """
    now = context.now()
    with context.ledger.writing() as c, gathered(c) as writes:
        if not drafts.is_withdrawn(c, draft.form, draft.key):
            drafts.change(c, draft, withdrawn_at=now)
        for held in deliveries.withdraw(c, draft.form, draft.key):
            writes.audited.append(_line(now, "delivery.withdrawn", held.delivery_id or str(held.id), draft.form))
        taken = _taken_in(c, draft)  # which staff may have done this moment
        if taken is not None:
            _withdraw(c, writes, taken, now)


def _taken_in(connection: Connection, draft: Draft) -> Submission | None:
    there = drafts.get(connection, draft.id)
    number = there.submission_id if there else None
    return None if number is None else submissions.get(connection, number)


def _withdraw(connection: Connection, writes: Writes, submission: Submission, now: datetime) -> None:
    withdrawals.put(connection, submission.form, submission.key, now=now)
    writes.followed[submission.form] = now
    sheets.show_again(connection, submission.form, submission.id)
    writes.audited.append(_line(now, "submission.withdrawn", submission.reference, submission.form))


def _line(now: datetime, act: str, what: str, form: str) -> audit.Line:
    return audit.Line(now, APPLICANT, act, what, {"form": form})
