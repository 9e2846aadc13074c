"""Drafts in the ledger: begun, opened by a secret, saved step by step, sent, and resumed by a link in a mail."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from app import page_body
from app.context import Context
from app.intake import Outcome, submit
from app.journey import Step, under_new_names
from app.link_share import require_share
from app.once import canonical, delivery_id
from app.store import drafts, outbox, submissions
from app.store.drafts import BROWSER, LINK, PAGE, Draft
from app.store.submissions import Submission
from forms.definition import Form
from forms.schema import CompiledForm

UNTOUCHED = timedelta(days=1)  # that a draft is kept in which nothing was saved
SESSION = timedelta(hours=12)  # that a browser may be away from a draft before it has to be let in again
LINK_LIVES = timedelta(days=14)  # that a link in a mail opens a draft
AFTER_SENDING = timedelta(days=400)  # that an applicant can look at what was sent
LINK_MAIL = "draft-link"
"""The word of the deed that mails a link."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A draft, the form it is of, and whether that was changed since it was last looked at."""

    compiled: CompiledForm
    draft: Draft
    is_other_version: bool = False

    @property
    def form(self) -> Form:
        """The form as it is now."""
        return self.compiled.form


@dataclass(frozen=True, slots=True)
class Saved:
    """What became of the answers of a step: the draft as it is now, which somebody else `overtook` or not."""

    draft: Draft
    overtook: Mapping[str, Any] | None = None  # the step's answers that stand there and that the sender had not seen


def begin(context: Context, compiled: CompiledForm, language: str, answers: Mapping[str, Any]) -> tuple[Draft, str]:
    """A draft with what a link has filled in, and the secret that opens it for one browser. Raises LedgerDown."""
    form, now = compiled.form, context.now()
    with context.ledger.writing() as c:
        draft = drafts.begin(
            c,
            form=form.name,
            form_version=form.version,
            language=language,
            answers=answers,
            now=now,
            expires_at=now + UNTOUCHED,
        )
        return draft, _let_in(c, draft, "", now)


def opened(context: Context, compiled: CompiledForm, key: str, secret: str) -> Opened | None:
    """The draft of that name, for who has its secret; None for everybody else. Raises LedgerDown."""
    with context.ledger.reading() as c:
        draft = drafts.find(c, compiled.form.name, key)
        found = drafts.key_of(c, secret) if draft and secret else None
    if draft is None or found is None or found.draft_id != draft.id or found.kind != BROWSER:
        return None
    if min(found.expires_at, draft.expires_at) < context.now():
        return None
    return _as_named_now(compiled, draft)


def known(context: Context, form: str, key: str) -> Draft | None:
    """The draft of that name, for what may be done without its secret. Raises LedgerDown."""
    with context.ledger.reading() as c:
        return drafts.find(c, form, key)


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

    def changes(self, draft: Draft) -> bool:
        """Whether it says anything else than what is kept."""
        return fingerprint(self.step, draft.answers) != fingerprint(self.step, self.given)

    def overtakes(self, draft: Draft) -> bool:
        """Whether it would change what its sender has not seen."""
        return bool(self.was) and self.was != fingerprint(self.step, draft.answers) and self.changes(draft)


def save(context: Context, before: Opened, sending: Sending) -> Saved:
    """Keep what somebody typed into a step, right or wrong; not where another has changed it meanwhile.

    Raises LedgerDown.
    """
    with context.ledger.writing() as c:
        found = drafts.find(c, before.form.name, before.draft.key)
        draft = _as_named_now(before.compiled, found or before.draft).draft
        if sending.overtakes(draft):
            return Saved(
                draft, {question.name: draft.answers.get(question.name) for question in sending.step.questions}
            )
        changed = _with(context, draft, sending, before.form.version)
        drafts.change(c, draft, **{name: getattr(changed, name) for name in KEPT})
        drafts.stay(c, sending.secret, context.now() + SESSION)
    return Saved(changed)


KEPT = ("answers", "visited", "language", "form_version", "is_changed", "changed_at", "expires_at")
"""What saving a step changes."""


def _with(context: Context, draft: Draft, sending: Sending, version: int) -> Draft:
    now, name = context.now(), sending.step.name
    return replace(
        draft,
        answers={**draft.answers, **sending.given},
        visited=[*draft.visited, name] if sending.is_done and name not in draft.visited else draft.visited,
        language=sending.language,
        form_version=version,
        is_changed=draft.is_changed or (draft.sent > 0 and sending.changes(draft)),
        changed_at=now,
        expires_at=max(draft.expires_at, now + timedelta(days=context.settings.draft_days)),
    )


