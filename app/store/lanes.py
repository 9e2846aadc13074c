"""Lanes: who works on one (kind, target) now, or how long nobody may, and until when that counts."""

from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from app.store.insert import insert_into
from app.store.tables import lanes

WAITING = "waiting"
"""Holds a lane after a failed run until it may be tried again; staff may end the wait."""
UNKNOWN = "outcome unknown"
"""Holds a lane while what was asked of the outside may still come to pass: nobody may end this wait."""


def acquire(connection: Connection, kind: str, target: str, *, holder: str, now: datetime, until: datetime) -> bool:
    """Take the lane unless somebody holds it still; True when it is ours."""
    statement = insert_into(connection, lanes).values(kind=kind, target=target, holder=holder, until=until)
    statement = statement.on_conflict_do_update(
        index_elements=["kind", "target"],
        set_={"holder": holder, "until": until},
        where=lanes.c.until <= now,
    )
    return connection.execute(statement.returning(lanes.c.holder)).scalar() == holder


def extend(connection: Connection, kind: str, target: str, *, holder: str, until: datetime) -> bool:
    """Keep a lane of ours longer; False when it is no longer ours."""
    return _change(connection, kind, target, holder, until=until)


def wait(connection: Connection, kind: str, target: str, *, holder: str, until: datetime, unknown: bool) -> bool:
    """Leave a lane of ours, closed to everybody until then; False when it is no longer ours."""
    return _change(connection, kind, target, holder, holder=UNKNOWN if unknown else WAITING, until=until)


def release(connection: Connection, kind: str, target: str, *, holder: str) -> None:
    """Leave a lane of ours."""
    connection.execute(delete(lanes).where(lanes.c.kind == kind, lanes.c.target == target, lanes.c.holder == holder))


def end_wait(connection: Connection, kind: str, target: str) -> None:
    """Open a lane that only waits; one that somebody holds, or whose outcome is unknown, stays as it is."""
    release(connection, kind, target, holder=WAITING)


def waits_until(connection: Connection, kind: str, target: str) -> datetime | None:
    """Until when a lane is closed to everybody; None where it is free or somebody works in it."""
    query = select(lanes.c.until).where(
        lanes.c.kind == kind, lanes.c.target == target, lanes.c.holder.in_((WAITING, UNKNOWN))
    )
    return connection.execute(query).scalar()


def _change(connection: Connection, kind: str, target: str, whose: str, **values: str | datetime) -> bool:
    changed = connection.execute(
        update(lanes).where(lanes.c.kind == kind, lanes.c.target == target, lanes.c.holder == whose).values(**values)
    )
    return changed.rowcount == 1
