"""Which reminders of reports were asked for: each day's once."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from app.store import outbox
from app.store.engine import alone
from app.store.grant_tables import grant_reminders
from app.store.insert import insert_into
from app.store.outbox import Asked


@dataclass(frozen=True, slots=True)
class Reminded:
    """A reminder of a report, and the day that it is about."""

    grant_id: int
    report: str
    due_on: date
    days: int  # after that day; below 0 before it
    reminder: str


def remind_once(connection: Connection, one: Reminded, asked: Asked, *, now: datetime) -> bool:
    """Ask for a mail unless it, or one of a later day, was asked for before; row and item stand in one transaction."""
    alone(connection, f"reminders {one.grant_id}")
    mine = (grant_reminders.c.grant_id == one.grant_id, grant_reminders.c.report == one.report)
    later = (grant_reminders.c.due_on == one.due_on, grant_reminders.c.days >= one.days)
    if connection.execute(select(grant_reminders.c.days).where(*mine, *later).limit(1)).first():
        return False
    item = outbox.put(connection, asked.kind, asked.target, now=asked.due, payload=asked.payload)
    values = {name: getattr(one, name) for name in Reminded.__dataclass_fields__}
    connection.execute(insert_into(connection, grant_reminders).values(**values, item=item, at=now))
    return True


def of_grant(connection: Connection, grant: int) -> list[tuple[Reminded, datetime]]:
    """Those of a grant with when they were asked for, the oldest first."""
    query = select(grant_reminders).where(grant_reminders.c.grant_id == grant).order_by(grant_reminders.c.at)
    names = Reminded.__dataclass_fields__
    return [(Reminded(*(row[name] for name in names)), row["at"]) for row in connection.execute(query).mappings()]
