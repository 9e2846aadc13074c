"""Decisions on submissions: pending until they are released; what one takes the place of stays readable."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, Select, insert, select, update

from app.store.call_tables import decisions
from app.store.portions import portions
from app.store.tables import submissions


@dataclass(frozen=True, slots=True)
class Decided:
    """What is decided of a submission, by whom."""

    submission_id: int
    version: int  # of the submission
    outcome: str  # a word of app.domain.decisions.OUTCOMES
    amount: str | None  # a decimal number: what is granted
    conditions: str
    reason: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class Decision:
    """One in the ledger."""

    id: int
    submission_id: int
    version: int
    outcome: str
    amount: str | None
    conditions: str
    reason: str
    decided_by: str
    decided_at: datetime
    released_at: datetime | None
    replaced_at: datetime | None

    @property
    def is_pending(self) -> bool:
        """Whether it waits to be released."""
        return self.released_at is None and self.replaced_at is None


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands of a submission: what is released, and what waits to be."""

    released: Decision | None = None
    pending: Decision | None = None

    @property
    def newest(self) -> Decision | None:
        """What was decided last."""
        return self.pending or self.released


def put(connection: Connection, decided: Decided, *, now: datetime) -> int:
    """Keep a decision; one of its submission that still waits is replaced. Returns its number."""
    waits = (decisions.c.submission_id == decided.submission_id, decisions.c.released_at.is_(None))
    replaced = update(decisions).where(*waits, decisions.c.replaced_at.is_(None)).values(replaced_at=now)
    connection.execute(replaced)
    values = {name: getattr(decided, name) for name in Decided.__dataclass_fields__}
    row = insert(decisions).values(**values, decided_at=now).returning(decisions.c.id)
    return int(connection.execute(row).scalar_one())


def take_back(connection: Connection, decision: int, *, now: datetime) -> None:
    """A decision that waits is none any more."""
    mine = (decisions.c.id == decision, decisions.c.released_at.is_(None))
    connection.execute(update(decisions).where(*mine).values(replaced_at=now))


def release(connection: Connection, pending: Iterable[Decision], *, now: datetime) -> None:
    """Release decisions that wait; they take the place of what was released of their submissions before."""
    for some in portions(sorted(pending, key=lambda one: one.id)):
        of = decisions.c.submission_id.in_([one.submission_id for one in some])
        stands = (decisions.c.released_at.is_not(None), decisions.c.replaced_at.is_(None))
        connection.execute(update(decisions).where(of, *stands).values(replaced_at=now))
        mine = (decisions.c.id.in_([one.id for one in some]), decisions.c.replaced_at.is_(None))
        connection.execute(update(decisions).where(*mine).values(released_at=now))


def of_form(connection: Connection, form: str) -> dict[int, Standing]:
    """What stands of a call, by submission."""
    found: dict[int, Standing] = {}
    query = _of(form).where(decisions.c.replaced_at.is_(None))
    for row in connection.execute(query):
        one, before = Decision(**row._asdict()), found.get(row.submission_id, Standing())
        pending = one if one.is_pending else before.pending
        found[one.submission_id] = Standing(before.released if one.is_pending else one, pending)
    return found


def of_submission(connection: Connection, submission: int) -> list[Decision]:
    """Every decision on a submission, the oldest first."""
    query = select(decisions).where(decisions.c.submission_id == submission).order_by(decisions.c.id)
    return [Decision(**row._asdict()) for row in connection.execute(query)]


def _of(form: str) -> Select[tuple[object, ...]]:
    joined = select(decisions).join(submissions, submissions.c.id == decisions.c.submission_id)
    return joined.where(submissions.c.form == form).order_by(decisions.c.id)
