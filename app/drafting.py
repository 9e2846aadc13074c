"""Drafts in the ledger: begun, opened by a secret, saved step by step, and sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from app import page_body
from app.asked_for import NOTHING_ASKED, Allowed, allowed
from app.context import Context
from app.intake import Outcome, submit
from app.journey import Step, asked_of, under_new_names
from app.once import canonical, delivery_id
from app.store import drafts
from app.store.drafts import BROWSER, PAGE, Draft, New
from app.suspicion import SENT_BEFORE
from forms.definition import Form
from forms.schema import CompiledForm

UNTOUCHED = timedelta(days=1)  # that a draft is kept in which nothing was saved
SESSION = timedelta(hours=12)  # that a browser may be away from a draft before it has to be let in again
AFTER_SENDING = timedelta(days=400)  # that an applicant can look at what was sent


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft, the form it is of, and whether that was changed since it was last looked at."""

    compiled: CompiledForm
    draft: Draft
    until: datetime  # when the browser has to be let in again, unless something is saved
    who: str = ""  # the address that the link of this browser went to; empty where the draft was begun in it
    is_other_version: bool = False
    allowed: Allowed = NOTHING_ASKED

    @property
    def form(self) -> Form:
        """The form as it is now."""
        return self.compiled.form

    def is_asked(self, now: datetime) -> bool:
        """Whether staff have asked for something, and the time for it is not over."""
        asked = self.allowed.asked
        return asked is not None and now <= asked.until

    @property
    def is_own(self) -> bool:
        """Whether the browser is of who began the draft, and not of somebody invited."""
        return self.who in ("", self.draft.email)


