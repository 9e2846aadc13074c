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


@dataclass(frozen=True, slots=True)
class New:
    """One that is to be kept."""

    form: str
    made_at: datetime
    made_by: str
    as_of: datetime
    digest: str
    inputs: bytes
    result: Mapping[str, Any]


COLUMNS = [shortlists.c[name] for name in Shortlist.__dataclass_fields__]


def put(connection: Connection, new: New) -> int:
    """Keep one; returns its number."""
    values = {name: getattr(new, name) for name in New.__dataclass_fields__}
    values |= {"inputs": gzip.compress(new.inputs, mtime=0)}
    return int(connection.execute(insert(shortlists).values(**values).returning(shortlists.c.id)).scalar_one())


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
