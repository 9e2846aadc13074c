"""Clarifications: what staff asked an applicant for, until when, and whether it came; the newest counts."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from app.store.call_tables import clarifications
from app.store.tables import submissions

OPEN, ANSWERED, OVERDUE = "waiting for the applicant", "answered", "did not answer"
"""How one stands, in words for staff."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What staff ask for: in words, by questions, or both; with no questions all of them may be changed."""

    submission_id: int
    asked_at: datetime
    asked_by: str
    until: datetime
    message: str
    questions: Sequence[str]  # names
    email: str


@dataclass(frozen=True, slots=True)
class Clarification:
    """One in the ledger."""

    id: int
    submission_id: int
    asked_at: datetime
    asked_by: str
    until: datetime
    message: str
    questions: Sequence[str]
    email: str
    answered_at: datetime | None  # last

    def standing(self, now: datetime) -> str:
        """How it stands at a moment."""
        if self.answered_at is not None:
            return ANSWERED
        return OPEN if now <= self.until else OVERDUE


def put(connection: Connection, asked: Asked) -> int:
    """Keep one more; gives its number."""
    statement = insert(clarifications).values(**asdict(asked)).returning(clarifications.c.id)
    return int(connection.execute(statement).scalar_one())


def get(connection: Connection, number: int) -> Clarification | None:
    """The one with this number."""
    row = connection.execute(select(clarifications).where(clarifications.c.id == number)).one_or_none()
    return None if row is None else Clarification(**row._asdict())


def of_submission(connection: Connection, submission: int) -> list[Clarification]:
    """All of a proposal, the newest first."""
    query = select(clarifications).where(clarifications.c.submission_id == submission)
    rows = connection.execute(query.order_by(clarifications.c.id.desc()))
    return [Clarification(**row._asdict()) for row in rows]


def newest(connection: Connection, submission: int) -> Clarification | None:
    """The one that counts."""
    return next(iter(of_submission(connection, submission)), None)


def of_form(connection: Connection, form: str) -> Mapping[int, Clarification]:
    """Those that count of a call: submission -> clarification."""
    joined = select(clarifications).join(submissions, submissions.c.id == clarifications.c.submission_id)
    rows = connection.execute(joined.where(submissions.c.form == form).order_by(clarifications.c.id))
    return {row.submission_id: Clarification(**row._asdict()) for row in rows}


def answer(connection: Connection, submission: int, received_at: datetime) -> None:
    """Write down that a change of a proposal came, where something is asked for and the time is not over."""
    found = newest(connection, submission)
    if found is not None and found.asked_at <= received_at <= found.until:
        mine = clarifications.c.id == found.id
        connection.execute(update(clarifications).where(mine).values(answered_at=received_at))
