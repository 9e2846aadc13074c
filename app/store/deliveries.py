"""Deliveries: every authentic message as it came, raw, and what became of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, LargeBinary, Row, func, literal, select, update

from app.store.insert import insert_unless_there
from app.store.tables import deliveries

QUARANTINED = "quarantined"
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message; `state` is received, accepted, quarantined or superseded (by a newer version)."""

    id: int
    form: str
    source: str
    delivery_id: str
    state: str
    submission_id: int | None
    reasons: tuple[str, ...]
    received_at: datetime
    headers: Mapping[str, str]
    body: bytes


def insert(
    connection: Connection,
    *,
    form: str,
    source: str,
    delivery_id: str,
    headers: Mapping[str, str],
    body: bytes,
    received_at: datetime,
) -> int | None:
    """Keep a message; None when (form, source, delivery_id) is there already."""
    values = {
        "form": form,
        "source": source,
        "delivery_id": delivery_id,
        "state": "received",
        "reasons": [],
        "received_at": received_at,
        "headers": dict(headers),
        "body": body,
    }
    keys = ("form", "source", "delivery_id")
    return connection.execute(
        insert_unless_there(connection, deliveries, keys).values(**values).returning(deliveries.c.id)
    ).scalar()


def find(connection: Connection, form: str, source: str, delivery_id: str) -> Delivery | None:
    """The message with this identity; the row is held until the transaction ends (PostgreSQL)."""
    row = connection.execute(
        select(deliveries)
        .where(deliveries.c.form == form, deliveries.c.source == source, deliveries.c.delivery_id == delivery_id)
        .with_for_update()
    ).one_or_none()
    return None if row is None else _delivery(row)


def get(connection: Connection, delivery: int) -> Delivery | None:
    """The message with this number."""
    row = connection.execute(select(deliveries).where(deliveries.c.id == delivery)).one_or_none()
    return None if row is None else _delivery(row)


def quarantined(connection: Connection, form: str, delivery_id: str | None = None) -> list[int]:
    """The messages of a form that are set aside (or the one of this identity), oldest first."""
    query = select(deliveries.c.id).where(deliveries.c.form == form, deliveries.c.state == QUARANTINED)
    if delivery_id is not None:
        query = query.where(deliveries.c.delivery_id == delivery_id)
    return list(connection.scalars(query.order_by(deliveries.c.id)))


def settle(
    connection: Connection,
    delivery: int,
    *,
    state: str,
    submission_id: int | None = None,
    reasons: Sequence[str] = (),
) -> None:
    """Write down what became of a message."""
    connection.execute(
        update(deliveries)
        .where(deliveries.c.id == delivery)
        .values(state=state, submission_id=submission_id, reasons=list(reasons))
    )


def listing(
    connection: Connection, *, state: str | None = None, limit: int = 100, body_bytes: int = 0
) -> list[Delivery]:
    """The newest messages first, with so much of their bodies: a hundred whole ones could be gigabytes."""
    nothing = literal(b"", LargeBinary)  # what SQLite makes null of when it cuts it
    body = func.coalesce(func.substr(deliveries.c.body, 1, body_bytes), nothing) if body_bytes else nothing
    others = [column for column in deliveries.c if column is not deliveries.c.body]
    query = select(*others, body.label("body")).order_by(deliveries.c.id.desc()).limit(limit)
    if state is not None:
        query = query.where(deliveries.c.state == state)
    return [_delivery(row) for row in connection.execute(query)]


def of_submission(connection: Connection, submission: int) -> list[Delivery]:
    """The messages that made or changed a submission, the newest first, without their bodies."""
    others = [column for column in deliveries.c if column is not deliveries.c.body]
    query = select(*others, literal(b"", LargeBinary).label("body")).where(deliveries.c.submission_id == submission)
    return [_delivery(row) for row in connection.execute(query.order_by(deliveries.c.id.desc()).limit(MOST_SHOWN))]


def counts(connection: Connection) -> dict[str, int]:
    """How many messages stand in each state."""
    query = select(deliveries.c.state, func.count()).group_by(deliveries.c.state).order_by(deliveries.c.state)
    return {key: count for key, count in connection.execute(query)}  # noqa: C416


def _delivery(row: Row[*tuple[Any, ...]]) -> Delivery:
    values = row._asdict()
    return Delivery(**{**values, "reasons": tuple(values["reasons"])})
