"""Shortlists: rankings that were frozen, with what they were made of; nothing is changed or deleted."""

import gzip
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from app.store.call_tables import shortlists


@dataclass(frozen=True, slots=True)
class Shortlist:
    """One that was frozen."""

    id: int
    form: str
    made_at: datetime
    made_by: str
    as_of: datetime
    digest: str  # SHA-256 of the inputs


@dataclass(frozen=True, slots=True)
class Frozen:
    """The same, with its inputs as canonical JSON, and its result."""

    shortlist: Shortlist
    inputs: bytes
    result: Mapping[str, Any]


COLUMNS = [shortlists.c[name] for name in Shortlist.__dataclass_fields__]


def put(
    connection: Connection,
    *,
    form: str,
    made_at: datetime,
    made_by: str,
    as_of: datetime,
    digest: str,
    inputs: bytes,
    result: Mapping[str, Any],
) -> int:
    """Keep one; returns its number."""
    about = {"form": form, "made_at": made_at, "made_by": made_by, "as_of": as_of, "digest": digest}
    row = insert(shortlists).values(**about, inputs=gzip.compress(inputs, mtime=0), result=dict(result))
    return int(connection.execute(row.returning(shortlists.c.id)).scalar_one())


def of_form(connection: Connection, form: str) -> list[Shortlist]:
    """Those of a call, the newest first."""
    query = select(*COLUMNS).where(shortlists.c.form == form).order_by(shortlists.c.id.desc())
    return [Shortlist(**row._asdict()) for row in connection.execute(query)]


def get(connection: Connection, number: int) -> Frozen | None:
    """The one with this number. Raises OSError, EOFError or zlib.error where its inputs are damaged."""
    query = select(*COLUMNS, shortlists.c.inputs, shortlists.c.result).where(shortlists.c.id == number)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    *about, inputs, result = row
    return Frozen(Shortlist(*about), gzip.decompress(inputs), result)
