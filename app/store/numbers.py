"""Numbers without gaps: the next one of a series, given back when the caller's transaction fails."""

from functools import cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.sql.dml import ReturningInsert

from app.store.insert import INSERTS, insert_into
from app.store.tables import numbers


def next_number(connection: Connection, series: str) -> int:
    """The next number of `series`, from 1; others wait until the caller's transaction ends."""
    statement = _next_number(connection.dialect.name)
    return int(connection.execute(statement, {"series": series, "last": 1}).scalar_one())


@cache
def _next_number(dialect: str) -> ReturningInsert[Any]:
    """Made once: every submission takes a number."""
    statement = INSERTS[dialect](numbers)
    more = {"last": numbers.c.last + 1}
    return statement.on_conflict_do_update(index_elements=["series"], set_=more).returning(numbers.c.last)


def hold(connection: Connection, series: str) -> None:
    """Keep others from the series until the caller's transaction ends, before its first number is taken."""
    statement = insert_into(connection, numbers).values(series=series, last=0)
    same = {"last": numbers.c.last}  # an update, though of nothing, locks the row where DO NOTHING would not
    connection.execute(statement.on_conflict_do_update(index_elements=["series"], set_=same))
