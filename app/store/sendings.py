"""What was handed to the mail server: written down before it is, and again once the server has taken it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from app.store.insert import insert_into
from app.store.portions import portions
from app.store.tables import sendings


@dataclass(frozen=True, slots=True)
class Sending:
    """The message of an outbox item. Without `taken_at` nobody knows whether the server took it."""

    item: int
    message_id: str
    token: str  # in the address that bounces come back to
    recipient: str
    begun_at: datetime
    taken_at: datetime | None


def get(connection: Connection, item: int) -> Sending | None:
    """What was handed over for an item."""
    row = connection.execute(select(sendings).where(sendings.c.item == item)).one_or_none()
    return None if row is None else Sending(**row._asdict())


def of_items(connection: Connection, items: Collection[int]) -> dict[int, Sending]:
    """The same of many."""
    found: dict[int, Sending] = {}
    for some in portions(sorted(items)):
        rows = connection.execute(select(sendings).where(sendings.c.item.in_(some)))
        found |= {row.item: Sending(**row._asdict()) for row in rows}
    return found


def begin(connection: Connection, sending: Sending) -> None:
    """Write down that a message is about to be handed over; of an item whose outcome staff were asked about, anew."""
    values = {name: getattr(sending, name) for name in Sending.__dataclass_fields__}
    statement = insert_into(connection, sendings).values(**values)
    connection.execute(statement.on_conflict_do_update(index_elements=["item"], set_=values))


def taken(connection: Connection, item: int, *, now: datetime) -> None:
    """The server has it."""
    connection.execute(update(sendings).where(sendings.c.item == item).values(taken_at=now))


def not_taken(connection: Connection, item: int) -> None:
    """The server has it not: it can be handed over again."""
    connection.execute(delete(sendings).where(sendings.c.item == item, sendings.c.taken_at.is_(None)))


def find(connection: Connection, *, token: str = "", message_id: str = "") -> Sending | None:
    """The sending that a bounce speaks of: by its token, else by the name of the message."""
    wanted = sendings.c.token == token if token else sendings.c.message_id == message_id
    row = connection.execute(select(sendings).where(wanted).order_by(sendings.c.item.desc()).limit(1)).one_or_none()
    return None if row is None else Sending(**row._asdict())
