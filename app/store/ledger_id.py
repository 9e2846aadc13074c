"""What this ledger is called: made once, and the same in every copy that is put back from a backup."""

from sqlalchemy import Connection, select

from app.store.tables import ledger


def ledger_id(connection: Connection) -> str:
    """The name, 32 hexadecimal digits."""
    return str(connection.execute(select(ledger.c.id)).scalar_one())
