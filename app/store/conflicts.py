"""Conflicts: members who may know nothing of a proposal, and why."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select, update

from app.store.call_tables import conflicts, members
from app.store.portions import portions

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
    wanted = list(found)
    there, new = _there(connection, {one.submission_id for one in wanted}), []
    for one in wanted:
        known = there[one.submission_id, one.member_id, one.kind]
        if _is_new(one, known):
            known.append((one.reason, None))
            values = {name: getattr(one, name) for name in Found.__dataclass_fields__}
            new.append({**values, "found_at": now, "found_by": who})
    if new:
        connection.execute(insert(conflicts), new)


Known = list[tuple[str, datetime | None]]
"""The reasons of conflicts of one kind between the same two, and when each was lifted."""


def _there(connection: Connection, of_submissions: Collection[int]) -> dict[tuple[int, int, str], Known]:
    found: dict[tuple[int, int, str], Known] = defaultdict(list)
    names = ("submission_id", "member_id", "kind", "reason", "lifted_at")
    query = select(*(conflicts.c[name] for name in names))
    for some in portions(sorted(of_submissions)):
        for submission, member, kind, *rest in connection.execute(query.where(conflicts.c.submission_id.in_(some))):
            found[submission, member, kind].append((rest[0], rest[1]))
    return found


def _is_new(one: Found, known: Known) -> bool:
    if any(lifted_at is None for _, lifted_at in known):
        return False
    return one.kind in (DECLARED, STAFF) or one.reason not in {reason for reason, _ in known}


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


def live(connection: Connection, form: str) -> frozenset[tuple[int, int]]:
    """Which submissions of a call which members may know nothing of: pairs of both."""
    columns = (conflicts.c.submission_id, conflicts.c.member_id)
    joined = select(*columns).join(members, members.c.id == conflicts.c.member_id)
    counts = (members.c.form == form, conflicts.c.lifted_at.is_(None))
    return frozenset((submission, member) for submission, member in connection.execute(joined.where(*counts)))
