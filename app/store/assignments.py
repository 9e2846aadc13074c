"""Assignments: which members are to read which proposals, where a call does not have all read everything."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, delete, insert, select

from app.store.call_tables import assignments, members
from app.store.insert import insert_into

Pair = tuple[int, int]
"""A submission and a member."""


def add(connection: Connection, pairs: Iterable[Pair], *, now: datetime) -> None:
    """Have members read submissions."""
    for submission, member in pairs:
        row = insert_into(connection, assignments).values(submission_id=submission, member_id=member, assigned_at=now)
        connection.execute(row.on_conflict_do_nothing())


def replace(connection: Connection, form: str, pairs: Iterable[Pair], *, now: datetime) -> None:
    """Have these read, and nobody else; who is to read the same as before was assigned before."""
    before, after = of_form(connection, form), frozenset(pairs)
    for submission, member in before - after:
        gone = (assignments.c.submission_id == submission, assignments.c.member_id == member)
        connection.execute(delete(assignments).where(*gone))
    rows = [{"submission_id": one, "member_id": member, "assigned_at": now} for one, member in sorted(after - before)]
    if rows:
        connection.execute(insert(assignments), rows)


def of_form(connection: Connection, form: str) -> frozenset[Pair]:
    """All of a call."""
    pairs = select(assignments.c.submission_id, assignments.c.member_id)
    joined = pairs.join(members, members.c.id == assignments.c.member_id).where(members.c.form == form)
    return frozenset((submission, member) for submission, member in connection.execute(joined))
