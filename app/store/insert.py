"""INSERT … ON CONFLICT, which SQLite and PostgreSQL spell alike and SQLAlchemy keeps in two places."""

from collections.abc import Sequence

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Insert = sqlite.Insert | postgresql.Insert


def insert_into(connection: Connection, table: Table) -> Insert:
    """The dialect's own INSERT, which knows ON CONFLICT."""
    return (sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert)(table)


def insert_unless_there(connection: Connection, table: Table, keys: Sequence[str]) -> Insert:
    """An INSERT that does nothing when a row with the same `keys` is there."""
    return insert_into(connection, table).on_conflict_do_nothing(index_elements=list(keys))
