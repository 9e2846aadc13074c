"""What was sent from a draft, as its applicant may know it."""

from dataclasses import dataclass

from app.drafting import is_let_in_late
from app.store import submissions, withdrawals
from app.store.submissions import Submission
from app.text import said_moment
from app.web.applicant.visit import Visit
from app.web.here import here
from forms.logic.admission import too_late_to_change


@dataclass(frozen=True, slots=True)
class Sent:
    """A submission, and what may still be done with it."""

    submission: Submission
    received_at: str
    is_withdrawn: bool
    may_change: bool


def sent_of(of: Visit) -> Sent | None:
    """What was taken in; None where nothing was, or staff still have to look at it."""
    number = of.draft.submission_id
    if number is None:
        return None
    with here().ledger.reading() as c:
        kept = submissions.get(c, number)
        is_withdrawn = bool(kept and withdrawals.of_rows(c, [kept.key]))
    if kept is None:
        return None
    is_in_time = is_let_in_late(here(), of.draft) or too_late_to_change(of.form, here().now()) is None
    may_change = is_in_time and not is_withdrawn
    return Sent(kept, said_moment(kept.received_at, of.form.zone, of.language), is_withdrawn, may_change)
