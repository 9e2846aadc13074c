"""Reviews: what a member of the committee says of a proposal; what was given once stays readable when it is changed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, insert, select

from app.store.call_tables import earlier_reviews, members, reviews
from app.store.insert import insert_into

DRAFT, GIVEN, ABSTAINED = "draft", "given", "abstained"
SAID = ("state", "scores", "remarks")


@dataclass(frozen=True, slots=True)
class Review:
    """What one member says of one submission."""

    submission_id: int
    member_id: int
    state: str
    scores: Mapping[str, int] = field(default_factory=dict)  # by criterion
    remarks: Mapping[str, str] = field(default_factory=dict)  # by criterion; "" for the whole
    changed_at: datetime | None = None
    given_at: datetime | None = None  # or abstained


@dataclass(frozen=True, slots=True)
class Scores:
    """A given review, for the ranking."""

    submission_id: int
    reviewer: str
    scores: Mapping[str, int]


def save(connection: Connection, review: Review, *, now: datetime) -> None:
    """Keep what a member says; what they gave before is put aside, unless nothing of it changes."""
    before = find(connection, review.submission_id, review.member_id)
    said = {name: getattr(review, name) for name in SAID}
    if before is not None and said == {name: getattr(before, name) for name in SAID}:
        return
    if before is not None and before.given_at is not None:
        _put_aside(connection, before, now)
    keys = {"submission_id": review.submission_id, "member_id": review.member_id}
    values = {**said, "changed_at": now, "given_at": None if review.state == DRAFT else now}
    statement = insert_into(connection, reviews).values(**keys, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=values))


def _put_aside(connection: Connection, given: Review, now: datetime) -> None:
    names = ("submission_id", "member_id", *SAID, "given_at")
    values = {name: getattr(given, name) for name in names}
    connection.execute(insert(earlier_reviews).values(**values, replaced_at=now))


def find(connection: Connection, submission: int, member: int, *, to_change: bool = False) -> Review | None:
    """What a member says of a submission; `to_change` keeps it so until the transaction ends (PostgreSQL)."""
    query = select(reviews).where(reviews.c.submission_id == submission, reviews.c.member_id == member)
    row = connection.execute(query.with_for_update() if to_change else query).one_or_none()
    return None if row is None else Review(**row._asdict())


def of_member(connection: Connection, member: int) -> dict[int, Review]:
    """What a member says, by submission."""
    rows = connection.execute(select(reviews).where(reviews.c.member_id == member))
    return {row.submission_id: Review(**row._asdict()) for row in rows}


def of_submission(connection: Connection, submission: int) -> list[Review]:
    """What the committee says of a submission, drafts too."""
    rows = connection.execute(select(reviews).where(reviews.c.submission_id == submission))
    return [Review(**row._asdict()) for row in rows]


def states(connection: Connection, form: str) -> dict[tuple[int, int], str]:
    """How far each review of a call is, by submission and member."""
    columns = (reviews.c.submission_id, reviews.c.member_id, reviews.c.state)
    joined = select(*columns).join(members, members.c.id == reviews.c.member_id).where(members.c.form == form)
    return {(submission, member): state for submission, member, state in connection.execute(joined)}


def of_form(connection: Connection, form: str) -> list[Review]:
    """Every review of a call, drafts too."""
    joined = select(reviews).join(members, members.c.id == reviews.c.member_id).where(members.c.form == form)
    rows = connection.execute(joined.order_by(reviews.c.submission_id, reviews.c.member_id))
    return [Review(**row._asdict()) for row in rows]


def given(connection: Connection, form: str) -> list[Scores]:
    """The scores of every review of a call that was given."""
    columns = (reviews.c.submission_id, members.c.name.label("reviewer"), reviews.c.scores)
    joined = select(*columns).join(members, members.c.id == reviews.c.member_id)
    mine = joined.where(members.c.form == form, reviews.c.state == GIVEN)
    return [Scores(**row._asdict()) for row in connection.execute(mine.order_by(reviews.c.submission_id, members.c.id))]
