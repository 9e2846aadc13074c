"""Proposals without their answers: what lists of them need, however many there are."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select

from app.store.tables import submissions


@dataclass(frozen=True, slots=True)
class Head:
    """What a list says of a submission."""

    id: int
    key: str
    reference: str
    version: int
    received_at: datetime


def of_form(connection: Connection, form: str) -> list[Head]:
    """Those of a form that their applicants have sent, in the order in which they came."""
    columns = [submissions.c[name] for name in Head.__dataclass_fields__]
    query = select(*columns).where(submissions.c.form == form, submissions.c.is_partial.is_(False))
    return [Head(**row._asdict()) for row in connection.execute(query.order_by(submissions.c.id))]
