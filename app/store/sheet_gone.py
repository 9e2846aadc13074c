"""Rows that staff took away from a sheet and that stay away, and whether that withdrew their submissions."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, delete, select

from app.store.insert import insert_into
from app.store.portions import portions
from app.store.tables import sheet_gone


@dataclass(frozen=True, slots=True)
class Gone:
    """Since when a row is gone, and whether its submission counts as withdrawn."""

    at: datetime
    is_withdrawal: bool


def put(connection: Connection, form: str, keys: Collection[str], *, now: datetime, is_withdrawal: bool) -> None:
    """Write down rows that are gone; of those that are known the first time counts."""
    if keys:
        statement = insert_into(connection, sheet_gone).on_conflict_do_nothing()
        rows = [{"form": form, "key": key, "at": now, "is_withdrawal": is_withdrawal} for key in keys]
        connection.execute(statement, rows)


def take_back(connection: Connection, form: str, keys: Collection[str]) -> None:
    """These rows stand there again."""
    for some in portions(keys):
        connection.execute(delete(sheet_gone).where(sheet_gone.c.form == form, sheet_gone.c.key.in_(some)))


def of_form(connection: Connection, form: str) -> dict[str, Gone]:
    """The rows of a form that are gone, by key."""
    return _found(connection, sheet_gone.c.form == form)


def of_rows(connection: Connection, keys: Collection[str]) -> dict[str, Gone]:
    """Those of these rows, whatever their forms."""
    found: dict[str, Gone] = {}
    for some in portions(sorted(keys)):
        found |= _found(connection, sheet_gone.c.key.in_(some))
    return found


def _found(connection: Connection, which: ColumnElement[bool]) -> dict[str, Gone]:
    query = select(sheet_gone.c.key, sheet_gone.c.at, sheet_gone.c.is_withdrawal).where(which)
    return {row.key: Gone(row.at, row.is_withdrawal) for row in connection.execute(query)}
