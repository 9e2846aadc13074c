"""INSERT … ON CONFLICT, which SQLite and PostgreSQL spell alike and SQLAlchemy keeps in two places.

Statements are made once and given their values when they run: to put one together costs more than to run it.
"""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql.dml import ReturningInsert

Insert = sqlite.Insert | postgresql.Insert
INSERTS: Mapping[str, Callable[[Table], Insert]] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def insert_into(connection: Connection, table: Table) -> Insert:
    """The dialect's own INSERT, which knows ON CONFLICT."""
    return INSERTS[connection.dialect.name](table)


def insert_unless_there(
    connection: Connection, table: Table, keys: tuple[str, ...], gives: Column[Any]
) -> ReturningInsert[Any]:
    """An INSERT that does nothing, and gives nothing, when a row with the same `keys` is there."""
    return _insert_unless_there(connection.dialect.name, table, keys, gives)


@cache
def _insert_unless_there(dialect: str, table: Table, keys: tuple[str, ...], gives: Column[Any]) -> ReturningInsert[Any]:
    return INSERTS[dialect](table).on_conflict_do_nothing(index_elements=list(keys)).returning(gives)
