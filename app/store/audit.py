"""The audit log: who did what to what, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

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
) -> int:
    """Write a line, in the transaction of what it speaks of; returns its number."""
    values = {"at": now, "who": who, "act": act, "what": what, "details": dict(details or {})}
    return int(connection.execute(insert(audit).values(**values).returning(audit.c.id)).scalar_one())


@dataclass(frozen=True, slots=True)
class Line:
    """A line to be written."""

    at: datetime
    who: str
    act: str
    what: str
    details: Mapping[str, Any]


def record_all(connection: Connection, lines: Sequence[Line]) -> None:
    """Write many lines, in the transaction of what they speak of."""
    if lines:
        rows = [{"at": x.at, "who": x.who, "act": x.act, "what": x.what, "details": dict(x.details)} for x in lines]
        connection.execute(insert(audit), rows)


def change_act(connection: Connection, entry: int, act: str) -> None:
    """Say how what a line speaks of went, once that is known."""
    connection.execute(update(audit).where(audit.c.id == entry).values(act=act))


def count(connection: Connection, *, act: str, since: datetime, who: str | None = None, what: str | None = None) -> int:
    """How many lines there are of an act, of one person, on one thing."""
    query = select(func.count()).select_from(audit).where(audit.c.act == act, audit.c.at >= since)
    if who is not None:
        query = query.where(audit.c.who == who)
    if what is not None:
        query = query.where(audit.c.what == what)
    return int(connection.execute(query).scalar_one())


def about(connection: Connection, what: str, acts: Sequence[str]) -> list[Entry]:
    """The lines of these acts on one thing, the oldest first."""
    query = select(audit).where(audit.c.what == what, audit.c.act.in_(list(acts))).order_by(audit.c.id)
    return [Entry(**row._asdict()) for row in connection.execute(query)]


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
