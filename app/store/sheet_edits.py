"""Sheet edits: what staff did to shared sheets, before and after, as it was noticed; nothing is changed or deleted."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, insert, select

from app.store.cells import as_json, from_json
from app.store.portions import portions
from app.store.tables import sheet_edits
from connectors.ports import CellValue

EDIT, REPLACED, ROW_GONE, ROW_BACK = "edit", "replaced", "row gone", "row back"
"""Kinds: a cell of staff's own or of both; one of the service's, written over; a row taken away; one that came back."""


@dataclass(frozen=True, slots=True)
class SheetEdit:
    """One thing that staff did to the row `key`; of a whole row there is no column."""

    form: str
    key: str
    kind: str
    at: datetime
    column: str = ""
    header: str = ""
    owner: str = ""
    before: CellValue = None
    after: CellValue = None
    who: str = ""  # where the place tells
    problem: str = ""  # what was wrong with the value, in words
    id: int = 0  # given by the ledger


def add(connection: Connection, edits: Sequence[SheetEdit]) -> None:
    """Write down what was noticed."""
    if edits:
        connection.execute(insert(sheet_edits), [_values(one) for one in edits])


def _values(edit: SheetEdit) -> dict[str, object]:
    values = asdict(replace(edit, before=None, after=None)) | {"who": edit.who[:200]}
    del values["id"]
    return values | {"before": as_json(edit.before), "after": as_json(edit.after)}


def of_form(connection: Connection, form: str, *, limit: int) -> list[SheetEdit]:
    """The newest of a form first."""
    return _found(connection, sheet_edits.c.form == form, limit=limit)


def of_submission(connection: Connection, key: str) -> list[SheetEdit]:
    """Those of one row, the newest first."""
    return _found(connection, sheet_edits.c.key == key)


def of_rows(connection: Connection, form: str, keys: Collection[str]) -> list[SheetEdit]:
    """Those of these rows, the newest first within each."""
    mine = sheet_edits.c.form == form
    return [one for some in portions(sorted(keys)) for one in _found(connection, mine, sheet_edits.c.key.in_(some))]


def count(connection: Connection, form: str) -> int:
    """How many there are of a form."""
    query = select(func.count()).select_from(sheet_edits).where(sheet_edits.c.form == form)
    return int(connection.execute(query).scalar_one())


def _found(connection: Connection, *which: ColumnElement[bool], limit: int | None = None) -> list[SheetEdit]:
    query = select(sheet_edits).where(*which).order_by(sheet_edits.c.id.desc()).limit(limit)
    return [_edit(**row._asdict()) for row in connection.execute(query)]


def _edit(*, before: object, after: object, **values: object) -> SheetEdit:
    return SheetEdit(**values, before=from_json(before), after=from_json(after))  # type: ignore[arg-type]  # as the table has them
