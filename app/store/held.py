"""Held items of the outbox: what staff's decisions ask for and nobody does before staff release it."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, insert, select, update

from app.store.outbox import DONE, DUE, ON_HOLD, Asked, Item, values_of
from app.store.portions import portions
from app.store.tables import outbox


def hold(connection: Connection, asked: Asked, *, now: datetime) -> None:
    """Ask for a deed once it is released."""
    connection.execute(insert(outbox).values(**{**values_of(asked), "state": ON_HOLD, "created_at": now}))


def waiting(connection: Connection) -> list[Item]:
    """Everything that waits to be released, the oldest first."""
    query = select(outbox).where(outbox.c.state == ON_HOLD).order_by(outbox.c.id)
    return [Item(**row._asdict()) for row in connection.execute(query)]


def get(connection: Connection, item: int) -> Item | None:
    """A held item, for as long as the transaction that asks for it lasts; None for one that is not held."""
    query = select(outbox).where(outbox.c.id == item, outbox.c.state == ON_HOLD).with_for_update()
    row = connection.execute(query).one_or_none()
    return None if row is None else Item(**row._asdict())


def change(connection: Connection, item: int, payload: Mapping[str, Any]) -> None:
    """Give a held item another payload."""
    mine = (outbox.c.id == item, outbox.c.state == ON_HOLD)
    connection.execute(update(outbox).where(*mine).values(payload=dict(payload)))


def release(connection: Connection, items: Collection[int], *, now: datetime) -> list[int]:
    """Make held items due, at once or on their later day; returns those that were held."""
    later = case((outbox.c.not_before > now, outbox.c.not_before), else_=now)
    return _settle(connection, items, state=DUE, not_before=later)


def drop(connection: Connection, items: Collection[int], *, note: str, now: datetime) -> list[int]:
    """Let nothing come of held items; returns those that were held."""
    return _settle(connection, items, state=DONE, note=note, finished_at=now)


def drop_lane(connection: Connection, kind: str, target: str, *, note: str, now: datetime) -> None:
    """The same of all that is held for a target."""
    held = select(outbox.c.id).where(outbox.c.state == ON_HOLD, outbox.c.kind == kind, outbox.c.target == target)
    drop(connection, list(connection.scalars(held)), note=note, now=now)


def _settle(connection: Connection, items: Collection[int], **values: object) -> list[int]:
    settled: list[int] = []
    for some in portions(sorted(items)):
        changed = update(outbox).where(outbox.c.id.in_(some), outbox.c.state == ON_HOLD).values(**values)
        settled += connection.scalars(changed.returning(outbox.c.id))
    return sorted(settled)
