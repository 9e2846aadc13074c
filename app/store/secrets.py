"""Secrets that webhook senders prove themselves with; several may live at once, for rotation."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select, update

from app.store.insert import insert_into
from app.store.tables import hook_secrets


@dataclass(frozen=True, slots=True)
class HookSecret:
    """One live secret of one source of one form."""

    form: str
    source: str
    secret: str = field(repr=False)
    created_at: datetime


def live(connection: Connection, form: str, source: str) -> list[str]:
    """The secrets that hold now, newest first."""
    query = (
        select(hook_secrets.c.secret)
        .where(hook_secrets.c.form == form, hook_secrets.c.source == source, hook_secrets.c.revoked_at.is_(None))
        .order_by(hook_secrets.c.id.desc())
    )
    return list(connection.scalars(query))


def add(connection: Connection, form: str, source: str, secret: str, *, now: datetime) -> None:
    """Trust a secret from now on, also one that was revoked; one that is live stays as it is."""
    keys = {"form": form, "source": source, "secret": secret}
    statement = insert_into(connection, hook_secrets).values(**keys, created_at=now)
    connection.execute(statement.on_conflict_do_update(index_elements=list(keys), set_={"revoked_at": None}))


def revoke(connection: Connection, form: str, source: str, secret: str, *, now: datetime) -> bool:
    """Trust a secret no longer; False where it was not live."""
    mine = (hook_secrets.c.form == form, hook_secrets.c.source == source, hook_secrets.c.secret == secret)
    live = update(hook_secrets).where(*mine, hook_secrets.c.revoked_at.is_(None))
    return connection.execute(live.values(revoked_at=now)).rowcount == 1


def every(connection: Connection) -> list[HookSecret]:
    """Every live secret, by form and source, newest first."""
    columns = (hook_secrets.c.form, hook_secrets.c.source, hook_secrets.c.secret, hook_secrets.c.created_at)
    query = (
        select(*columns)
        .where(hook_secrets.c.revoked_at.is_(None))
        .order_by(hook_secrets.c.form, hook_secrets.c.source, hook_secrets.c.id.desc())
    )
    return [HookSecret(**row._asdict()) for row in connection.execute(query)]
