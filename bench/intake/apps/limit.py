"""What the layers below allow: plain WSGI that keeps bodies in SQLite, many in one commit.

Nothing is proved or checked. GROUP is how many bodies may share a commit: 1 makes it one commit a request.
"""

import fcntl
import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any

from bench.intake.apps.table import INSERT, opened

GROUP = int(os.environ.get("GROUP", "64"))
Waiting = tuple[str, bytes, Event]
waiting: SimpleQueue[Waiting] = SimpleQueue()


def app(environ: dict[str, Any], start: Callable[[str, list[tuple[str, str]]], object]) -> Iterable[bytes]:
    """Answer once the body is on disk."""
    body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
    kept = Event()
    waiting.put((environ["HTTP_WEBHOOK_ID"], body, kept))
    kept.wait()
    start("202 Accepted", [("Content-Length", "2")])
    return [b"ok"]


def write() -> None:
    """Commit whatever waits, as long as the process lives; one process at a time, in the order in which they ask."""
    connection, lock = opened(), Path(os.environ["DATABASE"] + ".turn").open("w")  # noqa: SIM115 - for as long as we live
    while True:
        first = waiting.get()
        fcntl.flock(lock, fcntl.LOCK_EX)
        group = [first, *joining()]  # only now: whoever came while another process wrote may share this commit
        commit(connection, group)
        fcntl.flock(lock, fcntl.LOCK_UN)
        for _, _, kept in group:
            kept.set()


def joining() -> Iterator[Waiting]:
    """Those who wait already."""
    with suppress(Empty):
        for _ in range(GROUP - 1):
            yield waiting.get_nowait()


def commit(connection: sqlite3.Connection, group: list[Waiting]) -> None:
    connection.execute("begin immediate")
    connection.executemany(INSERT, [(name, body) for name, body, _ in group])
    connection.execute("commit")


Thread(target=write, daemon=True).start()
