"""A call's ledger as it was at a moment: which version of each proposal held, and which were withdrawn."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, select

from app.store import sheet_gone
from app.store.portions import portions
from app.store.submissions import Submission, Version, versions_of_many
from app.store.tables import audit, submissions, withdrawals

TAKEN_IN, WITHDRAWN, BACK = "submission.accepted", "submission.withdrawn", "submission.back"
"""Acts of the audit log."""


def numbers(connection: Connection, form: str, at: datetime) -> Sequence[int]:
    """The submissions that had been received, in the order in which they came."""
    query = select(submissions.c.id).where(submissions.c.form == form, submissions.c.received_at <= at)
    return connection.scalars(query.order_by(submissions.c.id)).all()


def not_yet_taken_in(connection: Connection, form: str, at: datetime) -> frozenset[int]:
    """Those of them that were not: what was received may have waited in quarantine."""
    later = select(submissions.c.id).join(audit, audit.c.what == submissions.c.reference)
    return frozenset(
        connection.scalars(later.where(audit.c.act == TAKEN_IN, audit.c.at > at, submissions.c.form == form))
    )


def versions(connection: Connection, wanted: Iterable[int], at: datetime) -> list[Submission]:
    """These submissions in the version that held."""
    found: list[Submission] = []
    for some in portions(wanted):
        rows = connection.execute(select(submissions).where(submissions.c.id.in_(some)).order_by(submissions.c.id))
        now = [Submission(**row._asdict()) for row in rows]
        earlier = versions_of_many(connection, [one.id for one in now if one.updated_at > at])
        found += [_earlier(one, earlier[one.id], at) if one.id in earlier else one for one in now]
    return found


def _earlier(submission: Submission, known: Iterable[Version], at: datetime) -> Submission:
    held = next((one for one in known if one.received_at <= at), None)
    if held is None:
        return submission
    names = ("version", "form_version", "answers", "language", "submitted_at")
    return replace(submission, **{name: getattr(held, name) for name in names}, updated_at=held.received_at)


def withdrawn(connection: Connection, form: str, at: datetime) -> dict[int, str]:
    """Those that counted as withdrawn, by whomever: number -> reference."""
    by_applicants = connection.scalars(
        select(withdrawals.c.key).where(withdrawals.c.form == form, withdrawals.c.at <= at)
    )
    gone = sheet_gone.of_form(connection, form).items()
    keys = {*by_applicants, *(key for key, one in gone if one.is_withdrawal and one.at <= at)}
    return {**_named(connection, submissions.c.key, keys), **_back_since(connection, form, at)}


def _back_since(connection: Connection, form: str, at: datetime) -> dict[int, str]:
    """Those that staff had taken away, and put back later."""
    query = select(audit).where(audit.c.act.in_((WITHDRAWN, BACK))).order_by(audit.c.at, audit.c.id)
    before: dict[str, str] = {}
    back: set[str] = set()
    for row in connection.execute(query):
        if row.details.get("form") == form and row.at <= at:
            before[row.what] = row.act
        elif row.act == BACK:
            back.add(row.what)
    away = {reference for reference in back if before.get(reference) == WITHDRAWN}
    return _named(connection, submissions.c.reference, away)


def _named(connection: Connection, column: ColumnElement[str], values: Collection[str]) -> dict[int, str]:
    found: dict[int, str] = {}
    for some in portions(sorted(values)):
        rows = connection.execute(select(submissions.c.id, submissions.c.reference).where(column.in_(some)))
        found |= {row.id: row.reference for row in rows}
    return found
