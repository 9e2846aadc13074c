"""Statements and rows that go to the database's driver and come from it as they are, where there is no time to lose.

SQLAlchemy takes longer to send a statement than the database takes to carry it out, and each delivery waits for both.
The transaction is SQLAlchemy's all the same.
"""

from collections.abc import Sequence
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import Connection, Executable

MOST_ROWS = 256  # of one statement: SQLite takes 32,766 values
MARKS = {"qmark": "?", "pyformat": "%s"}


def insert_ready(connection: Connection, table: str, columns: tuple[str, ...], rows: Sequence[Sequence[Any]]) -> None:
    """Insert rows whose values are ready for the driver, many in one statement.

    The driver gives other threads their turn at every statement, and would have to queue again for each row.
    """
    for start in range(0, len(rows), MOST_ROWS):
        some = rows[start : start + MOST_ROWS]
        run(connection, insertion(table, columns, len(some)), tuple(chain.from_iterable(some)))


def is_there(connection: Connection, query: str, values: Sequence[Any]) -> bool:
    """Whether a query finds a row; ? stands for a value."""
    return bool(run(connection, query, values).fetchone())


def run(connection: Connection, statement: str, values: Sequence[Any]) -> Any:
    """Run a statement in the transaction; ? stands for a value. Gives the driver's cursor, raises its errors."""
    cursor = connection.connection.cursor()
    cursor.execute(spelled(statement, MARKS[connection.dialect.paramstyle]), values)
    return cursor


def rows(connection: Connection, query: Executable) -> Sequence[Sequence[Any]]:
    """The rows of a query as the driver gives them: SQLAlchemy takes twice the time for very many."""
    cursor = connection.execute(query).cursor
    return [] if cursor is None else cursor.fetchall()


@cache
def insertion(table: str, columns: tuple[str, ...], count: int) -> str:
    row = f"({', '.join('?' * len(columns))})"
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([row] * count)}"  # noqa: S608 - our own names


@cache
def spelled(statement: str, mark: str) -> str:
    return statement.replace("?", mark)
