"""What was sent from a draft, as its applicant may know it."""

from dataclasses import dataclass

from app.drafting import is_let_in_late
from app.store import deliveries, submissions, withdrawals
from app.store.submissions import Submission
from app.text import said_moment
from app.web.applicant.visit import Visit
from app.web.here import here
from forms.logic.admission import too_late_to_change


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent, and what may still be done with it."""

    submission: Submission | None  # None where staff still have to look at it
    received_at: str  # empty where there is no submission
    is_withdrawn: bool
    may_change: bool


def sent_of(of: Visit) -> Sent | None:
    """What was sent; None where nothing was, or it is there no more."""
    if of.draft.sent == 0:
        return None
    if of.draft.submission_id is None:
        return _held(of)
    with here().ledger.reading() as c:
        kept = submissions.get(c, of.draft.submission_id)
        is_withdrawn = bool(kept and withdrawals.of_rows(c, [kept.key]))
    if kept is None:
        return None
    received_at = said_moment(kept.received_at, of.form.zone, of.language)
    return Sent(kept, received_at, is_withdrawn, not is_withdrawn and _is_in_time(of))


def _held(of: Visit) -> Sent:
    """What staff have not taken in; whether they have set it aside is not told."""
    with here().ledger.reading() as c:
        is_withdrawn = bool(deliveries.of_draft(c, of.form.name, of.draft.key, (deliveries.WITHDRAWN,)))
    return Sent(None, "", is_withdrawn, not is_withdrawn and _is_in_time(of))


def _is_in_time(of: Visit) -> bool:
    return is_let_in_late(here(), of.draft) or too_late_to_change(of.form, here().now()) is None
