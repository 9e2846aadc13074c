"""Opens the ledger: one engine over SQLite or PostgreSQL, with transactions for reading and for writing."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.pool import ConnectionPoolEntry

BUSY_TIMEOUT_MS = 30_000
CONNECT_TIMEOUT = 10  # seconds
POOL: dict[str, Any] = {"pool_size": 20, "max_overflow": 10}  # a process's threads, and room
MIGRATION_LOCK = 4_201_815  # an arbitrary number that all of our processes ask PostgreSQL for
SCRIPTS = Path(__file__).parent / "migrations"


class LedgerDown(Exception):  # noqa: N818 - a state of the world, told to senders as 503
    """The ledger cannot be reached, or stayed locked too long. Nothing was kept; try again."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The open ledger."""

    engine: Engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """For looking: what the block changes is undone when it ends."""
        with _down_in_words(), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: committed to disk when the block ends, undone when it raises."""
        with _down_in_words(), self.engine.connect() as connection:
            writer = connection.execution_options(chancery_writes=True)
            with writer.begin():
                yield writer


@contextmanager
def _down_in_words() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as fault:
        raise LedgerDown(f"the ledger cannot be used: {fault.orig}") from fault
    except NoFreeConnection as fault:
        raise LedgerDown(f"the ledger is too busy: {fault}") from fault
    except DBAPIError as fault:
        if fault.connection_invalidated:
            raise LedgerDown(f"the ledger went away: {fault.orig}") from fault
        raise


def open_ledger(url: str) -> Ledger:
    """A ledger at a SQLAlchemy URL; connects at the first use."""
    if make_url(url).get_backend_name() == "sqlite":
        return Ledger(_open_sqlite(url))
    wait = {"connect_timeout": CONNECT_TIMEOUT}
    return Ledger(create_engine(url, pool_pre_ping=True, connect_args=wait, **POOL))


def _open_sqlite(url: str) -> Engine:
    path = make_url(url).database
    if path:
        Path(path).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, **POOL)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, below
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",  # a commit is on disk when it returns
        "foreign_keys=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the lock at once: one that upgrades later can be refused although it waited."""
    writes = connection.get_execution_options().get("chancery_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def migrate(ledger: Ledger, revision: str = "head") -> None:
    """Bring the tables up (or down) to `revision`; safe when several processes start at once."""
    with _one_migration_at_a_time(ledger.engine), _down_in_words(), ledger.engine.connect() as connection:
        config = alembic_config(connection)
        if revision == "base":
            command.downgrade(config, revision)
        else:
            command.upgrade(config, revision)
        connection.commit()


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration, bound to a connection of ours."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS))
    config.attributes["connection"] = connection
    return config


@contextmanager
def _one_migration_at_a_time(engine: Engine) -> Iterator[None]:
    path = engine.url.database
    if engine.dialect.name == "sqlite" and path:
        with Path(f"{path}.migrating").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        return
    with _down_in_words(), engine.connect() as holder:
        holder.execute(text("select pg_advisory_lock(:number)"), {"number": MIGRATION_LOCK})
        try:
            yield
        finally:
            holder.execute(text("select pg_advisory_unlock(:number)"), {"number": MIGRATION_LOCK})
