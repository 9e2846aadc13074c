"""The reports that are owed for grants: when each is due, which came, and what staff said of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select, update

from app.store.grant_tables import grant_reports, grants
from app.store.insert import insert_into

OWED, RECEIVED, ACCEPTED = "owed", "received", "accepted"


@dataclass(frozen=True, slots=True)
class Report:
    """One in the ledger."""

    grant_id: int
    report: str
    state: str
    due_on: date | None
    submission_id: int | None
    received_at: datetime | None
    reviewed_at: datetime | None
    reviewed_by: str
    reason: str  # why it was returned

    def is_overdue(self, today: date) -> bool:
        """Whether it is owed and its day is over."""
        return self.state == OWED and self.due_on is not None and self.due_on < today


def owe(connection: Connection, grant: int, names: Iterable[str]) -> None:
    """These reports are owed for a grant; what is known of them already stays."""
    for name in names:
        values = {"grant_id": grant, "report": name, "state": OWED, "reviewed_by": "", "reason": ""}
        connection.execute(insert_into(connection, grant_reports).values(**values).on_conflict_do_nothing())


def change(connection: Connection, grant: int, name: str, **values: object) -> None:
    """Change what stands of one."""
    mine = (grant_reports.c.grant_id == grant, grant_reports.c.report == name)
    connection.execute(update(grant_reports).where(*mine).values(**values))


def of_grant(connection: Connection, grant: int) -> dict[str, Report]:
    """Those of a grant, by name."""
    query = select(grant_reports).where(grant_reports.c.grant_id == grant)
    return {row.report: Report(**row._asdict()) for row in connection.execute(query)}


def of_fund(connection: Connection, fund: str) -> dict[int, dict[str, Report]]:
    """Those of every grant of a fund, by grant and name."""
    query = select(grant_reports).join(grants, grants.c.id == grant_reports.c.grant_id)
    found: dict[int, dict[str, Report]] = {}
    for row in connection.execute(query.where(grants.c.fund == fund)):
        found.setdefault(row.grant_id, {})[row.report] = Report(**row._asdict())
    return found
