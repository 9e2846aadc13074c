"""Lanes: who works on one (kind, target) now, and until when that counts."""

from datetime import datetime

from sqlalchemy import Connection, delete, update

from app.store.insert import insert_into
from app.store.tables import lanes


def acquire(connection: Connection, kind: str, target: str, *, holder: str, now: datetime, until: datetime) -> bool:
    """Take the lane unless somebody holds it still; True when it is ours."""
    statement = insert_into(connection, lanes).values(kind=kind, target=target, holder=holder, until=until)
    statement = statement.on_conflict_do_update(
        index_elements=["kind", "target"],
        set_={"holder": holder, "until": until},
        where=lanes.c.until < now,
    )
    return connection.execute(statement.returning(lanes.c.holder)).scalar() == holder


def extend(connection: Connection, kind: str, target: str, *, holder: str, until: datetime) -> bool:
    """Keep a lane of ours longer; False when it is no longer ours."""
    changed = connection.execute(
        update(lanes)
        .where(lanes.c.kind == kind, lanes.c.target == target, lanes.c.holder == holder)
        .values(until=until)
    )
    return changed.rowcount == 1


def release(connection: Connection, kind: str, target: str, *, holder: str) -> None:
    """Leave a lane of ours."""
    connection.execute(delete(lanes).where(lanes.c.kind == kind, lanes.c.target == target, lanes.c.holder == holder))