def send(context: Context, draft: Opened, turn: int, suspicions: Sequence[str] = ()) -> Outcome:
    """Take a draft in as a submission, or as a new version of one; the same `turn` again is answered with the first.

    A new one that `suspicions` speak against is kept for staff to look at. Raises LedgerDown.
    """
    one = draft.draft
    outcome = submit(
        context,
        draft.form.name,
        one.answers,
        source=PAGE,
        delivery_id=delivery_id(f"{one.key}.{turn}", one.answers),
        submission_id=one.key,
        language=one.language,
        body=page_body.written(page_body.Sending(one.key, one.language, one.answers)),
        headers={"content-type": "application/json"},
        suspicions=suspicions,
    )
    if outcome.stored:
        with context.ledger.writing() as c:
            _mark_sent(c, context, one, turn)
    return outcome


def taken_in(context: Context, draft: Draft) -> Submission | None:
    """What a draft was taken in as; None where it never was, or staff still have to look at it. Raises LedgerDown."""
    if not draft.sent:
        return None
    with context.ledger.reading() as c:
        return submissions.find(c, draft.form, PAGE, draft.key)


def is_known(context: Context, draft: Draft) -> bool:
    """Whether somebody is behind a draft whose address is proved, by a link that was followed. Raises LedgerDown."""
    with context.ledger.reading() as c:
        return drafts.was_followed(c, draft)


def ask_for_link(context: Context, draft: Draft, email: str) -> None:
    """Have a link mailed that opens a draft once, in whatever browser. Raises TooManyLinks, LedgerDown."""
    now = context.now()
    with context.ledger.writing() as c:
        payload = {"draft_id": draft.id, "email": email, "language": draft.language}
        outbox.put(c, LINK_MAIL, draft.key, now=now, payload=payload)
        require_share(c, outbox.of_lane(c, LINK_MAIL, draft.key, by=now), draft, email, now)
        drafts.change(c, draft, email=email)


def link_made(context: Context, connection: Connection, draft: Draft, email: str) -> str:
    """The secret of a new link."""
    secret, now = drafts.new_secret(), context.now()
    drafts.add_key(connection, draft, secret, LINK, email=email, now=now, expires_at=now + LINK_LIVES)
    return secret


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a mail: the draft it is for, who has it, and whether it still opens it."""

    draft: Draft
    email: str
    is_live: bool


def link_of(context: Context, secret: str) -> Link | None:
    """What a link is for; None for one that is nobody's. Raises LedgerDown."""
    with context.ledger.reading() as c:
        key = drafts.key_of(c, secret)
        if key is None or key.kind != LINK:
            return None
        draft = drafts.get(c, key.draft_id)
    is_live = key.used_at is None and min(key.expires_at, draft.expires_at) > context.now()
    return Link(draft, key.email, is_live)


def follow(context: Context, secret: str) -> tuple[Draft, str] | None:
    """The draft that a link opens and the secret for the browser that followed it; once. Raises LedgerDown."""
    now = context.now()
    with context.ledger.writing() as c:
        key = drafts.key_of(c, secret)
        if key is None or key.kind != LINK or key.used_at is not None or key.expires_at < now:
            return None
        draft = drafts.get(c, key.draft_id)
        drafts.use(c, secret, now)
        return draft, _let_in(c, draft, key.email, now)


def _let_in(connection: Connection, draft: Draft, email: str, now: datetime) -> str:
    secret = drafts.new_secret()
    drafts.add_key(connection, draft, secret, BROWSER, email=email, now=now, expires_at=now + SESSION)
    return secret


def _as_named_now(compiled: CompiledForm, draft: Draft) -> Opened:
    if draft.form_version == compiled.form.version:
        return Opened(compiled, draft)
    answers = under_new_names(compiled.form.questions, draft.answers)
    return Opened(compiled, replace(draft, answers=answers), is_other_version=True)


def _mark_sent(c: Connection, context: Context, draft: Draft, turn: int) -> None:
    kept = submissions.find(c, draft.form, PAGE, draft.key)
    now = context.now()
    lives = {"expires_at": max(draft.expires_at, now + AFTER_SENDING)}
    number = kept.id if kept else draft.submission_id
    drafts.change(c, draft, sent=max(draft.sent, turn + 1), is_changed=False, submission_id=number, **lives)
