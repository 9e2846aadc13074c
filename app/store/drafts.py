"""Drafts: answers that somebody is still giving to a form, and the keys that open them."""

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from app.store.engine import alone
from app.store.tables import draft_changes, draft_keys, drafts

BROWSER, LINK = "browser", "link"
"""What has a key: a browser, in a cookie, or a mail, in a link that opens the draft once."""

LATE = "late links"
"""What is waited for where a late link is used."""
NAME = re.compile("[0-9a-f]{32}")
"""How drafts are named in addresses."""
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
    sent: int  # how often it was taken in, or kept for staff to look at
    is_changed: bool  # since it was taken in
    submission_id: int | None
    started_at: datetime
    changed_at: datetime
    expires_at: datetime
    reminded_at: datetime | None = None  # of its deadline
    origin: str | None = None  # the mail that it was made for, where people did not begin it
    late_id: str | None = None  # the late link that it was begun by
    late_until: datetime | None = None  # it is taken in, whatever the form says
    late_used_at: datetime | None = None  # when the late link became this draft's alone
    shut_at: datetime | None = None  # when all others were shut out
    withdrawn_at: datetime | None = None  # nothing is taken in from it any more


@dataclass(frozen=True, slots=True)
class Key:
    """What opens a draft."""

    draft_id: int
    kind: str
    email: str  # who has it, as far as is known
    expires_at: datetime
    used_at: datetime | None


KEY = [draft_keys.c[name] for name in ("draft_id", "kind", "email", "expires_at", "used_at")]


def new_secret() -> str:
    """What its holder shows: 256 random bits; only their digest is kept."""
    return secrets.token_urlsafe(32)


