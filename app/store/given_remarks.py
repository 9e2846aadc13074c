"""The remarks of the reviews of a call that held at a moment."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select

from app.store.call_tables import earlier_reviews, members, reviews
from app.store.reviews import GIVEN


@dataclass(frozen=True, slots=True)
class Remarks:
    """What a member wrote beside the scores of one submission, by criterion; "" for the whole."""

    submission_id: int
    member: str
    said: Mapping[str, str]


def held_at(connection: Connection, form: str, at: datetime) -> list[Remarks]:
    """Those of the reviews that had been given by then and not changed or taken back, by submission and member."""
    found = [Remarks(*row) for query in _queries(form, at) for row in connection.execute(query)]
    return sorted((one for one in found if one.said), key=lambda one: (one.submission_id, one.member))


def _queries(form: str, at: datetime) -> Iterator[Select[tuple[int, str, Any]]]:
    for table in (reviews, earlier_reviews):
        held = (members.c.form == form, table.c.state == GIVEN, table.c.given_at <= at)
        query = select(table.c.submission_id, members.c.name, table.c.remarks).where(*held)
        joined = query.join(members, members.c.id == table.c.member_id)
        yield joined.where(table.c.replaced_at > at) if table is earlier_reviews else joined
