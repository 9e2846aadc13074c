"""The checklists of grants: what is done, by whom and when."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, select

from app.store.grant_tables import grant_checks, grants
from app.store.insert import insert_into


@dataclass(frozen=True, slots=True)
class Check:
    """An item that is done."""

    grant_id: int
    item: str
    done_at: datetime
    done_by: str
    remark: str


def tick(connection: Connection, grant: int, item: str, *, who: str, remark: str, now: datetime) -> None:
    """An item is done; who was first stays."""
    values = {"grant_id": grant, "item": item, "done_at": now, "done_by": who, "remark": remark}
    statement = insert_into(connection, grant_checks).values(**values)
    connection.execute(statement.on_conflict_do_update(index_elements=["grant_id", "item"], set_={"remark": remark}))


def untick(connection: Connection, grant: int, item: str) -> None:
    """It is not done after all."""
    connection.execute(delete(grant_checks).where(grant_checks.c.grant_id == grant, grant_checks.c.item == item))


def of_fund(connection: Connection, fund: str) -> dict[int, dict[str, Check]]:
    """What is done for every grant of a fund, by grant and item."""
    query = select(grant_checks).join(grants, grants.c.id == grant_checks.c.grant_id).where(grants.c.fund == fund)
    found: dict[int, dict[str, Check]] = {}
    for row in connection.execute(query):
        found.setdefault(row.grant_id, {})[row.item] = Check(**row._asdict())
    return found


def of_grant(connection: Connection, grant: int) -> dict[str, Check]:
    """What is done for a grant, by item."""
    query = select(grant_checks).where(grant_checks.c.grant_id == grant)
    return {row.item: Check(**row._asdict()) for row in connection.execute(query)}
