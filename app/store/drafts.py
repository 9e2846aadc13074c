"""Drafts: answers that somebody is still giving to a form, and the keys that open them."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, exists, func, insert, select, update

from app.store.tables import draft_keys, drafts

BROWSER, LINK = "browser", "link"
"""What has a key: a browser, in a cookie, or a mail, in a link that opens the draft once."""

PAGE = "page"
"""The source of what is sent from drafts. In quarantine that is for its signs of spam, never for its answers."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What somebody has answered so far, or sent and may still change; `key` is its public name."""

    id: int
    key: str
    form: str
    form_version: int  # under which it was last looked at
    language: str
    answers: Mapping[str, Any]  # as they were typed
    visited: Sequence[str]  # names of steps
    email: str  # where its links go; empty until somebody asks for one
    sent: int  # how often it was sent: taken in, or kept for staff to look at
    is_changed: bool  # since it was taken in
    submission_id: int | None
    started_at: datetime
    changed_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Key:
    """What opens a draft."""

    draft_id: int
    kind: str
    email: str  # who has it, as far as is known
    expires_at: datetime
    used_at: datetime | None


def new_secret() -> str:
    """What its holder shows: 256 random bits; only their digest is kept."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """How a secret is known here."""
    return sha256(secret.encode()).hexdigest()


def begin(
    connection: Connection,
    *,
    form: str,
    form_version: int,
    language: str,
    answers: Mapping[str, Any],
    now: datetime,
    expires_at: datetime,
) -> Draft:
    """A new draft."""
    values = {"form": form, "form_version": form_version, "language": language, "answers": dict(answers)}
    times = {"started_at": now, "changed_at": now, "expires_at": expires_at}
    row = insert(drafts).values(key=secrets.token_hex(16), visited=[], email="", **values, **times).returning(drafts)
    return Draft(**connection.execute(row).one()._asdict())


def find(connection: Connection, form: str, key: str) -> Draft | None:
    """The draft of that name; the row is held until the transaction ends (PostgreSQL)."""
    query = select(drafts).where(drafts.c.form == form, drafts.c.key == key).with_for_update()
    row = connection.execute(query).one_or_none()
    return None if row is None else Draft(**row._asdict())


def get(connection: Connection, draft: int) -> Draft:
    """The draft with this number."""
    return Draft(**connection.execute(select(drafts).where(drafts.c.id == draft)).one()._asdict())


def change(connection: Connection, draft: Draft, **values: object) -> None:
    """Keep what is new in a draft, by column."""
    connection.execute(update(drafts).where(drafts.c.id == draft.id).values(**values))


def remove(connection: Connection, draft: Draft) -> None:
    """Forget a draft and what opens it."""
    connection.execute(delete(draft_keys).where(draft_keys.c.draft_id == draft.id))
    connection.execute(delete(drafts).where(drafts.c.id == draft.id))


def expired(connection: Connection, now: datetime, most: int) -> list[Draft]:
    """Drafts that are kept no longer, so many of them."""
    query = select(drafts).where(drafts.c.expires_at < now).order_by(drafts.c.expires_at).limit(most)
    return [Draft(**row._asdict()) for row in connection.execute(query)]


def add_key(
    connection: Connection,
    draft: Draft,
    secret: str,
    kind: str,
    *,
    email: str = "",
    now: datetime,
    expires_at: datetime,
) -> None:
    """Let a secret open a draft."""
    values = {"digest": digest_of(secret), "draft_id": draft.id, "kind": kind, "email": email}
    connection.execute(insert(draft_keys).values(**values, made_at=now, expires_at=expires_at))


def key_of(connection: Connection, secret: str) -> Key | None:
    """What a secret is the key of; the row is held until the transaction ends (PostgreSQL)."""
    columns = [draft_keys.c[name] for name in ("draft_id", "kind", "email", "expires_at", "used_at")]
    query = select(*columns).where(draft_keys.c.digest == digest_of(secret)).with_for_update()
    row = connection.execute(query).one_or_none()
    return None if row is None else Key(**row._asdict())


def stay(connection: Connection, secret: str, expires_at: datetime) -> None:
    """Let a secret open its draft for longer."""
    connection.execute(update(draft_keys).where(draft_keys.c.digest == digest_of(secret)).values(expires_at=expires_at))


def use(connection: Connection, secret: str, now: datetime) -> None:
    """A link has opened its draft, and opens it no more."""
    connection.execute(update(draft_keys).where(draft_keys.c.digest == digest_of(secret)).values(used_at=now))


def was_followed(connection: Connection, draft: Draft) -> bool:
    """Whether a link of a mail has let somebody in."""
    let_in = (draft_keys.c.draft_id == draft.id, draft_keys.c.kind == BROWSER, draft_keys.c.email != "")
    return bool(connection.execute(select(exists().where(*let_in))).scalar())


def count_links(connection: Connection, draft: Draft, since: datetime) -> int:
    """How many links were made of a draft since then."""
    made = (draft_keys.c.draft_id == draft.id, draft_keys.c.kind == LINK, draft_keys.c.made_at > since)
    return int(connection.execute(select(func.count()).select_from(draft_keys).where(*made)).scalar_one())


def revoke(connection: Connection, draft: Draft, kind: str) -> None:
    """Let no key of that kind open a draft any more."""
    connection.execute(delete(draft_keys).where(draft_keys.c.draft_id == draft.id, draft_keys.c.kind == kind))
