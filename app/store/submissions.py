"""Submissions: what applicants answered, every version of it."""

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, exists, func, or_, select, update
from sqlalchemy import insert as insert_row

from app.store.insert import insert_unless_there
from app.store.portions import portions
from app.store.tables import submission_versions, submissions
from forms.types.texts import UNKEEPABLE


@dataclass(frozen=True, slots=True)
class Submission:
    """One submission in its newest version; `key` is its public identity and its key in sheets."""

    id: int
    key: str
    form: str
    form_version: int
    source: str
    source_id: str
    reference: str
    version: int
    answers: Mapping[str, Any]
    language: str
    submitted_at: datetime | None
    received_at: datetime
    updated_at: datetime
    subject: str | None = None  # digest of the answers that only one submission of the form may have
    is_partial: bool = False  # its applicant is still at it


# Statements that every delivery needs are made once: to put one together costs more than to run it.
FIND = (
    select(submissions)
    .where(*(submissions.c[name] == bindparam(name) for name in ("form", "source", "source_id")))
    .with_for_update()
)
IS_TAKEN = select(exists().where(submissions.c.reference == bindparam("reference")))
KEEP_VERSION = insert_row(submission_versions)


def find(connection: Connection, form: str, source: str, source_id: str) -> Submission | None:
    """The submission a source calls `source_id`; the row is held until the transaction ends (PostgreSQL)."""
    said = {"form": form, "source": source, "source_id": source_id}
    row = connection.execute(FIND, said).one_or_none()
    return None if row is None else Submission(**row._asdict())


def versions_of(connection: Connection, form: str, source: str, source_ids: Iterable[str]) -> dict[str, int]:
    """The version of each submission that is there, by what its source calls it."""
    query = select(submissions.c.source_id, submissions.c.version).where(
        submissions.c.form == form, submissions.c.source == source, submissions.c.source_id.in_(list(source_ids))
    )
    return {source_id: version for source_id, version in connection.execute(query)}  # noqa: C416


def get(connection: Connection, submission: int) -> Submission | None:
    """The submission with this number."""
    row = connection.execute(select(submissions).where(submissions.c.id == submission)).one_or_none()
    return None if row is None else Submission(**row._asdict())


def is_taken(connection: Connection, reference: str) -> bool:
    """Whether a submission has this reference."""
    return bool(connection.execute(IS_TAKEN, {"reference": reference}).scalar())


@dataclass(frozen=True, slots=True)
class State:
    """How far a submission is known."""

    submitted_at: datetime | None
    is_partial: bool


def states(connection: Connection, form: str, source: str, source_ids: Collection[str]) -> dict[str, State]:
    """Those of a source's submissions that are there, by what the source calls them."""
    columns = (submissions.c.source_id, submissions.c.submitted_at, submissions.c.is_partial)
    query = select(*columns).where(submissions.c.form == form, submissions.c.source == source)
    rows = connection.execute(query.where(submissions.c.source_id.in_(source_ids)))
    return {row.source_id: State(row.submitted_at, row.is_partial) for row in rows}


def of_form(connection: Connection, form: str) -> list[Submission]:
    """Every submission of a form, in the order in which they came."""
    query = select(submissions).where(submissions.c.form == form).order_by(submissions.c.id)
    return [Submission(**row._asdict()) for row in connection.execute(query)]


@dataclass(frozen=True, slots=True)
class Named:
    """How one submission is known, without its answers."""

    id: int
    key: str
    reference: str


def whole(connection: Connection, form: str) -> list[Named]:
    """Those of a form that their applicants have sent, in the order in which they came."""
    columns = [submissions.c[name] for name in Named.__dataclass_fields__]
    query = select(*columns).where(submissions.c.form == form, submissions.c.is_partial.is_(False))
    return [Named(*row) for row in connection.execute(query.order_by(submissions.c.id))]


def numbered(connection: Connection, numbers: Iterable[int]) -> list[Submission]:
    """The submissions with these numbers, in the order in which they came."""
    found: list[Submission] = []
    for some in portions(sorted(numbers)):
        query = select(submissions).where(submissions.c.id.in_(some)).order_by(submissions.c.id)
        found += [Submission(**row._asdict()) for row in connection.execute(query)]
    return found


def newest_form_version(connection: Connection, form: str) -> int:
    """The newest version of a form that any of its submissions was checked by; 0 where there is none."""
    query = select(func.coalesce(func.max(submissions.c.form_version), 0)).where(submissions.c.form == form)
    return int(connection.execute(query).scalar_one())


def counts(connection: Connection) -> dict[str, int]:
    """How many submissions each form has."""
    query = select(submissions.c.form, func.count()).group_by(submissions.c.form).order_by(submissions.c.form)
    return {key: count for key, count in connection.execute(query)}  # noqa: C416


@dataclass(frozen=True, slots=True)
class Version:
    """A submission as it was at one time, and the version of the form that it was checked against."""

    version: int
    form_version: int
    answers: Mapping[str, Any]
    language: str
    submitted_at: datetime | None
    received_at: datetime


def versions(connection: Connection, submission: int) -> list[Version]:
    """Every version of a submission, the newest first."""
    columns = [submission_versions.c[name] for name in Version.__dataclass_fields__]
    query = select(*columns).where(submission_versions.c.submission_id == submission)
    rows = connection.execute(query.order_by(submission_versions.c.version.desc()))
    return [Version(**row._asdict()) for row in rows]


