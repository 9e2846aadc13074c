"""Releases what staff's decisions ask for, or lets nothing come of it; who did so is in the audit log."""

from collections.abc import Collection

from app.context import Context
from app.store import audit, held

RELEASED, DROPPED = "mail released", "mail not sent"


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
