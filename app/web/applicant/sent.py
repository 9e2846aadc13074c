"""What was sent from a draft, as its applicant may know it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import abort, redirect

from app.store import deliveries, submissions, withdrawals
from app.store.submissions import Submission
from app.text import said_moment
from app.web.applicant.addresses import confirmed_address
from app.web.applicant.closing import over_by
from app.web.applicant.visit import Visit, visit
from app.web.here import here
from forms.definition import Mail
from forms.types.answers import at


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent, and what may still be done with it."""

    submission: Submission | None  # None where staff still have to look at it
    received_at: str  # empty where there is no submission
    updated_at: str  # when what stands there now was received; empty likewise
    is_withdrawn: bool
    may_change: bool

    @property
    def is_change(self) -> bool:
        """Whether what stands there came after something else."""
        return self.submission is not None and self.submission.version > 1


def writing(name: str, key: str) -> Visit:
    """The visit, to write something; what was withdrawn is written no more: its state is shown."""
    of = visit(name, key)
    sent = sent_of(of)
    if sent and sent.is_withdrawn:
        abort(redirect(of.address("at"), code=303))
    return of


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
    received_at, updated_at = (
        said_moment(moment, of.form.zone, of.language) for moment in (kept.received_at, kept.updated_at)
    )
    return Sent(kept, received_at, updated_at, is_withdrawn, not is_withdrawn and over_by(of) is None)


def is_mailed(of: Visit, sent: Sent) -> bool:
    """Whether a mail at once tells its applicant that it was received, or will once staff have looked at it."""
    if sent.submission is None:
        return bool(confirmed_address(of.form, of.draft.answers))
    answers, event = sent.submission.answers, "changed" if sent.is_change else "accepted"
    values = of.compiled.logic.values(answers, here().now())
    return any(_goes_now(of, mail, values) and at(answers, mail.to) for mail in of.form.mails if mail.on == event)


def _goes_now(of: Visit, mail: Mail, values: Mapping[str, Any]) -> bool:
    rule = of.compiled.logic.mails.get(mail.name)
    return not mail.after_days and (rule is None or rule.holds(values) is True)


def _held(of: Visit) -> Sent:
    """What staff have not taken in; whether they have set it aside is not told."""
    with here().ledger.reading() as c:
        is_withdrawn = bool(deliveries.of_draft(c, of.form.name, of.draft.key, (deliveries.WITHDRAWN,)))
    return Sent(None, "", "", is_withdrawn, not is_withdrawn and over_by(of) is None)
