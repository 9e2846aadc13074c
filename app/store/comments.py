"""Donors' comments on what is proposed for approval; each is kept, and the newest of a donor on a proposal counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from app.store.call_tables import comments


@dataclass(frozen=True, slots=True)
class Comment:
    """What a donor says of one proposal, or of the list."""

    form: str
    submission_id: int | None  # None: of the list as a whole
    member_id: int
    comment: str  # empty where it was taken back
    said_at: datetime


NAMES = tuple(Comment.__dataclass_fields__)


def put(connection: Connection, comment: Comment) -> None:
    """Keep one more."""
    connection.execute(insert(comments).values({name: getattr(comment, name) for name in NAMES}))


def of_member(connection: Connection, member: int) -> Mapping[int | None, str]:
    """What a donor says now: submission, or None for the list -> text."""
    query = select(comments).where(comments.c.member_id == member).order_by(comments.c.id)
    last = {row.submission_id: row.comment for row in connection.execute(query)}
    return {about: said for about, said in last.items() if said}


def of_form(connection: Connection, form: str) -> list[Comment]:
    """What all donors of a call say now, in the order in which they said it."""
    query = select(*(comments.c[name] for name in NAMES)).where(comments.c.form == form).order_by(comments.c.id)
    last = {(row.submission_id, row.member_id): Comment(**row._asdict()) for row in connection.execute(query)}
    return sorted((one for one in last.values() if one.comment), key=lambda one: one.said_at)
