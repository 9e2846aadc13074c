"""The audit log: who did what to what, and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from app.store.tables import audit


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log."""

    id: int
    at: datetime
    who: str
    act: str
    what: str
    details: Mapping[str, Any]


def record(
    connection: Connection,
    *,
    who: str,
    act: str,
    what: str,
    now: datetime,
    details: Mapping[str, Any] | None = None,
) -> None:
    """Write a line, in the transaction of what it speaks of."""
    connection.execute(insert(audit).values(at=now, who=who, act=act, what=what, details=dict(details or {})))


def recent(
    connection: Connection,
    *,
    act: str | None = None,
    who: str | None = None,
    since: datetime | None = None,
    limit: int = 100,
) -> list[Entry]:
    """The newest lines first."""
    query = select(audit).order_by(audit.c.id.desc()).limit(limit)
    if act is not None:
        query = query.where(audit.c.act == act)
    if who is not None:
        query = query.where(audit.c.who == who)
    if since is not None:
        query = query.where(audit.c.at >= since)
    return [Entry(**row._asdict()) for row in connection.execute(query)]
