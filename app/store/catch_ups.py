"""How far each source's API was asked for what its webhook missed, and how that went."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update

from app.store.insert import insert_unless_there
from app.store.tables import catch_ups


@dataclass(frozen=True, slots=True)
class CatchUp:
    """Where one source of one form stands."""

    form: str
    source: str
    cursor: Mapping[str, Mapping[str, str]]
    found: int
    last_run: datetime
    last_ok: datetime | None
    error: str


def begin(connection: Connection, form: str, source: str, *, now: datetime) -> CatchUp:
    """Write down that it is asked; gives where it stands."""
    nothing = {"form": form, "source": source, "cursor": {}, "found": 0, "last_run": now, "error": ""}
    connection.execute(insert_unless_there(connection, catch_ups, ("form", "source"), catch_ups.c.form), nothing)
    _change(connection, form, source, last_run=now)
    found = find(connection, form, source)
    assert found is not None  # noqa: S101 - it was written just now
    return found


def find(connection: Connection, form: str, source: str) -> CatchUp | None:
    """Where a source stands; None when it was never asked."""
    mine = (catch_ups.c.form == form, catch_ups.c.source == source)
    row = connection.execute(select(catch_ups).where(*mine)).one_or_none()
    return None if row is None else CatchUp(**row._asdict())


def go_on(
    connection: Connection, form: str, source: str, *, cursor: Mapping[str, Mapping[str, str]], found: int
) -> None:
    """Write down how far it is read, and how many more were found."""
    _change(connection, form, source, cursor=dict(cursor), found=catch_ups.c.found + found)


def end(connection: Connection, form: str, source: str, *, now: datetime) -> None:
    """Write down that all there is has been asked for."""
    _change(connection, form, source, last_ok=now, error="")


def fail(connection: Connection, form: str, source: str, *, error: str) -> None:
    """Write down why it could not go on."""
    _change(connection, form, source, error=error)


def _change(connection: Connection, form: str, source: str, **values: Any) -> None:
    mine = (catch_ups.c.form == form, catch_ups.c.source == source)
    connection.execute(update(catch_ups).where(*mine).values(**values))
