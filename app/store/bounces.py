"""What mail servers say afterwards of mails that they could not deliver, or not yet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from app.store.insert import insert_unless_there
from app.store.portions import portions
from app.store.tables import bounces, outbox, submissions

FAILED, DELAYED = "failed", "delayed"
KEY_LENGTH = 32  # of a submission's key, with which the target of its mails begins


@dataclass(frozen=True, slots=True)
class Bounce:
    """One report: of which item of the outbox, about whom, what became of it, and in the words of the server."""

    item: int
    recipient: str
    kind: str  # failed or delayed
    status: str  # RFC 3463, such as 5.1.1; empty where none was said
    said: str
    at: datetime
    digest: str  # of the report: read again, it is the same


def put(connection: Connection, bounce: Bounce) -> bool:
    """Keep a report; False for one that is kept already."""
    values = {name: getattr(bounce, name) for name in Bounce.__dataclass_fields__}
    statement = insert_unless_there(connection, bounces, ("digest",), bounces.c.id)
    return connection.execute(statement, values).one_or_none() is not None  # PostgreSQL tells no rowcount


def of_items(connection: Connection, items: Collection[int]) -> dict[int, Bounce]:
    """What was said last of each of these items; that it failed stands, whatever was said after it."""
    found: dict[int, Bounce] = {}
    columns = [bounces.c[name] for name in Bounce.__dataclass_fields__]
    for some in portions(sorted(items)):
        for row in connection.execute(select(*columns).where(bounces.c.item.in_(some)).order_by(bounces.c.id)):
            one = Bounce(**row._asdict())
            if one.kind == FAILED or one.item not in found:
                found[one.item] = one
    return found


def back(connection: Connection, forms: Collection[str], *, since: datetime) -> list[Bounce]:
    """What came back since then of mails about submissions of these forms, the newest first."""
    columns = [bounces.c[name] for name in Bounce.__dataclass_fields__]
    joined = bounces.join(outbox, outbox.c.id == bounces.c.item)
    key = func.substr(outbox.c.target, 1, KEY_LENGTH)
    mine = select(columns[0]).select_from(joined.join(submissions, submissions.c.key == key))
    items = mine.where(submissions.c.form.in_(list(forms)))
    wanted = (bounces.c.kind == FAILED, bounces.c.at >= since, bounces.c.item.in_(items))
    found = connection.execute(select(*columns).where(*wanted).order_by(bounces.c.id.desc()))
    return [Bounce(**row._asdict()) for row in found]


def counts(connection: Connection) -> dict[str, int]:
    """How many mails came back, and how many are late and did not come back so far."""
    failed = select(bounces.c.item).where(bounces.c.kind == FAILED)
    late = select(func.count(bounces.c.item.distinct())).where(bounces.c.kind == DELAYED, bounces.c.item.not_in(failed))
    back = select(func.count(bounces.c.item.distinct())).where(bounces.c.kind == FAILED)
    return {FAILED: connection.execute(back).scalar_one(), DELAYED: connection.execute(late).scalar_one()}