def digest_of(secret: str) -> str:
    """How a secret is known here."""
    return sha256(secret.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class New:
    """A draft to be begun."""

    form: str
    form_version: int
    language: str
    answers: Mapping[str, Any]
    started_at: datetime
    expires_at: datetime
    email: str = ""
    origin: str | None = None
    late_id: str | None = None
    late_until: datetime | None = None


def begin(connection: Connection, new: New) -> Draft:
    """A new draft."""
    values = {"key": secrets.token_hex(16), "visited": [], "changed_at": new.started_at, **asdict(new)}
    return Draft(**connection.execute(insert(drafts).values(**values).returning(drafts)).one()._asdict())


def find(connection: Connection, form: str, key: str, *, to_change: bool = False) -> Draft | None:
    """The draft of that name; `to_change` keeps others from changing it until the transaction ends (PostgreSQL)."""
    if not NAME.fullmatch(key):  # PostgreSQL does not take every text that stands in an address
        return None
    query = select(drafts).where(drafts.c.form == form, drafts.c.key == key)
    row = connection.execute(query.with_for_update() if to_change else query).one_or_none()
    return None if row is None else Draft(**row._asdict())


def get(connection: Connection, draft: int, *, to_change: bool = False) -> Draft | None:
    """The draft with this number, none where it is gone; `to_change` as for `find`."""
    query = select(drafts).where(drafts.c.id == draft)
    row = connection.execute(query.with_for_update() if to_change else query).one_or_none()
    return None if row is None else Draft(**row._asdict())


def to_remind(connection: Connection, form: str, *, quiet_since: datetime) -> list[Draft]:
    """Drafts of a form that were never sent, whose people left an address and were not reminded, nor at it since."""
    mine = (drafts.c.form == form, drafts.c.sent == 0, drafts.c.email != "", drafts.c.reminded_at.is_(None))
    query = select(drafts).where(*mine, drafts.c.changed_at < quiet_since).order_by(drafts.c.id)
    return [Draft(**row._asdict()) for row in connection.execute(query)]


def made_for(connection: Connection, origin: str) -> Draft | None:
    """The draft that was made for a mail."""
    row = connection.execute(select(drafts).where(drafts.c.origin == origin)).one_or_none()
    return None if row is None else Draft(**row._asdict())


def of_submission(connection: Connection, submission: int) -> Draft | None:
    """The newest draft that a submission can be changed by."""
    query = select(drafts).where(drafts.c.submission_id == submission, drafts.c.withdrawn_at.is_(None))
    row = connection.execute(query.order_by(drafts.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else Draft(**row._asdict())


def is_used(connection: Connection, late_id: str, *, but: int = 0) -> bool:
    """Whether a late link is some draft's alone, `but` one's."""
    others = (drafts.c.late_id == late_id, drafts.c.late_used_at.is_not(None), drafts.c.id != but)
    return connection.execute(select(drafts.c.id).where(*others)).first() is not None


def use_late(connection: Connection, draft: Draft, now: datetime) -> bool:
    """Make the late link that began a draft its own; False where it is another's."""
    alone(connection, LATE)
    if draft.late_id is None or is_used(connection, draft.late_id, but=draft.id):
        return False
    change(connection, draft, late_used_at=now)
    return True


def change(connection: Connection, draft: Draft, **values: object) -> None:
    """Keep what is new in a draft, by column."""
    connection.execute(update(drafts).where(drafts.c.id == draft.id).values(**values))


def taken_in(connection: Connection, form: str, key: str, submission: int) -> None:
    """Write down which submission a draft has become."""
    mine = (drafts.c.form == form, drafts.c.key == key)
    connection.execute(update(drafts).where(*mine).values(submission_id=submission))


def is_withdrawn(connection: Connection, form: str, key: str) -> bool:
    """Whether what a draft sent was withdrawn; if not, nobody withdraws it until the transaction ends (PostgreSQL)."""
    found = find(connection, form, key, to_change=True)
    return found is not None and found.withdrawn_at is not None


def remove(connection: Connection, draft: Draft) -> None:
    """Forget a draft and what opens it."""
    connection.execute(delete(draft_keys).where(draft_keys.c.draft_id == draft.id))
    connection.execute(delete(draft_changes).where(draft_changes.c.draft_id == draft.id))
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


def key_of(connection: Connection, secret: str, *, to_change: bool = False) -> Key | None:
    """What a secret is the key of; `to_change` keeps others from that until the transaction ends (PostgreSQL)."""
    query = select(*KEY).where(draft_keys.c.digest == digest_of(secret))
    row = connection.execute(query.with_for_update() if to_change else query).one_or_none()
    return None if row is None else Key(**row._asdict())


def stay(connection: Connection, secret: str, expires_at: datetime) -> None:
    """Let a secret open its draft for longer."""
    connection.execute(update(draft_keys).where(draft_keys.c.digest == digest_of(secret)).values(expires_at=expires_at))


def use(connection: Connection, secret: str, now: datetime) -> None:
    """A link has opened its draft, and opens it no more."""
    connection.execute(update(draft_keys).where(draft_keys.c.digest == digest_of(secret)).values(used_at=now))


def revoke(connection: Connection, draft: Draft, but: str) -> None:
    """Let no key open a draft any more but one."""
    theirs = (draft_keys.c.draft_id == draft.id, draft_keys.c.digest != digest_of(but))
    connection.execute(delete(draft_keys).where(*theirs))


def drop_key(connection: Connection, secret: str) -> None:
    """Let a secret open nothing any more."""
    connection.execute(delete(draft_keys).where(draft_keys.c.digest == digest_of(secret)))


def keys_of(connection: Connection, draft: Draft) -> list[Key]:
    """What opens a draft, the oldest first."""
    query = select(*KEY).where(draft_keys.c.draft_id == draft.id).order_by(draft_keys.c.made_at, draft_keys.c.digest)
    return [Key(**row._asdict()) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True)
class Changed:
    """Somebody sent a step of a draft."""

    step: str
    who: str  # the address that a link went to; empty for who began the draft
    at: datetime
    page: str = field(default="", compare=False)


def note_change(connection: Connection, draft: Draft, changed: Changed) -> None:
    """Write down who changed what; within the hour the same counts as one change."""
    mine = (draft_changes.c.draft_id == draft.id, draft_changes.c.step == changed.step)
    same = (*mine, draft_changes.c.who == changed.who, draft_changes.c.at > changed.at - timedelta(hours=1))
    newest = {"at": changed.at, "page": changed.page}
    if connection.execute(update(draft_changes).where(*same).values(**newest)).rowcount == 0:
        row = {"draft_id": draft.id, "step": changed.step, "who": changed.who, **newest}
        connection.execute(insert(draft_changes).values(**row))


def last_page(connection: Connection, draft: Draft, step: str) -> str:
    """The page by which a step was changed last."""
    mine = (draft_changes.c.draft_id == draft.id, draft_changes.c.step == step)
    query = select(draft_changes.c.page).where(*mine).order_by(draft_changes.c.at.desc()).limit(1)
    return str(connection.execute(query).scalar() or "")


def changes_of(connection: Connection, draft: Draft, most: int) -> list[Changed]:
    """Who changed what, the newest first."""
    columns = (draft_changes.c.step, draft_changes.c.who, draft_changes.c.at)
    query = select(*columns).where(draft_changes.c.draft_id == draft.id).order_by(draft_changes.c.at.desc()).limit(most)
    return [Changed(**row._asdict()) for row in connection.execute(query)]
