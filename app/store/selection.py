"""Submissions of a form by what the ledger knows of each, page by page, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, or_, select

from app.store.submissions import Submission
from app.store.tables import submissions

ANY = "*"
"""Stands for any letters in a reference that is looked for."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which submissions of a form: all, where nothing else is said."""

    form: str
    since: datetime | None = None  # received then or later
    before: datetime | None = None
    source: str = ""
    language: str = ""
    is_partial: bool | None = None
    references: tuple[str, ...] = ()  # any of these


def page(connection: Connection, wanted: Wanted, *, after: int, last: int, limit: int) -> list[Submission]:
    """Those with the next numbers up to `last`, in the order in which they came."""
    query = select(submissions).where(*_conditions(wanted), submissions.c.id > after, submissions.c.id <= last)
    rows = connection.execute(query.order_by(submissions.c.id).limit(limit))
    return [Submission(**row._asdict()) for row in rows]


def count(connection: Connection, wanted: Wanted) -> int:
    """How many there are."""
    query = select(func.count()).select_from(submissions).where(*_conditions(wanted))
    return int(connection.execute(query).scalar_one())


def last_number(connection: Connection, form: str) -> int:
    """The number of the submission of a form that came last; 0 where there is none."""
    query = select(func.coalesce(func.max(submissions.c.id), 0)).where(submissions.c.form == form)
    return int(connection.execute(query).scalar_one())


def sources(connection: Connection, form: str) -> list[str]:
    """Where the submissions of a form came from."""
    query = select(submissions.c.source).where(submissions.c.form == form).distinct().order_by(submissions.c.source)
    return list(connection.scalars(query))


def unknown(connection: Connection, form: str, references: Sequence[str]) -> list[str]:
    """Those of the references that no submission of the form has."""
    return [one for one in references if not count(connection, Wanted(form, references=(one,)))]


def _conditions(wanted: Wanted) -> list[ColumnElement[bool]]:
    c = submissions.c
    found = [c.form == wanted.form]
    found += [] if wanted.since is None else [c.received_at >= wanted.since]
    found += [] if wanted.before is None else [c.received_at < wanted.before]
    found += [c.source == wanted.source] if wanted.source else []
    found += [c.language == wanted.language] if wanted.language else []
    found += [] if wanted.is_partial is None else [c.is_partial.is_(wanted.is_partial)]
    found += [or_(*map(_is_like, wanted.references))] if wanted.references else []
    return found


def _is_like(reference: str) -> ColumnElement[bool]:
    """Capitals do not count."""
    parts = (part.replace("\\", "\\\\").replace("%", r"\%").replace("_", r"\_") for part in reference.split(ANY))
    return submissions.c.reference.ilike("%".join(parts), escape="\\")
