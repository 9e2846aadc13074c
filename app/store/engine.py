"""Opens the ledger: one engine over SQLite or PostgreSQL, with transactions for reading and for writing."""

import fcntl
import os
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any
from weakref import finalize
from zlib import crc32

import psycopg
from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, Engine, create_engine, event, func, make_url, select, text
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError, ProgrammingError
from sqlalchemy.exc import TimeoutError as NoFreeConnection
from sqlalchemy.pool import ConnectionPoolEntry

from app.config import PASSABLE

BUSY_TIMEOUT_MS = 30_000
LOCK_PAUSE = 0.0002  # seconds between looks whether it is our turn
CONNECT_TIMEOUT = 10  # seconds
OPTIONS: dict[str, Any] = {
    "pool_size": 20,  # a process's threads, and room
    "max_overflow": 10,
    "pool_timeout": 5,  # seconds; whoever waits longer for a connection is told to come again
    "hide_parameters": True,  # an error's text goes to logs; what applicants answered does not
}
MIGRATION_LOCK = 4_201_815  # an arbitrary number that all of our processes ask PostgreSQL for
OUR_MISTAKES = (IntegrityError, DataError, ProgrammingError)
TOLD_BY_DRIVERS = tuple(getattr(driver, one.__name__) for driver in (sqlite3, psycopg) for one in OUR_MISTAKES)
"""Every other fault is the database's: a server that became a standby says InternalError, for one."""
SCRIPTS = Path(__file__).parent / "migrations"


class LedgerDown(Exception):  # noqa: N818 - a state of the world, told to senders as 503
    """The ledger cannot be reached, or stayed locked too long. Nothing was kept; try again."""


@dataclass(frozen=True, slots=True)
class Ledger:
    """The open ledger."""

    engine: Engine
    turn: Callable[[], AbstractContextManager[None]] = nullcontext  # taken by whoever writes

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """For looking: what the block changes is undone when it ends."""
        with _down_in_words(), self.engine.connect() as connection:
            yield connection

    def kind(self) -> str:
        """Which database answers. Raises LedgerDown."""
        with self.reading() as connection:
            connection.execute(select(1))
            return connection.dialect.name

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: committed to disk when the block ends, undone when it raises."""
        with _down_in_words(), self.turn(), self.engine.connect() as connection:
            writer = connection.execution_options(chancery_writes=True)
            with writer.begin():
                yield writer


@contextmanager
def _down_in_words() -> Iterator[None]:
    try:
        yield
    except NoFreeConnection as fault:
        raise LedgerDown(f"the ledger is too busy: {fault}") from fault
    except DBAPIError as fault:
        if isinstance(fault, OUR_MISTAKES) and not fault.connection_invalidated:
            raise
        raise LedgerDown(f"the ledger cannot be used: {fault.orig}") from fault
    except (sqlite3.Error, psycopg.Error) as fault:  # of a statement that went to the driver as it was
        if isinstance(fault, TOLD_BY_DRIVERS):
            raise
        raise LedgerDown(f"the ledger cannot be used: {fault}") from fault


def open_ledger(url: str) -> Ledger:
    """A ledger at a SQLAlchemy URL; connects at the first use."""
    if make_url(url).get_backend_name() == "sqlite":
        return Ledger(_open_sqlite(url), Turn(make_url(url).database or "").taken)
    wait = {"connect_timeout": CONNECT_TIMEOUT}
    return Ledger(create_engine(url, pool_pre_ping=True, connect_args=wait, **OPTIONS))


class Turn:
    """One writer at a time, in turn: SQLite's own waiting sleeps and looks, longer and longer, up to 100 ms at a time.

    Whoever is next waits with the first file locked for the second, which nobody can take without the first: so a
    process that has just written does not overtake one that waits. The kernel ends the locks of a process that dies,
    and whoever writes to the database without a turn is still kept apart by SQLite.
    """

    def __init__(self, database: str) -> None:
        self._paths = Path(f"{database}.next"), Path(f"{database}.turn")
        self._opened: tuple[int, tuple[int, ...]] = (0, ())  # the process that opened the files, and the files
        self._close = finalize(self, _close, ())
        self._mine = Lock()  # among the threads of this process, so that one of them at a time asks the kernel

    @contextmanager
    def taken(self) -> Iterator[None]:
        """For the length of the block nobody else has the turn. Raises LedgerDown."""
        until = time.monotonic() + BUSY_TIMEOUT_MS / 1000
        if not self._mine.acquire(timeout=BUSY_TIMEOUT_MS / 1000):
            raise _busy()
        try:
            waiting, turn = self._files()
            with _locked(turn, until, first=waiting):
                yield
        finally:
            self._mine.release()

    def _files(self) -> tuple[int, ...]:
        """Opened once by each process: with those that a fork has from its parent it would share the locks."""
        process, files = self._opened
        if process == os.getpid():
            return files
        self._close()
        try:
            files = tuple(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600) for path in self._paths)
        except OSError as fault:
            raise LedgerDown(f"the ledger cannot be used: {fault}") from fault
        self._opened, self._close = (os.getpid(), files), finalize(self, _close, files)
        return files


def _close(files: tuple[int, ...]) -> None:
    for file in files:
        os.close(file)


def _busy() -> LedgerDown:
    return LedgerDown("the ledger cannot be used: others have written for too long")


@contextmanager
def _locked(turn: int, until: float, *, first: int) -> Iterator[None]:
    """The turn, which is waited for with the lock of whoever is next."""
    _lock(first, until)
    try:
        _lock(turn, until)
    finally:
        fcntl.flock(first, fcntl.LOCK_UN)
    try:
        yield
    finally:
        fcntl.flock(turn, fcntl.LOCK_UN)


def _lock(file: int, until: float) -> None:
    while True:
        try:
            return fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= until:
                raise _busy() from None
            time.sleep(LOCK_PAUSE)


def _open_sqlite(url: str) -> Engine:
    path = Path(make_url(url).database or "")
    path.parent.mkdir(mode=PASSABLE, parents=True, exist_ok=True)
    engine = create_engine(url, **OPTIONS)
    event.listen(engine, "do_connect", lambda *_: _make_private(path))
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_private(path: Path) -> None:
    """A file that only its owner reads; SQLite gives those beside the database the same mode."""
    with suppress(OSError):  # which the connection meets too, and tells
        path.touch(mode=0o600)


def _prepare_sqlite(connection: Any, _record: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, below
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "journal_mode=WAL",
        "synchronous=FULL",  # a commit is on disk when it returns
        "foreign_keys=ON",
        "wal_autocheckpoint=400",  # pages: each is a pause for whoever waits, longer where there are more
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


def alone(connection: Connection, word: str) -> None:
    """Have others who say the same word wait until this transaction ends; SQLite has one writer as it is."""
    if connection.dialect.name != "sqlite":
        connection.execute(select(func.pg_advisory_xact_lock(crc32(word.encode()))))


@contextmanager
def _one_migration_at_a_time(engine: Engine) -> Iterator[None]:
    path = engine.url.database
    if engine.dialect.name == "sqlite" and path:
        waiting = Path(f"{path}.migrating")
        _make_private(waiting)
        with waiting.open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        return
    with _down_in_words(), engine.connect() as holder:
        holder.execute(text("select pg_advisory_lock(:number)"), {"number": MIGRATION_LOCK})
        try:
            yield
        finally:
            holder.execute(text("select pg_advisory_unlock(:number)"), {"number": MIGRATION_LOCK})
