"""Published versions of forms: what each version asked, who published it and when."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select

from app.store.engine import alone
from app.store.tables import form_versions


@dataclass(frozen=True, slots=True)
class FormVersion:
    """One published version; `definition` is the plain tree of the language, None where the form was withdrawn."""

    id: int
    form: str
    version: int
    digest: str
    definition: Mapping[str, Any] | None
    who: str
    note: str
    published_at: datetime


def put(
    connection: Connection,
    *,
    form: str,
    version: int,
    digest: str,
    definition: Mapping[str, Any] | None,
    who: str,
    note: str,
    now: datetime,
) -> None:
    """Keep one version; earlier ones stay."""
    one_at_a_time(connection)
    connection.execute(
        insert(form_versions).values(
            form=form,
            version=version,
            digest=digest,
            definition=None if definition is None else dict(definition),
            who=who,
            note=note,
            published_at=now,
        )
    )


def one_at_a_time(connection: Connection) -> None:
    """Have others who publish wait until this transaction ends: numbers are then seen in the order they were given."""
    alone(connection, "form versions")


def newest(connection: Connection) -> list[FormVersion]:
    """The newest entry of every form, by name; withdrawn ones too."""
    last = select(func.max(form_versions.c.id)).group_by(form_versions.c.form)
    query = select(form_versions).where(form_versions.c.id.in_(last)).order_by(form_versions.c.form)
    return [FormVersion(**row._asdict()) for row in connection.execute(query)]


def history(connection: Connection, form: str) -> list[FormVersion]:
    """Every entry of a form, the newest first."""
    query = select(form_versions).where(form_versions.c.form == form).order_by(form_versions.c.id.desc())
    return [FormVersion(**row._asdict()) for row in connection.execute(query)]


def stamp(connection: Connection) -> int:
    """Grows with every entry: the same stamp means that nothing was published since."""
    return int(connection.execute(select(func.coalesce(func.max(form_versions.c.id), 0))).scalar_one())
