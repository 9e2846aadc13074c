"""Group commit: many requests hand over a message each, one thread keeps them together and answers all at once.

A commit to disk costs the same for one row as for a hundred. While one commit runs the next group gathers, so that no
request waits longer than two commits, and nobody waits on a timer. Requests wait in an event loop, which a commit does
not hold up.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from time import monotonic

from app.store import deliveries
from app.store.deliveries import Message
from app.store.engine import Ledger, LedgerDown

LOG = logging.getLogger(__name__)

MOST_TOGETHER = 256
MOST_BYTES = 10_000_000  # of their bodies; one alone may be larger
PATIENCE = 5.0  # seconds that a request waits before it is told to come again
STALLED = 0.5  # seconds; when somebody has waited so long, newcomers are sent away at once
LOOK_EVERY = 0.5  # seconds between looks for those who have waited too long
MOST_WAITING = 24  # newcomers beyond these are sent away while commits stall

Kept = asyncio.Future[LedgerDown | None]
"""Of one message: None once it is on disk, or why it is not."""
TOO_LONG = LedgerDown("the ledger took too long")
BEHIND = LedgerDown("the ledger is behind: try again later")
REFUSED = LedgerDown("the ledger refused")


@dataclass(frozen=True, slots=True, eq=False)
class _Waiting:
    """A message and the request that waits for it to be kept."""

    message: Message
    since: float
    kept: Kept


class GroupCommit:
    """Keeps messages in the ledger, those that wait together in one transaction; for one event loop."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._waiting: deque[_Waiting] = deque()
        self._written: list[_Waiting] = []  # those that are being written
        self._look: asyncio.TimerHandle | None = None
        self._thread = ThreadPoolExecutor(1, "group commit")

    async def keep(self, message: Message) -> None:
        """Return once the message is on disk. Raises LedgerDown: it is not, or may come to be later."""
        now = monotonic()
        if self._is_stalled(now):
            raise BEHIND
        loop = asyncio.get_running_loop()
        waiting = _Waiting(message, now, loop.create_future())
        self._waiting.append(waiting)
        if not self._written and len(self._waiting) == 1:
            loop.call_soon(self._write_next, loop)  # after those that are read in this turn of the loop
        if self._look is None:
            self._look = loop.call_later(LOOK_EVERY, self._send_away, loop)
        if fault := await waiting.kept:
            raise fault

    def _is_stalled(self, now: float) -> bool:
        return bool(self._written) and now - self._written[0].since > STALLED and len(self._waiting) > MOST_WAITING

    def _send_away(self, loop: asyncio.AbstractEventLoop) -> None:
        """Tell those who have waited too long: one look for all costs less than an alarm for each."""
        until = monotonic() - PATIENCE
        _answer([one for one in (*list(self._written), *list(self._waiting)) if one.since < until], TOO_LONG)
        is_busy = self._written or self._waiting
        self._look = loop.call_later(LOOK_EVERY, self._send_away, loop) if is_busy else None

    def _write_next(self, loop: asyncio.AbstractEventLoop) -> None:
        self._written = [self._waiting.popleft()]
        writing = self._thread.submit(self._write)
        writing.add_done_callback(lambda done: loop.call_soon_threadsafe(self._end, loop, done))

    def _write(self) -> None:
        """In the thread that writes; nobody else takes from those who wait meanwhile."""
        with self._ledger.writing() as connection:
            self._gather()  # only now: whoever came while others wrote need not wait for another turn
            deliveries.keep(connection, [one.message for one in self._written])

    def _gather(self) -> None:
        size = len(self._written[0].message.body)
        while self._waiting and len(self._written) < MOST_TOGETHER and size < MOST_BYTES:
            one = self._waiting.popleft()
            if not one.kept.done():  # else its request was sent away
                self._written.append(one)
                size += len(one.message.body)

    def _end(self, loop: asyncio.AbstractEventLoop, done: Future[None]) -> None:
        _answer(self._written, _told(done.exception()))
        self._written = []
        if self._waiting:
            self._write_next(loop)


def _told(fault: BaseException | None) -> LedgerDown | None:
    """What those who wait are told; a mistake of ours is for the log."""
    if fault is None or isinstance(fault, LedgerDown):
        return fault
    LOG.error("deliveries could not be kept", exc_info=fault)
    return REFUSED


def _answer(group: Sequence[_Waiting], fault: LedgerDown | None) -> None:
    for one in group:
        if not one.kept.done():
            one.kept.set_result(fault)
