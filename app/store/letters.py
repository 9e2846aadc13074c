"""Which letters went to which address lately, so that one address gets no more than its share."""

from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from app.store.engine import alone
from app.store.insert import insert_into
from app.store.tables import letters, outbox

ONE_AFTER_ANOTHER = "letters"


def allow(connection: Connection, item: int, recipient: str, *, most: int, since: datetime, now: datetime) -> bool:
    """Count the letter of an outbox item, unless its recipient had as many since then; the same item counts once."""
    alone(connection, ONE_AFTER_ANOTHER)
    connection.execute(delete(letters).where(letters.c.at <= since))
    others = select(func.count()).where(letters.c.recipient == recipient, letters.c.item != item)
    if connection.execute(others).scalar_one() >= most:
        return False
    statement = insert_into(connection, letters).values(item=item, recipient=recipient, at=now)
    connection.execute(statement.on_conflict_do_update(index_elements=["item"], set_={"at": now}))
    return True


def take_back(connection: Connection, item: int) -> None:
    """The letter of an item did not go."""
    connection.execute(delete(letters).where(letters.c.item == item))


def of_lanes(connection: Connection, kind: str, prefix: str, *, since: datetime) -> int:
    """How many letters of lanes that begin so went since then or are still to go."""
    asked = letters.join(outbox, letters.c.item == outbox.c.id)
    mine = (outbox.c.kind == kind, outbox.c.target.startswith(prefix, autoescape=True), letters.c.at > since)
    return int(connection.execute(select(func.count()).select_from(asked).where(*mine)).scalar_one())
