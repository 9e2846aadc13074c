"""The instalments of grants: how much each is, and who released it when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection, delete, select, update

from app.store.grant_tables import grant_instalments, grants
from app.store.insert import insert_into


@dataclass(frozen=True, slots=True)
class Instalment:
    """One in the ledger."""

    grant_id: int
    instalment: str
    amount: str
    released_at: datetime | None
    released_by: str
    reason: str  # why it was released before what it waits for

    @property
    def money(self) -> Decimal:
        """Its amount, exactly."""
        return Decimal(self.amount)


def put(connection: Connection, grant: int, amounts: Mapping[str, Decimal]) -> None:
    """Say what the instalments of a grant are, and how much each is; those that are released stay as they were."""
    mine = (grant_instalments.c.grant_id == grant, grant_instalments.c.released_at.is_(None))
    connection.execute(delete(grant_instalments).where(*mine, grant_instalments.c.instalment.not_in(amounts)))
    for name, amount in amounts.items():
        values = {"grant_id": grant, "instalment": name, "amount": str(amount), "released_by": "", "reason": ""}
        statement = insert_into(connection, grant_instalments).values(**values)
        connection.execute(
            statement.on_conflict_do_update(
                index_elements=["grant_id", "instalment"],
                set_={"amount": str(amount)},
                where=grant_instalments.c.released_at.is_(None),
            )
        )


def release(connection: Connection, grant: int, name: str, *, who: str, reason: str, now: datetime) -> bool:
    """Release one; False where there is none, or it is released already."""
    mine = (grant_instalments.c.grant_id == grant, grant_instalments.c.instalment == name)
    values = {"released_at": now, "released_by": who, "reason": reason}
    changed = update(grant_instalments).where(*mine, grant_instalments.c.released_at.is_(None)).values(**values)
    return connection.execute(changed).rowcount == 1


def of_grant(connection: Connection, grant: int) -> dict[str, Instalment]:
    """Those of a grant, by name."""
    query = select(grant_instalments).where(grant_instalments.c.grant_id == grant)
    return {row.instalment: Instalment(**row._asdict()) for row in connection.execute(query)}


def of_fund(connection: Connection, fund: str) -> dict[int, dict[str, Instalment]]:
    """Those of every grant of a fund, by grant and name."""
    query = select(grant_instalments).join(grants, grants.c.id == grant_instalments.c.grant_id)
    found: dict[int, dict[str, Instalment]] = {}
    for row in connection.execute(query.where(grants.c.fund == fund)):
        found.setdefault(row.grant_id, {})[row.instalment] = Instalment(**row._asdict())
    return found
