"""Keeps a lane while its work lasts, so that only a dead worker's work comes due again, and tells when it is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Event, Thread

import structlog
from sqlalchemy.exc import SQLAlchemyError

from app.context import Context
from app.store import lanes
from app.store.engine import LedgerDown

log = structlog.get_logger()


class LaneLost(Exception):  # noqa: N818 - a state of the world: another worker has the lane now
    """The lane is another's: whoever meets this stops before the next step that cannot be undone."""


class Lease:
    """One worker's hold on one lane, for `term` seconds at a time."""

    def __init__(self, context: Context, kind: str, target: str, holder: str) -> None:
        self.kind, self.target, self.holder = kind, target, holder
        self.term = context.settings.lease_seconds
        self.lost = Event()
        self._context = context

    def renew(self) -> None:
        """Hold the lane for another term. Raises LaneLost when it is no longer ours, LedgerDown."""
        with self._context.ledger.writing() as connection:
            until = self._context.now() + timedelta(seconds=self.term)
            if not lanes.extend(connection, self.kind, self.target, holder=self.holder, until=until):
                self.lost.set()
        if self.lost.is_set():
            raise LaneLost(f"{self.kind} {self.target} was taken over by another worker")

    @property
    def held_long(self) -> bool:
        """Whether the deed asked for more than the usual term, having something irrevocable under way."""
        return self.term > self._context.settings.lease_seconds

    def hold(self, seconds: float) -> None:
        """From now on hold the lane so long at a time: should we die, nobody takes it before."""
        self.term = max(self.term, seconds)
        self.renew()


@contextmanager
def kept(lease: Lease) -> Iterator[None]:
    """Renew the lease three times a term until the block ends or the lane is lost."""
    done = Event()
    thread = Thread(target=_extend, args=(lease, lease.term / 3, done), daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _extend(lease: Lease, pause: float, done: Event) -> None:
    while not done.wait(pause):
        try:
            lease.renew()
        except LaneLost as fault:
            log.warning("lane lost", kind=lease.kind, target=lease.target, fault=str(fault))
            return
        except (LedgerDown, SQLAlchemyError) as fault:  # the next turn tries again; the deed will meet the fault
            log.warning("lease not extended", kind=lease.kind, target=lease.target, fault=str(fault))