@dataclass(frozen=True, slots=True)
class Late:
    """A link that lets drafts be begun after the form has closed, and one of them be sent."""

    id: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of the answers of a step: the draft as it is now, which somebody else `overtook` or not."""

    draft: Draft
    overtook: Mapping[str, Any] | None = None  # the step's answers that stand there and that the sender had not seen


def begin(
    context: Context, compiled: CompiledForm, language: str, answers: Mapping[str, Any], late: Late | None = None
) -> tuple[Draft, str]:
    """A draft with what a link has filled in, and the secret that opens it for one browser. Raises LedgerDown."""
    form, now = compiled.form, context.now()
    new = New(form.name, form.version, language, answers, now, now + UNTOUCHED)
    if late:
        new = replace(new, late_id=late.id, late_until=late.until)
    with context.ledger.writing() as c:
        draft = drafts.begin(c, new)
        return draft, let_in(c, draft, "", now)


def opened(context: Context, compiled: CompiledForm, key: str, secret: str) -> Opened | None:
    """The draft of that name, for who has its secret; None for everybody else. Raises LedgerDown."""
    with context.ledger.reading() as c:
        draft = drafts.find(c, compiled.form.name, key)
        found = drafts.key_of(c, secret) if draft and secret else None
        allows = allowed(context, c, compiled, draft) if draft and found else NOTHING_ASKED
    if draft is None or found is None or found.draft_id != draft.id or found.kind != BROWSER:
        return None
    until = min(found.expires_at, draft.expires_at)
    if until < context.now():
        return None
    return replace(_as_named_now(compiled, _within(draft, allows), until), who=found.email, allowed=allows)


def was_let_in(context: Context, form: str, key: str, secret: str) -> bool:
    """Whether a secret opens, or has opened, the draft of that name. Raises LedgerDown."""
    with context.ledger.reading() as c:
        draft, found = drafts.find(c, form, key), drafts.key_of(c, secret)
    return bool(draft and found and found.draft_id == draft.id and found.kind == BROWSER)


def opened_by(context: Context, compiled: CompiledForm, secret: str) -> Opened | None:
    """The draft of a form that a secret of a browser opens, whichever that is. Raises LedgerDown."""
    with context.ledger.reading() as c:
        key = drafts.key_of(c, secret)
        draft = drafts.get(c, key.draft_id) if key else None
    return None if draft is None else opened(context, compiled, draft.key, secret)


def known(context: Context, form: str, key: str) -> Draft | None:
    """The draft of that name, if it is still kept, for what may be done without its secret. Raises LedgerDown."""
    with context.ledger.reading() as c:
        found = drafts.find(c, form, key)
    return None if found is None or found.expires_at <= context.now() else found


def fingerprint(step: Step, answers: Mapping[str, Any]) -> str:
    """What tells whether the answers of a step are still those that somebody was shown."""
    given = {question.name: answers.get(question.name) for question in step.questions}
    return sha256(canonical(given)).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Sending:
    """A step that somebody sends: what they typed, the fingerprint of what they had before them, and who they are."""

    step: Step
    given: Mapping[str, Any]
    was: str  # empty where nobody was shown anything
    language: str
    secret: str
    is_done: bool  # they mean to go on
    page: str = ""  # tells the page from others that show the same step

    def changes(self, draft: Draft) -> bool:
        """Whether it says anything else than what is kept."""
        return fingerprint(self.step, draft.answers) != fingerprint(self.step, self.given)

    def overtakes(self, draft: Draft) -> bool:
        """Whether it would change what its sender has not seen."""
        return bool(self.was) and self.was != fingerprint(self.step, draft.answers) and self.changes(draft)


def save(context: Context, before: Opened, sending: Sending) -> Saved | None:
    """Keep what somebody typed into a step, right or wrong; not where another has changed it meanwhile.

    None where the draft is kept no longer. Raises LedgerDown.
    """
    with context.ledger.writing() as c:
        found = drafts.find(c, before.form.name, before.draft.key, to_change=True)
        if found is None:
            return None
        found = _within(found, allowed(context, c, before.compiled, found))
        draft = _as_named_now(before.compiled, found, before.until).draft
        if sending.overtakes(draft) and not _came_before(c, draft, sending):
            return Saved(
                draft, {question.name: draft.answers.get(question.name) for question in sending.step.questions}
            )
        changed = _with(context, draft, sending, before.form.version)
        drafts.change(c, draft, **{name: getattr(changed, name) for name in KEPT})
        drafts.stay(c, sending.secret, context.now() + SESSION)
        if sending.changes(draft):
            key = drafts.key_of(c, sending.secret)
            who = drafts.Changed(sending.step.name, key.email if key else "", context.now(), sending.page)
            drafts.note_change(c, draft, who)
    return Saved(changed)


def _came_before(c: Connection, draft: Draft, sending: Sending) -> bool:
    """Whether what stands there came from the same page, which may not have heard that it was saved."""
    return bool(sending.page) and drafts.last_page(c, draft, sending.step.name) == sending.page


KEPT = ("answers", "visited", "language", "form_version", "is_changed", "changed_at", "expires_at")
"""What saving a step changes."""


def _with(context: Context, draft: Draft, sending: Sending, version: int) -> Draft:
    now, name = context.now(), sending.step.name
    return replace(
        draft,
        answers={**draft.answers, **sending.given},
        visited=[*draft.visited, name] if sending.is_done and name not in draft.visited else draft.visited,
        language=sending.language,
        form_version=version if sending.is_done else draft.form_version,  # they were told of another by then
        is_changed=draft.is_changed or (draft.sent > 0 and sending.changes(draft)),
        changed_at=now,
        expires_at=max(draft.expires_at, now + timedelta(days=context.settings.draft_days)),
    )


def send(context: Context, draft: Opened, turn: int, suspicions: Sequence[str] = ()) -> Outcome:
    """Take a draft in as a submission, or as a new version of one; the same `turn` again is answered with the first.

    A new one that `suspicions` speak against is kept for staff to look at, and with it what is sent until they have.
    What was changed since is another turn, whatever the page says that is sent. Raises LedgerDown.
    """
    one, answers = draft.draft, asked_of(draft.form.questions, draft.draft.answers)
    turn = one.sent if one.is_changed else min(max(turn, 0), one.sent)
    is_admitted = draft.is_asked(context.now()) or _uses_late_link(context, one)
    outcome = submit(
        context,
        draft.form.name,
        answers,
        source=PAGE,
        delivery_id=delivery_id(f"{one.key}.{turn}", answers),
        submission_id=one.key,
        is_admitted=is_admitted,
        suspicions=(SENT_BEFORE,) if is_waiting(one) else suspicions,
        language=one.language,
        body=page_body.written(page_body.Sent(one.key, one.language, answers, is_admitted)),
        headers={"content-type": "application/json"},
    )
    if outcome.stored:
        with context.ledger.writing() as c:
            _mark_sent(c, context, draft, turn)
    elif is_admitted and one.late_used_at is None:
        with context.ledger.writing() as c:
            drafts.change(c, one, late_used_at=None)
    return outcome


def _uses_late_link(context: Context, draft: Draft) -> bool:
    """Whether the draft is admitted by its late link, which is its own from then on. Raises LedgerDown."""
    if not _is_late_in_time(context, draft):
        return False
    with context.ledger.writing() as c:
        return drafts.use_late(c, draft, context.now())


def is_let_in_late(context: Context, draft: Draft) -> bool:
    """Whether a late link lets it be sent: until its time is over, unless it let in another one. Raises LedgerDown."""
    if draft.late_id is None or not _is_late_in_time(context, draft):
        return False
    with context.ledger.reading() as c:
        return not drafts.is_used(c, draft.late_id, but=draft.id)


def _is_late_in_time(context: Context, draft: Draft) -> bool:
    """Whether a late link began the draft and is not over."""
    return draft.late_until is not None and context.now() <= draft.late_until


def is_waiting(draft: Draft) -> bool:
    """Whether it was sent and staff still have to look at it."""
    return draft.sent > 0 and draft.submission_id is None


def is_known(context: Context, draft: Draft) -> bool:
    """Whether a link to a draft was followed, which proves the address of somebody behind it. Raises LedgerDown."""
    with context.ledger.reading() as c:
        return any(one.kind == BROWSER and one.email for one in drafts.keys_of(c, draft))


def let_in(connection: Connection, draft: Draft, email: str, now: datetime) -> str:
    """A new secret that opens a draft for one browser; `email` is whose it is, where that is known."""
    secret = drafts.new_secret()
    drafts.add_key(connection, draft, secret, BROWSER, email=email, now=now, expires_at=now + SESSION)
    return secret


def _within(draft: Draft, allows: Allowed) -> Draft:
    """The draft with nothing else changed than what may be."""
    return draft if allows.answers is None else replace(draft, answers=allows.answers)


def _as_named_now(compiled: CompiledForm, draft: Draft, until: datetime) -> Opened:
    if draft.form_version == compiled.form.version:
        return Opened(compiled, draft, until)
    answers = under_new_names(compiled.form.questions, draft.answers)
    return Opened(compiled, replace(draft, answers=answers), until, is_other_version=True)


def _mark_sent(c: Connection, context: Context, sent: Opened, turn: int) -> None:
    """Note that these answers were taken in; others may have been saved while they were on their way."""
    draft = sent.draft
    there = drafts.find(c, draft.form, draft.key, to_change=True)
    if there is None:
        return
    drafts.change(
        c,
        draft,
        sent=max(there.sent, turn + 1),
        is_changed=_as_named_now(sent.compiled, there, sent.until).draft.answers != draft.answers,
        expires_at=max(there.expires_at, context.now() + AFTER_SENDING),
    )