def versions_of_many(connection: Connection, numbers: Iterable[int]) -> dict[int, list[Version]]:
    """Every version of each of these submissions, the newest first."""
    names = ("submission_id", *Version.__dataclass_fields__)
    query = select(*(submission_versions.c[name] for name in names)).order_by(submission_versions.c.version.desc())
    found: dict[int, list[Version]] = {}
    for some in portions(sorted(numbers)):
        for number, *values in connection.execute(query.where(submission_versions.c.submission_id.in_(some))):
            found.setdefault(number, []).append(Version(*values))
    return found


def with_reference(connection: Connection, reference: str) -> Submission | None:
    """The submission that has this reference; one that cannot be kept, nothing has."""
    if UNKEEPABLE.search(reference):
        return None
    row = connection.execute(select(submissions).where(submissions.c.reference == reference)).one_or_none()
    return None if row is None else Submission(**row._asdict())


def with_key(connection: Connection, key: str) -> Submission | None:
    """The submission that has this key."""
    row = connection.execute(select(submissions).where(submissions.c.key == key)).one_or_none()
    return None if row is None else Submission(**row._asdict())


def references(
    connection: Connection, *, identities: Iterable[int] = (), keys: Iterable[str] = ()
) -> dict[int | str, str]:
    """The references of these submissions, by their number and by their key."""
    known = or_(submissions.c.id.in_(list(identities)), submissions.c.key.in_(list(keys)))
    query = select(submissions.c.id, submissions.c.key, submissions.c.reference).where(known)
    found: dict[int | str, str] = {}
    for identity, key, reference in connection.execute(query):
        found |= {identity: reference, key: reference}
    return found


def newest(
    connection: Connection, *, form: str = "", reference: str = "", limit: int, offset: int = 0
) -> list[Submission]:
    """The newest submissions first: of one form, and with this in their reference, where that is asked for."""
    query = select(submissions).order_by(submissions.c.id.desc()).limit(limit).offset(offset)
    if form:
        query = query.where(submissions.c.form == form)
    if reference:
        query = query.where(submissions.c.reference.icontains(reference, autoescape=True))
    return [Submission(**row._asdict()) for row in connection.execute(query)]


def insert(
    connection: Connection,
    *,
    form: str,
    form_version: int,
    source: str,
    source_id: str,
    reference: str,
    answers: Mapping[str, Any],
    language: str,
    submitted_at: datetime | None,
    received_at: datetime,
    subject: str | None = None,
    is_partial: bool = False,
) -> Submission | None:
    """Keep a new submission as its version 1; None when its source has sent that one before."""
    values: dict[str, Any] = {
        "key": uuid.uuid4().hex,
        "form": form,
        "form_version": form_version,
        "source": source,
        "source_id": source_id,
        "reference": reference,
        "version": 1,
        "answers": dict(answers),
        "language": language,
        "submitted_at": submitted_at,
        "received_at": received_at,
        "updated_at": received_at,
        "subject": subject,
        "is_partial": is_partial,
    }
    keys = ("form", "source", "source_id")
    statement = insert_unless_there(connection, submissions, keys, submissions.c.id)
    identity = connection.execute(statement, values).scalar()
    if identity is None:
        return None
    submission = Submission(id=identity, **values)
    _keep_version(connection, submission)
    return submission


def revise(
    connection: Connection,
    submission: Submission,
    *,
    form_version: int,
    answers: Mapping[str, Any],
    language: str,
    submitted_at: datetime | None,
    received_at: datetime,
    subject: str | None = None,
    is_partial: bool = False,
) -> Submission:
    """Keep a newer version; the earlier ones stay."""
    values: dict[str, Any] = {
        "form_version": form_version,
        "version": submission.version + 1,
        "answers": dict(answers),
        "language": language,
        "submitted_at": submitted_at,
        "updated_at": received_at,
        "subject": subject,
        "is_partial": is_partial,
    }
    row = connection.execute(
        update(submissions).where(submissions.c.id == submission.id).values(**values).returning(submissions)
    ).one()
    revised = Submission(**row._asdict())
    _keep_version(connection, revised)
    return revised


def has_reference(connection: Connection, form: str, reference: str) -> bool:
    """Whether the form has a submission with this reference."""
    query = select(submissions.c.id).where(submissions.c.form == form, submissions.c.reference == reference)
    return connection.execute(query).first() is not None


def has_subject(connection: Connection, form: str, subject: str, *, but: int | None = None) -> bool:
    """Whether a submission of the form (other than `but`) has this subject."""
    query = select(submissions.c.id).where(submissions.c.form == form, submissions.c.subject == subject)
    return any(found != but for (found,) in connection.execute(query))


def put_subjects(connection: Connection, form: str, subjects: Mapping[int, str | None]) -> None:
    """Give the submissions of a form other subjects: all are taken first, as one may get what another had."""
    connection.execute(update(submissions).where(submissions.c.form == form).values(subject=None))
    for submission, subject in subjects.items():
        if subject is not None:
            connection.execute(update(submissions).where(submissions.c.id == submission).values(subject=subject))


def confirm(connection: Connection, submission: Submission, *, submitted_at: datetime, is_partial: bool) -> None:
    """Write down that the same answers were said again, at a later time, and whether they are all now."""
    said = {"submitted_at": submitted_at, "is_partial": is_partial}
    connection.execute(update(submissions).where(submissions.c.id == submission.id).values(**said))


def _keep_version(connection: Connection, submission: Submission) -> None:
    connection.execute(
        KEEP_VERSION,
        {
            "submission_id": submission.id,
            "version": submission.version,
            "form_version": submission.form_version,
            "answers": dict(submission.answers),
            "language": submission.language,
            "submitted_at": submission.submitted_at,
            "received_at": submission.updated_at,
        },
    )
