"""Verdicts of staff on proposals, every one with its time: the last counts, and of a moment the last before it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, select

from app.store.call_tables import verdicts
from app.store.tables import submissions


@dataclass(frozen=True, slots=True)
class Verdict:
    """What staff say: eligible, ineligible, or with an empty word that the rules alone count."""

    word: str
    reason: str
    who: str


@dataclass(frozen=True, slots=True)
class Given:
    """A verdict, and when it was given."""

    verdict: Verdict
    at: datetime


def give(connection: Connection, submission: int, verdict: Verdict, *, now: datetime) -> None:
    """Keep one more."""
    said = {"verdict": verdict.word, "reason": verdict.reason, "given_by": verdict.who}
    connection.execute(insert(verdicts).values(submission_id=submission, **said, given_at=now))


def of_submission(connection: Connection, submission: int) -> list[Given]:
    """All of a proposal, the newest first."""
    query = select(verdicts).where(verdicts.c.submission_id == submission)
    rows = connection.execute(query.order_by(verdicts.c.given_at.desc(), verdicts.c.id.desc()))
    return [Given(Verdict(row.verdict, row.reason, row.given_by), row.given_at) for row in rows]


def held_at(connection: Connection, form: str, at: datetime) -> Mapping[int, Verdict]:
    """What staff had said by then of a call's proposals, of any version: submission -> verdict."""
    mine = (submissions.c.form == form, verdicts.c.given_at <= at)
    query = select(verdicts).join(submissions, submissions.c.id == verdicts.c.submission_id).where(*mine)
    rows = connection.execute(query.order_by(verdicts.c.given_at, verdicts.c.id))
    last = {row.submission_id: Verdict(row.verdict, row.reason, row.given_by) for row in rows}
    return {submission: verdict for submission, verdict in last.items() if verdict.word}
