"""Members of a call's committee, and the keys that let them in."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select, update

from app.store.call_tables import member_keys, members
from app.store.drafts import digest_of

MEMBER, CHAIR, DONOR = "member", "chair", "donor"
"""What somebody is in a committee; a donor scores nothing, and comments on what is proposed for approval."""


@dataclass(frozen=True, slots=True)
class About:
    """Who somebody is."""

    name: str  # as people write it; in a committee no two are called alike
    email: str = ""
    language: str = "en"
    state: str = ""  # ISO 3166-1 alpha-3
    organisation: str = ""
    role: str = MEMBER


@dataclass(frozen=True, slots=True)
class Member:
    """One member of the committee of a call."""

    id: int
    form: str
    name: str
    email: str
    language: str
    state: str
    organisation: str
    role: str
    added_at: datetime
    left_at: datetime | None = None

    @property
    def is_chair(self) -> bool:
        """Whether they lead the committee."""
        return self.role == CHAIR

    @property
    def is_donor(self) -> bool:
        """Whether they comment on what is proposed, and read and score nothing."""
        return self.role == DONOR


@dataclass(frozen=True, slots=True)
class Key:
    """What lets a member in: a browser, in a cookie, or a link in a mail, once."""

    member_id: int
    kind: str
    expires_at: datetime
    used_at: datetime | None
    by_issuer: bool  # browser only: an issuer confirmed whose it is


def put(connection: Connection, form: str, about: About, *, now: datetime) -> Member:
    """Make somebody a member, or change what is known of one; who had left is back."""
    values = {name: getattr(about, name) for name in About.__dataclass_fields__}
    there = called(connection, form, about.name)
    if there is None:
        new = insert(members).values(form=form, added_at=now, **values).returning(members)
        return Member(**connection.execute(new).one()._asdict())
    known = update(members).where(members.c.id == there.id).values(left_at=None, **values).returning(members)
    return Member(**connection.execute(known).one()._asdict())


def called(connection: Connection, form: str, name: str) -> Member | None:
    """Who is called so, or has left and was; member A and member a are one."""
    everybody = of_form(connection, form, gone=True)
    return next((one for one in everybody if one.name.casefold() == name.casefold()), None)


def get(connection: Connection, member: int, *, to_change: bool = False) -> Member | None:
    """The member with this number; `to_change` keeps others from them until the transaction ends (PostgreSQL)."""
    query = select(members).where(members.c.id == member)
    row = connection.execute(query.with_for_update() if to_change else query).one_or_none()
    return None if row is None else Member(**row._asdict())


def of_form(connection: Connection, form: str, *, gone: bool = False) -> list[Member]:
    """The committee of a call, in the order in which they came; with those who have left if they are wanted."""
    query = select(members).where(members.c.form == form).order_by(members.c.id)
    rows = connection.execute(query if gone else query.where(members.c.left_at.is_(None)))
    return [Member(**row._asdict()) for row in rows]


def readers(connection: Connection, form: str) -> list[Member]:
    """Those of the committee who read and score."""
    return [one for one in of_form(connection, form) if not one.is_donor]


def leave(connection: Connection, member: int, *, now: datetime) -> None:
    """Somebody is no member any more: what they said stays, and nothing lets them in."""
    connection.execute(update(members).where(members.c.id == member).values(left_at=now))
    revoke(connection, member)


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key that is to be made; `by_issuer` as above."""

    kind: str
    made_at: datetime
    expires_at: datetime
    by_issuer: bool = False


def add_key(connection: Connection, member: int, secret: str, key: NewKey) -> None:
    """Let a secret let a member in."""
    values = {name: getattr(key, name) for name in NewKey.__dataclass_fields__}
    connection.execute(insert(member_keys).values(digest=digest_of(secret), member_id=member, **values))


def key_of(connection: Connection, secret: str, *, to_change: bool = False) -> Key | None:
    """What a secret is the key of; `to_change` keeps others from that until the transaction ends (PostgreSQL)."""
    columns = [member_keys.c[name] for name in Key.__dataclass_fields__]
    query = select(*columns).where(member_keys.c.digest == digest_of(secret))
    row = connection.execute(query.with_for_update() if to_change else query).one_or_none()
    return None if row is None else Key(**row._asdict())


def use_key(connection: Connection, secret: str, *, now: datetime) -> None:
    """A link let somebody in, and lets nobody in any more."""
    connection.execute(update(member_keys).where(member_keys.c.digest == digest_of(secret)).values(used_at=now))


def stay(connection: Connection, secret: str, *, until: datetime) -> None:
    """Let a secret let its member in for longer."""
    connection.execute(update(member_keys).where(member_keys.c.digest == digest_of(secret)).values(expires_at=until))


def forget_key(connection: Connection, secret: str) -> None:
    """A secret lets nobody in any more."""
    connection.execute(delete(member_keys).where(member_keys.c.digest == digest_of(secret)))


def revoke(connection: Connection, member: int) -> None:
    """Nothing that was given out lets a member in any more."""
    connection.execute(delete(member_keys).where(member_keys.c.member_id == member))
