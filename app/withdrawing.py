"""An applicant withdraws what was sent: it stays in the ledger, counts as withdrawn, and its row comes to say so."""

from app.context import Context
from app.store import audit, sheets, withdrawals
from app.store.submissions import Submission
from app.store.writes import gathered

APPLICANT = "applicant"
"""Who did it, in the audit log."""


def withdraw(context: Context, submission: Submission) -> None:
    """Withdraw it; a second time changes nothing. Raises LedgerDown."""
    now = context.now()
    with context.ledger.writing() as c, gathered(c) as writes:
        withdrawals.put(c, submission.form, submission.key, now=now)
        writes.followed[submission.form] = now
        sheets.show_again(c, submission.form, submission.id)
        details = {"form": submission.form}
        writes.audited.append(audit.Line(now, APPLICANT, "submission.withdrawn", submission.reference, details))
