"""Reviews: the score each reviewer gave each submission on each criterion."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from app.store.insert import insert_into
from app.store.tables import reviews, submissions


@dataclass(frozen=True, slots=True)
class Review:
    """One score."""

    submission_id: int
    reviewer: str
    criterion: str
    score: int


def put(
    connection: Connection, *, submission_id: int, reviewer: str, criterion: str, score: int, now: datetime
) -> None:
    """Keep a score; the reviewer's earlier one on the same criterion gives way."""
    keys = {"submission_id": submission_id, "reviewer": reviewer, "criterion": criterion}
    values = {"score": score, "scored_at": now}
    statement = insert_into(connection, reviews).values(**keys, **values)
    connection.execute(statement.on_conflict_do_update(index_elements=list(keys), set_=values))


def of_form(connection: Connection, form: str) -> list[Review]:
    """Every score given to submissions of a form."""
    query = (
        select(reviews.c.submission_id, reviews.c.reviewer, reviews.c.criterion, reviews.c.score)
        .join(submissions, submissions.c.id == reviews.c.submission_id)
        .where(submissions.c.form == form)
        .order_by(reviews.c.submission_id, reviews.c.reviewer, reviews.c.criterion)
    )
    return [Review(**row._asdict()) for row in connection.execute(query)]
