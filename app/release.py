"""Releases what staff's decisions ask for, or lets nothing come of it; who did so is in the audit log."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import Connection

from app import alerts
from app.context import Context
from app.store import audit, held, submissions, withdrawals
from app.store.outbox import Item

RELEASED, DROPPED = "mail released", "mail not sent"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A held item, the form that it is about, and the reference of its submission."""

    item: Item
    form: str
    reference: str
    is_withdrawn: bool  # so that it would not go


def waiting(context: Context, connection: Connection) -> list[Waiting]:
    """Everything that staff have to release, the oldest first."""
    items = held.waiting(connection)
    forms = alerts.forms_of(context, connection, items)
    keys = {one.id: one.target.partition(" ")[0] for one in items}
    known = submissions.references(connection, keys=keys.values())
    withdrawn = withdrawals.of_rows(connection, set(keys.values()))
    return [Waiting(one, forms[one.id], known.get(keys[one.id], ""), keys[one.id] in withdrawn) for one in items]


def release(context: Context, items: Collection[int], *, who: str) -> int:
    """Make held items due; returns how many were held."""
    now = context.now()
    with context.ledger.writing() as connection:
        done = held.release(connection, items, now=now)
        audit.record_all(connection, [audit.Line(now, who, RELEASED, f"outbox {one}", {}) for one in done])
    return len(done)


def drop(context: Context, items: Collection[int], *, who: str) -> int:
    """Let nothing come of held items; returns how many were held."""
    now = context.now()
    with context.ledger.writing() as connection:
        done = held.drop(connection, items, note=f"not sent: {who} decided so", now=now)
        audit.record_all(connection, [audit.Line(now, who, DROPPED, f"outbox {one}", {}) for one in done])
    return len(done)
