"""Sheets: which versions of submissions each does not show yet, and the mark of how it was left.

A row of `unshown` is written with the version that it names, in one transaction, and taken away only once the sheet
shows that version: so nothing is overlooked in whatever order transactions are committed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, delete, exists, func, insert, literal, select, update

from app.store.insert import insert_into
from app.store.submissions import Submission
from app.store.tables import sheet_marks, sheet_tabs, submissions, unshown

PUT = insert(unshown)
TAKE_AWAY = delete(unshown).where(*(unshown.c[name] == bindparam(f"the_{name}") for name in unshown.c.keys()))  # noqa: SIM118


@dataclass(frozen=True, slots=True)
class Unshown:
    """A version of a submission that the sheet of its form does not show yet."""

    form: str
    submission_id: int
    version: int


@dataclass(frozen=True, slots=True)
class Due:
    """A submission to be shown, and what that settles."""

    submission: Submission
    settles: tuple[Unshown, ...]


@dataclass(frozen=True, slots=True)
class Mark:
    """How a form's sheet was left at its last good sync; what `left` says is its backend's affair."""

    form: str
    form_version: int
    digest: str  # of the form as the sheet shows it
    shown: int  # submissions
    place: str
    file: str
    left: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Shown:
    """In which place a form's rows were shown last, and by which version of the form."""

    place: str
    form_version: int


@dataclass(frozen=True, slots=True)
class Standing:
    """How many submissions a form has, and what its sheet lacks of them."""

    kept: int
    new: int  # submissions that it does not show
    due: int  # versions that it does not show, of those and others
    form_version: int  # the newest by which any of those was checked


def put(connection: Connection, versions: Sequence[Unshown]) -> None:
    """Write down that these versions are to be shown."""
    if versions:
        connection.execute(PUT, [asdict(one) for one in versions])


def show_again(connection: Connection, form: str, submission: int) -> None:
    """A submission is to be shown anew for what is known beside its answers; no version is called 0."""
    row = insert_into(connection, unshown).values(form=form, submission_id=submission, version=0)
    connection.execute(row.on_conflict_do_nothing())


def all_due(connection: Connection, form: str) -> None:
    """The sheet of a form shows nothing: everything is to be shown anew."""
    connection.execute(delete(unshown).where(unshown.c.form == form))
    everything = select(submissions.c.form, submissions.c.id, literal(1)).where(submissions.c.form == form)
    names = ["form", "submission_id", "version"]
    connection.execute(insert_into(connection, unshown).from_select(names, everything).on_conflict_do_nothing())


def never_shown(connection: Connection, form: str) -> frozenset[int]:
    """The submissions that the sheet has not shown yet."""
    query = select(unshown.c.submission_id).where(unshown.c.form == form, unshown.c.version == 1)
    return frozenset(connection.scalars(query))


def shown_in(connection: Connection, form: str) -> Shown | None:
    """Where the rows of a form were shown last; None where they never were."""
    row = connection.execute(select(sheet_tabs).where(sheet_tabs.c.form == form)).one_or_none()
    return None if row is None else Shown(row.place, row.form_version)


def show_in(connection: Connection, form: str, now: Shown) -> None:
    """Write down where rows are shown."""
    statement = insert_into(connection, sheet_tabs).values(form=form, **asdict(now))
    connection.execute(statement.on_conflict_do_update(index_elements=["form"], set_=asdict(now)))


def standing(connection: Connection, form: str) -> Standing:
    """The counts, all of one moment."""
    kept = select(func.count()).select_from(submissions).where(submissions.c.form == form)
    due = select(func.count()).select_from(unshown).where(unshown.c.form == form)
    newest = (
        select(func.coalesce(func.max(submissions.c.form_version), 0))
        .select_from(unshown.join(submissions, unshown.c.submission_id == submissions.c.id))
        .where(unshown.c.form == form)
    )
    counts = (kept, due.where(unshown.c.version == 1), due, newest)
    return Standing(*connection.execute(select(*(one.scalar_subquery() for one in counts))).one())


def due(connection: Connection, form: str) -> list[Unshown]:
    """Every version that is to be shown, without its answers."""
    query = select(unshown).where(unshown.c.form == form)
    return [Unshown(*row) for row in connection.execute(query)]


def new(connection: Connection, form: str, *, after: int, limit: int) -> list[Due]:
    """Submissions that the sheet does not show, in the order of their numbers."""
    return _due(connection, form, unshown.c.version == 1, after, limit)


def changed(connection: Connection, form: str, *, limit: int) -> list[Due]:
    """Submissions of which the sheet shows an earlier version, in the order of their numbers."""
    first = unshown.alias()
    same = (first.c.form == form, first.c.submission_id == unshown.c.submission_id)
    return _due(connection, form, ~exists().where(*same, first.c.version == 1), 0, limit)


def _due(connection: Connection, form: str, which: ColumnElement[bool], after: int, limit: int) -> list[Due]:
    ids = select(unshown.c.submission_id).where(unshown.c.form == form, unshown.c.submission_id > after, which)
    numbers = list(connection.scalars(ids.distinct().order_by(unshown.c.submission_id).limit(limit)))
    settled: dict[int, list[Unshown]] = {number: [] for number in numbers}
    for row in connection.execute(select(unshown).where(unshown.c.form == form, unshown.c.submission_id.in_(numbers))):
        settled[row.submission_id].append(Unshown(*row))
    query = select(submissions).where(submissions.c.id.in_(numbers)).order_by(submissions.c.id)
    found = [Submission(**row._asdict()) for row in connection.execute(query)]
    return [Due(one, tuple(settled[one.id])) for one in found]


def mark(connection: Connection, form: str) -> Mark | None:
    """How the sheet of a form was left; None where that is not known."""
    row = connection.execute(select(sheet_marks).where(sheet_marks.c.form == form)).one_or_none()
    return None if row is None else Mark(*row)


def left_as(connection: Connection, form: str, new: Mark | None, shown: Iterable[Unshown], *, before: str = "") -> None:
    """Write down what a sheet shows now and how it was left, where that is known.

    Where the file was `before` and only this sheet in it has changed, the marks of its other sheets go with it.
    """
    gone = [{f"the_{name}": value for name, value in asdict(one).items()} for one in shown]
    if gone:
        connection.execute(TAKE_AWAY, gone)
    connection.execute(delete(sheet_marks).where(sheet_marks.c.form == form))
    if new is not None:
        connection.execute(insert(sheet_marks).values(**asdict(new)))
        others = (sheet_marks.c.place == new.place, sheet_marks.c.file == before)
        connection.execute(update(sheet_marks).where(*others).values(file=new.file))
