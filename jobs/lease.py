"""Keeps a lane while its work lasts, so that only a dead worker's work comes due again."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import structlog

from app.context import Context
from app.store import lanes
from app.store.engine import LedgerDown

log = structlog.get_logger()


@contextmanager
def kept(context: Context, kind: str, target: str, holder: str) -> Iterator[None]:
    """Extend the lease on the lane three times a term until the block ends."""
    done = Event()
    thread = Thread(target=_extend, args=(context, kind, target, holder, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _extend(context: Context, kind: str, target: str, holder: str, done: Event) -> None:
    term = context.settings.lease_seconds
    while not done.wait(term / 3):
        until = context.now() + timedelta(seconds=term)
        try:
            with context.ledger.writing() as connection:
                lanes.extend(connection, kind, target, holder=holder, until=until)
        except LedgerDown as fault:  # the next turn tries again; the deed itself will meet the fault
            log.warning("lease not extended", kind=kind, target=target, fault=str(fault))
