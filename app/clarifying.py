"""Staff ask an applicant for what is missing: a mail with a link, which opens what was sent until a day and hour."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from app.calls import call_named, require_open
from app.context import Context
from app.draft_links import LINK_MAIL
from app.drafting import AFTER_SENDING
from app.journey import steps_of
from app.present import presented
from app.store import audit, clarifications, drafts, outbox, withdrawals
from app.store.clarifications import Asked
from app.store.drafts import Draft, New
from app.store.engine import alone
from app.store.screenings import Screening
from app.store.submissions import Submission
from app.typed_text import kept_text
from connectors.errors import ConnectorError
from forms.definition import Call, Form
from forms.schema import CompiledForm
from forms.types.answers import at

LONGEST_WAIT = timedelta(days=366)
LONGEST_MESSAGE = 5_000  # characters
CLARIFICATION = "clarification"
"""In the order for a link: the number of what it is mailed for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What staff write: what is missing, the questions to look at, until when (a day and an hour, form's zone)."""

    message: str
    questions: Sequence[str]
    until: str


def email_of(form: Form, submission: Submission) -> str:
    """Where the form's mails about a submission go; empty where they go nowhere."""
    said = (at(submission.answers, mail.to) for mail in form.mails)
    return next((one for one in said if isinstance(one, str) and one), "")


def suggested(call: Call, screening: Screening | None, language: str) -> str:
    """What the rules hold against a proposal, in its applicant's language, for staff to start from."""
    names = {*screening.bars, *screening.unsure} if screening else set()
    return "\n\n".join(rule.reason.in_language(language) for rule in call.rules if rule.name in names)


def ask(context: Context, name: str, submission: Submission, wanted: Wanted, *, who: str) -> None:
    """Ask for it: what was asked before counts no more. Raises ConnectorError in words."""
    compiled, _ = call_named(context, name)
    require_open(context, compiled.form, "screening")
    asked = _asked(compiled.form, submission, wanted, who, context.now())
    with context.ledger.writing() as c:
        alone(c, f"clarification {submission.id}")  # who asks at the same time finds the draft that this makes
        if withdrawals.of_rows(c, [submission.key]):
            raise ConnectorError("it was withdrawn: its applicant is asked for nothing", permanent=True)
        number, draft = clarifications.put(c, asked), _draft(context, c, compiled, submission, asked)
        payload = {"draft_id": draft.id, "email": asked.email, "language": submission.language, CLARIFICATION: number}
        outbox.put(c, LINK_MAIL, draft.key, now=asked.asked_at, payload=payload)
        _record(c, submission, asked)


def _record(c: Connection, submission: Submission, asked: Asked) -> None:
    details = {
        "form": submission.form,
        "email": asked.email,
        "until": asked.until.isoformat(),
        "message": asked.message,
        "questions": list(asked.questions),
    }
    act = "clarification asked"
    audit.record(c, who=asked.asked_by, act=act, what=submission.reference, now=asked.asked_at, details=details)


def _asked(form: Form, submission: Submission, wanted: Wanted, who: str, now: datetime) -> Asked:
    email, until = email_of(form, submission), _until(form, wanted.until, now)
    if not email:
        raise ConnectorError("no address of the applicant is known: write to them some other way", permanent=True)
    message = kept_text(wanted.message, LONGEST_MESSAGE)
    if not message and not wanted.questions:
        raise ConnectorError("say what is missing, or choose questions", permanent=True)
    names = {question.name for question in form.questions}
    if unknown := [one for one in wanted.questions if one not in names]:
        raise ConnectorError(f"the form has no question {unknown[0]!r} any more: choose again", permanent=True)
    return Asked(submission.id, now, who, until, message, list(wanted.questions), email)


def _until(form: Form, said: str, now: datetime) -> datetime:
    try:
        until = datetime.fromisoformat(said).replace(tzinfo=ZoneInfo(form.zone))
    except ValueError:
        raise ConnectorError("say until when, as a day and an hour", permanent=True) from None
    if not now < until < now + LONGEST_WAIT:
        raise ConnectorError("the deadline has to lie ahead, within a year", permanent=True)
    return until


def _draft(context: Context, c: Connection, compiled: CompiledForm, submission: Submission, asked: Asked) -> Draft:
    """The draft that was sent, or one made of what came another way; it stays until after the deadline."""
    lives = asked.until + AFTER_SENDING
    draft = drafts.of_submission(c, submission.id)
    if draft is not None:
        drafts.change(c, draft, expires_at=max(draft.expires_at, lives), email=draft.email or asked.email)
        return draft
    form = compiled.form
    [present] = presented(compiled, [submission], context.earlier)
    new = New(form.name, form.version, submission.language, present.answers, asked.asked_at, lives, asked.email)
    made = drafts.begin(c, new)
    visited = [step.name for step in steps_of(form)]
    drafts.change(c, made, sent=1, submission_id=submission.id, visited=visited)
    return made
