"""Links in mails that open a draft, each once: asked for, made when the mail goes out, and followed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from app.context import Context
from app.drafting import AFTER_SENDING, let_in
from app.link_share import put_link
from app.store import drafts, outbox
from app.store.drafts import BROWSER, LINK, Draft, Key, New
from forms.definition import Form

LINK_LIVES = timedelta(days=14)  # that a link in a mail opens a draft
LINK_MAIL = "draft-link"
"""The word of the deed that mails a link."""


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A draft that is made for a mail: which one, whose it is, and what is known already, as if it had been typed."""

    origin: str
    email: str
    language: str
    answers: Mapping[str, Any]


def follow_up(context: Context, form: Form, asked: FollowUp) -> str:
    """The secret of a link to the draft of a mail, which is made once. Raises LedgerDown."""
    now = context.now()
    lives = now + AFTER_SENDING
    new = New(form.name, form.version, asked.language, asked.answers, now, lives, asked.email, asked.origin)
    with context.ledger.writing() as c:
        return link_made(context, c, drafts.made_for(c, asked.origin) or drafts.begin(c, new), asked.email)


def ask_for_link(context: Context, draft: Draft, email: str, *, is_owners: bool = True) -> None:
    """Have a link mailed that opens a draft once, in whatever browser. Raises TooManyLinks, LedgerDown.

    The address of whose the draft is stays with it.
    """
    with context.ledger.writing() as c:
        if is_owners:
            drafts.change(c, draft, email=email)
        _ask(context, c, draft, email)


def invite(context: Context, draft: Draft, email: str, by: str) -> None:
    """Have such a link mailed to somebody else; `by` is who invites, as far as is known. Raises as above."""
    with context.ledger.writing() as c:
        proven = {key.email for key in drafts.keys_of(c, draft) if key.kind == BROWSER}
        _ask(context, c, draft, email, invited_by=by or (draft.email if draft.email in proven else ""))


def _ask(context: Context, connection: Connection, draft: Draft, email: str, **said: str) -> None:
    payload = {"draft_id": draft.id, "email": email, "language": draft.language, **said}
    put_link(connection, outbox.Asked(LINK_MAIL, draft.key, context.now(), payload), email)


def with_links(connection: Connection, draft: Draft) -> set[str]:
    """The addresses that have had a link to a draft, or for which one is on its way."""
    waiting = outbox.waiting(connection, LINK_MAIL, draft.key)
    asked = [str(one.payload["email"]) for one in waiting if draft.shut_at is None or one.created_at > draft.shut_at]
    return {key.email for key in drafts.keys_of(connection, draft) if key.email} | set(asked)


def shut_out(context: Context, draft: Draft, but: str) -> None:
    """Let nothing open a draft any more but one secret, nor what is mailed still to others. Raises LedgerDown."""
    with context.ledger.writing() as c:
        drafts.get(c, draft.id, to_change=True)
        drafts.revoke(c, draft, but)
        drafts.change(c, draft, shut_at=context.now())


def link_made(
    context: Context, connection: Connection, draft: Draft, email: str, *, until: datetime | None = None
) -> str:
    """The secret of a new link, which lives at least `until` then."""
    secret, now = drafts.new_secret(), context.now()
    lives = max(now + LINK_LIVES, draft.expires_at if draft.origin else now, until or now)
    drafts.add_key(connection, draft, secret, LINK, email=email, now=now, expires_at=lives)
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
        draft = drafts.get(c, key.draft_id) if key and key.kind == LINK else None
    if key is None or draft is None:
        return None
    return Link(draft, key.email, _opens(key, draft, context.now()))


def follow(context: Context, secret: str) -> tuple[Draft, str] | None:
    """The draft that a link opens and the secret for the browser that followed it; once. Raises LedgerDown."""
    now = context.now()
    with context.ledger.writing() as c:
        found = drafts.key_of(c, secret)
        draft = drafts.get(c, found.draft_id, to_change=True) if found else None
        key = drafts.key_of(c, secret, to_change=True)  # the draft first, as whoever shuts others out does
        if key is None or draft is None or key.kind != LINK or not _opens(key, draft, now):
            return None
        drafts.use(c, secret, now)
        return draft, let_in(c, draft, key.email, now)


def _opens(link: Key, draft: Draft, now: datetime) -> bool:
    return link.used_at is None and min(link.expires_at, draft.expires_at) > now
