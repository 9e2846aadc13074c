"""Secrets that webhook senders prove themselves with; several may live at once, for rotation."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select, update

from app.store.insert import insert_unless_there
from app.store.tables import hook_secrets


@dataclass(frozen=True, slots=True)
class HookSecret:
    """One live secret of one source of one form."""

    form: str
    source: str
    secret: str
    created_at: datetime


def live(connection: Connection, form: str, source: str) -> list[str]:
    """The secrets that hold now, newest first."""
    return [one.secret for one in every(connection) if (one.form, one.source) == (form, source)]


def add(connection: Connection, form: str, source: str, secret: str, *, now: datetime) -> None:
    """Trust a secret from now on; one that is there already stays as it is."""
    keys = ("form", "source", "secret")
    values = {"form": form, "source": source, "secret": secret, "created_at": now}
    connection.execute(insert_unless_there(connection, hook_secrets, keys).values(**values))


def revoke(connection: Connection, form: str, source: str, secret: str, *, now: datetime) -> None:
    """Trust a secret no longer."""
    connection.execute(
        update(hook_secrets)
        .where(hook_secrets.c.form == form, hook_secrets.c.source == source, hook_secrets.c.secret == secret)
        .values(revoked_at=now)
    )


def every(connection: Connection) -> list[HookSecret]:
    """Every live secret, by form and source, newest first."""
    columns = (hook_secrets.c.form, hook_secrets.c.source, hook_secrets.c.secret, hook_secrets.c.created_at)
    query = (
        select(*columns)
        .where(hook_secrets.c.revoked_at.is_(None))
        .order_by(hook_secrets.c.form, hook_secrets.c.source, hook_secrets.c.id.desc())
    )
    return [HookSecret(**row._asdict()) for row in connection.execute(query)]
