"""Submissions that count as withdrawn: by their applicants, or because staff took their rows away."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, select

from app.store import sheet_gone
from app.store.insert import insert_into
from app.store.portions import portions
from app.store.tables import withdrawals


def put(connection: Connection, form: str, key: str, *, now: datetime) -> None:
    """Its applicant withdraws a submission; the first time counts."""
    row = insert_into(connection, withdrawals).values(form=form, key=key, at=now)
    connection.execute(row.on_conflict_do_nothing())


def at(connection: Connection, key: str) -> datetime | None:
    """When its applicant withdrew a submission."""
    return connection.execute(select(withdrawals.c.at).where(withdrawals.c.key == key)).scalar()


def of_form(connection: Connection, form: str) -> frozenset[str]:
    """The keys of those of a form."""
    by_staff = {key for key, one in sheet_gone.of_form(connection, form).items() if one.is_withdrawal}
    return frozenset(by_staff).union(connection.scalars(select(withdrawals.c.key).where(withdrawals.c.form == form)))


def of_rows(connection: Connection, keys: Collection[str]) -> frozenset[str]:
    """Those of these keys, whatever their forms."""
    found = {key for key, one in sheet_gone.of_rows(connection, keys).items() if one.is_withdrawal}
    for some in portions(sorted(keys)):
        found.update(connection.scalars(select(withdrawals.c.key).where(withdrawals.c.key.in_(some))))
    return frozenset(found)
