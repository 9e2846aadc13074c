"""Group commit: many requests hand over a message each, one thread keeps them together and answers all at once.

A commit to disk costs the same for one row as for a hundred. While one commit runs the next group gathers, so that no
request waits longer than two commits, and nobody waits on a timer.
"""

from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from threading import Event, Lock, Thread
from time import monotonic

from app.store.deliveries import Message
from app.store.engine import LedgerDown

MOST_TOGETHER = 256
PATIENCE = 5.0  # seconds that a request waits before it is told to come again
STALLED = 0.5  # seconds; when somebody has waited so long, newcomers are sent away at once
MOST_WAITING = 24  # newcomers beyond these are sent away while commits stall; other visitors have the threads


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
    """Keeps messages by `write`, which must commit all of them or raise LedgerDown."""

    def __init__(self, write: Callable[[Sequence[Message]], None]) -> None:
        self._write = write
        self._queue: SimpleQueue[_Waiting | None] = SimpleQueue()
        self._group: Sequence[_Waiting] = ()
        self._thread = Thread(target=self._run, name="group commit", daemon=True)
        self._started = Lock()
        self._ended = Event()

    def keep(self, message: Message) -> None:
        """Return once the message is on disk. Raises LedgerDown: it is not, or may come to be later."""
        if self._is_stalled():
            raise LedgerDown("the ledger is behind: try again later")
        if not self._thread.is_alive():
            self._start()
        waiting = _Waiting(message)
        self._queue.put(waiting)
        if not waiting.done.acquire(timeout=PATIENCE):
            raise LedgerDown("the ledger took too long")
        if waiting.fault is not None:
            raise waiting.fault

    def end(self) -> None:
        """Keep what was handed over and stop."""
        self._queue.put(None)
        self._ended.wait(PATIENCE)

    def _start(self) -> None:
        """Threads do not survive a fork: the first request of a process starts its own."""
        with self._started:
            if not self._thread.is_alive():
                self._thread = Thread(target=self._run, name="group commit", daemon=True)
                self._thread.start()

    def _is_stalled(self) -> bool:
        group = self._group
        return bool(group) and monotonic() - group[0].since > STALLED and self._queue.qsize() > MOST_WAITING

    def _run(self) -> None:
        going = True
        while going:
            first = self._queue.get()
            group = [first, *self._gather()]
            going = None not in group
            self._keep([one for one in group if one is not None])
        self._ended.set()

    def _gather(self) -> list[_Waiting | None]:
        found: list[_Waiting | None] = []
        try:
            while len(found) < MOST_TOGETHER - 1:
                found.append(self._queue.get_nowait())
        except Empty:
            pass
        return found

    def _keep(self, group: Sequence[_Waiting]) -> None:
        self._group = group
        fault: LedgerDown | None = LedgerDown("the ledger refused")  # unless the writing says otherwise
        try:
            if group:
                self._write([one.message for one in group])
            fault = None
        except LedgerDown as told:
            fault = told
        finally:
            self._group = ()
            for one in group:
                one.fault = fault
                one.done.release()
