"""Group commit: many requests hand over a message each, one thread keeps them together and answers all at once.

A commit to disk costs the same for one row as for a hundred. While one commit runs the next group gathers, so that no
request waits longer than two commits, and nobody waits on a timer.
"""

from contextlib import suppress
from queue import Empty, SimpleQueue
from threading import Lock, Thread
from time import monotonic

from app.store import deliveries
from app.store.deliveries import Message
from app.store.engine import Ledger, LedgerDown

MOST_TOGETHER = 256
PATIENCE = 5.0  # seconds that a request waits before it is told to come again
STALLED = 0.5  # seconds; when somebody has waited so long, newcomers are sent away at once
MOST_WAITING = 24  # newcomers beyond these are sent away while commits stall; other visitors have the threads


REFUSED = LedgerDown("the ledger refused")


class _Waiting:
    """A message and the request that waits for it to be kept."""

    __slots__ = ("done", "fault", "message", "since")

    def __init__(self, message: Message) -> None:
        self.message = message
        self.since = monotonic()
        self.fault: LedgerDown | None = None
        self.done = Lock()
        self.done.acquire()


class GroupCommit:
    """Keeps messages in the ledger, those that wait together in one transaction."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._queue: SimpleQueue[_Waiting] = SimpleQueue()
        self._group: list[_Waiting] = []
        self._thread: Thread | None = None
        self._starting = Lock()

    def keep(self, message: Message) -> None:
        """Return once the message is on disk. Raises LedgerDown: it is not, or may come to be later."""
        if self._is_stalled():
            raise LedgerDown("the ledger is behind: try again later")
        self._start()
        waiting = _Waiting(message)
        self._queue.put(waiting)
        if not waiting.done.acquire(timeout=PATIENCE):
            raise LedgerDown("the ledger took too long")
        if waiting.fault is not None:
            raise waiting.fault

    def _start(self) -> None:
        """Have a thread that writes: a fork has none, nor is there one after a mistake of ours."""
        if self._thread is not None and self._thread.is_alive():
            return
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = Thread(target=self._run, name="group commit", daemon=True)
                self._thread.start()

    def _is_stalled(self) -> bool:
        group = self._group
        return bool(group) and monotonic() - group[0].since > STALLED and self._queue.qsize() > MOST_WAITING

    def _run(self) -> None:
        while True:
            self._group = [self._queue.get()]
            fault: LedgerDown | None = REFUSED
            try:
                fault = self._write()
            finally:
                if fault is REFUSED:  # a mistake of ours ends this thread; whoever comes next starts another
                    self._thread = None
                group, self._group = self._group, []
                for one in group:
                    one.fault = fault
                    one.done.release()

    def _write(self) -> LedgerDown | None:
        """Keep whoever waits; returns the fault where the ledger is down."""
        try:
            with self._ledger.writing() as connection:
                self._gather()  # only now: whoever came while others wrote need not wait for another turn
                deliveries.keep(connection, [one.message for one in self._group])
        except LedgerDown as fault:
            return fault
        return None

    def _gather(self) -> None:
        with suppress(Empty):
            while len(self._group) < MOST_TOGETHER:
                self._group.append(self._queue.get_nowait())
