"""Conflicts: members who may know nothing of a proposal, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from app.store.call_tables import conflicts, members

DECLARED, STAFF = "declared", "staff"
"""Kinds beside those that are found by comparing (forms.reading.committee_part.OF_MEMBERS)."""


@dataclass(frozen=True, slots=True)
class Found:
    """A reason for which a member may know nothing of a proposal."""

    submission_id: int
    member_id: int
    kind: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One in the ledger; it counts until somebody lifts it."""

    id: int
    submission_id: int
    member_id: int
    kind: str
    reason: str
    found_at: datetime
    found_by: str
    lifted_at: datetime | None
    lifted_by: str | None


def add(connection: Connection, found: Iterable[Found], *, who: str, now: datetime) -> None:
    """Note conflicts; one that counts already stays as it is, and one that was lifted does so for the same reason.

    What a member declares, and what staff say, counts again.
    """
    for one in found:
        same = (conflicts.c.submission_id == one.submission_id, conflicts.c.member_id == one.member_id)
        query = select(conflicts.c.lifted_at, conflicts.c.reason).where(*same, conflicts.c.kind == one.kind)
        there = connection.execute(query).all()
        counts = any(row.lifted_at is None for row in there)
        was_lifted = one.kind not in (DECLARED, STAFF) and one.reason in {row.reason for row in there}
        if not counts and not was_lifted:
            values = {name: getattr(one, name) for name in Found.__dataclass_fields__}
            connection.execute(insert(conflicts).values(**values, found_at=now, found_by=who))


def lift(connection: Connection, conflict: int, *, who: str, now: datetime) -> None:
    """A conflict counts no more."""
    mine = (conflicts.c.id == conflict, conflicts.c.lifted_at.is_(None))
    connection.execute(update(conflicts).where(*mine).values(lifted_at=now, lifted_by=who))


def of_form(connection: Connection, form: str) -> list[Conflict]:
    """Every conflict of a call, lifted or not, the oldest first."""
    joined = select(conflicts).join(members, members.c.id == conflicts.c.member_id)
    rows = connection.execute(joined.where(members.c.form == form).order_by(conflicts.c.id))
    return [Conflict(**row._asdict()) for row in rows]


def closed_to(connection: Connection, member: int) -> frozenset[int]:
    """The submissions that a member may know nothing of."""
    counts = (conflicts.c.member_id == member, conflicts.c.lifted_at.is_(None))
    return frozenset(connection.scalars(select(conflicts.c.submission_id).where(*counts)))
