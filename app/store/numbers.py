"""Numbers without gaps: the next one of a series, given back when the caller's transaction fails."""

from sqlalchemy import Connection

from app.store.insert import insert_into
from app.store.tables import numbers


def next_number(connection: Connection, series: str) -> int:
    """The next number of `series`, from 1; others wait until the caller's transaction ends."""
    statement = insert_into(connection, numbers).values(series=series, last=1)
    statement = statement.on_conflict_do_update(index_elements=["series"], set_={"last": numbers.c.last + 1})
    return int(connection.execute(statement.returning(numbers.c.last)).scalar_one())


def hold(connection: Connection, series: str) -> None:
    """Keep others from the series until the caller's transaction ends, before its first number is taken."""
    statement = insert_into(connection, numbers).values(series=series, last=0)
    same = {"last": numbers.c.last}  # an update, though of nothing, locks the row where DO NOTHING would not
    connection.execute(statement.on_conflict_do_update(index_elements=["series"], set_=same))
