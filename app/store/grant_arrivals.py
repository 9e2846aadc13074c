"""What came for grants: submissions that name one, taken for a report of it or waiting for staff."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, select, update

from app.store.grant_tables import grant_arrivals, grants
from app.store.insert import insert_unless_there
from app.store.tables import submissions

TAKEN, WAITING, REFUSED = "taken", "waiting", "refused"


@dataclass(frozen=True, slots=True)
class New:
    """A version of a submission that names a grant."""

    grant_id: int
    submission_id: int
    version: int
    report: str
    state: str
    why: str  # it waits


@dataclass(frozen=True, slots=True)
class Came:
    """One in the ledger, with how its submission is known."""

    id: int
    grant_id: int
    submission_id: int
    version: int
    report: str
    state: str
    why: str
    came_at: datetime
    settled_at: datetime | None
    settled_by: str
    reference: str


def put(connection: Connection, new: New, *, now: datetime) -> bool:
    """Write down what came; False for a version of a submission that is there already."""
    values = {name: getattr(new, name) for name in New.__dataclass_fields__}
    keys = ("submission_id", "version", "grant_id")
    statement = insert_unless_there(connection, grant_arrivals, keys, grant_arrivals.c.id)
    return connection.execute(statement, {**values, "came_at": now, "settled_by": ""}).scalar() is not None


def settle(connection: Connection, arrival: int, state: str, *, who: str, now: datetime) -> bool:
    """Staff say whether what waits is the grant's; False where it does not wait any more."""
    mine = (grant_arrivals.c.id == arrival, grant_arrivals.c.state == WAITING)
    values = {"state": state, "settled_at": now, "settled_by": who}
    return connection.execute(update(grant_arrivals).where(*mine).values(**values)).rowcount == 1


def get(connection: Connection, arrival: int) -> Came | None:
    """The one with this number."""
    row = connection.execute(_all().where(grant_arrivals.c.id == arrival)).one_or_none()
    return None if row is None else Came(**row._asdict())


def of_grant(connection: Connection, grant: int) -> list[Came]:
    """What came for a grant, the newest first."""
    query = _all().where(grant_arrivals.c.grant_id == grant).order_by(grant_arrivals.c.id.desc())
    return [Came(**row._asdict()) for row in connection.execute(query)]


def waiting(connection: Connection, fund: str) -> dict[int, list[str]]:
    """What waits for staff, by grant: for each arrival the report that it may be."""
    query = select(grant_arrivals.c.grant_id, grant_arrivals.c.report)
    joined = query.join(grants, grants.c.id == grant_arrivals.c.grant_id)
    found: dict[int, list[str]] = {}
    for grant, report in connection.execute(joined.where(grants.c.fund == fund, grant_arrivals.c.state == WAITING)):
        found.setdefault(grant, []).append(report)
    return found


def _all() -> Select[tuple[object, ...]]:
    joined = select(grant_arrivals, submissions.c.reference)
    return joined.join(submissions, submissions.c.id == grant_arrivals.c.submission_id)
