"""Ticks: which slots of regular work have been asked for, whichever clock was first."""

from sqlalchemy import Connection

from app.store.insert import insert_unless_there
from app.store.tables import ticks


def claim(connection: Connection, name: str, slot: str) -> bool:
    """Claim a slot; True for the first only."""
    statement = insert_unless_there(connection, ticks, ("name", "slot"), ticks.c.slot)
    return connection.execute(statement, {"name": name, "slot": slot}).scalar() is not None
