"""Bodies on their way in: how many may be, how long one may take, and when a place has begun too many."""

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import ExitStack
from dataclasses import dataclass
from io import BytesIO
from os import SEEK_END
from tempfile import SpooledTemporaryFile
from time import monotonic
from typing import IO, Any, Protocol

MOST_READING = 1000
"""Bodies on their way in at a time."""
MOST_FROM_A_PLACE = 64
MOST_SLOW_FROM_A_PLACE = 24
SLOW = 1.0  # seconds; a body that takes longer is a slow one
SILENCE = 20.0  # seconds without a byte, after which a sender is given up
LONGEST = 900.0  # seconds that a body may take: 25 MB over the slowest telephone line that browsers still work on
AT_ONCE = 16_384  # bytes; a body so small is waited for as a whole
PATIENCE = 60.0  # seconds that such a body may take
LOOK_EVERY = 1.0  # seconds
IN_MEMORY = 131_072  # bytes of a body that wait in memory; more waits in a file


class NotRead(Exception):  # noqa: N818 - told to the sender
    """The body was not taken: the status to answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Stream(Protocol):
    """A body as the server gives it: whole, or piece by piece."""

    async def __call__(self) -> bytes:
        """All of it."""

    def __aiter__(self) -> AsyncIterator[bytes]:
        """Its pieces."""


@dataclass(slots=True, eq=False)
class Reading:
    """A body on its way in."""

    place: str
    since: float
    until: float  # when it is given up, unless more comes
    task: asyncio.Task[Any]
    is_late: bool = False


def has_room(place: str, readings: Collection[Reading], now: float) -> bool:
    """Whether one more may be read from this place."""
    begun = [one.since for one in readings if one.place == place]
    slow = sum(now - since > SLOW for since in begun)
    return len(readings) < MOST_READING and len(begun) < MOST_FROM_A_PLACE and slow < MOST_SLOW_FROM_A_PLACE


class Readings:
    """Reads bodies, for one event loop."""

    def __init__(self) -> None:
        self._now: set[Reading] = set()
        self._look: asyncio.TimerHandle | None = None

    async def read(self, stream: Stream, said: int | None, most: int, place: str) -> IO[bytes]:
        """A body of `said` bytes, or one without a length, of which a little more than `most` is read and no more.

        Raises NotRead, and what the server raises when the sender is gone.
        """
        is_small = said is not None and said <= AT_ONCE
        reading = self._begun(place, PATIENCE if is_small else SILENCE)
        try:
            if is_small:
                return BytesIO(await stream())
            return await _in_pieces(stream, said, most, reading)
        except asyncio.CancelledError:
            if not reading.is_late:
                raise
            reading.task.uncancel()
            raise NotRead(408) from None
        finally:
            self._now.discard(reading)

    def _begun(self, place: str, patience: float) -> Reading:
        now, task = monotonic(), asyncio.current_task()
        few = len(self._now) < MOST_SLOW_FROM_A_PLACE
        if task is None or not (few or has_room(place, self._now, now)):
            raise NotRead(503)
        reading = Reading(place, now, now + patience, task)
        self._now.add(reading)
        if self._look is None:
            self._look = asyncio.get_running_loop().call_later(LOOK_EVERY, self._give_up)
        return reading

    def _give_up(self) -> None:
        """Look for the late ones: one look a second costs less than an alarm for each."""
        now = monotonic()
        for one in self._now:
            if now > min(one.until, one.since + LONGEST):
                one.is_late = True
                one.task.cancel()
        loop = asyncio.get_running_loop()
        self._look = loop.call_later(LOOK_EVERY, self._give_up) if self._now else None


async def _in_pieces(stream: Stream, said: int | None, most: int, reading: Reading) -> IO[bytes]:
    """The server does not tell when a sender goes away between two pieces: only what was said shows what is missing."""
    with ExitStack() as stack:
        body: IO[bytes] = stack.enter_context(SpooledTemporaryFile(IN_MEMORY))
        size = 0
        async for piece in stream:
            reading.until = monotonic() + SILENCE
            size += len(piece)
            await _write(body, piece, size)
            if size > most:
                break
        if said is not None and size < said:
            raise NotRead(400)
        body.seek(0)
        stack.pop_all()  # whoever handles the request closes it
        return body


async def _write(body: IO[bytes], piece: bytes, size: int) -> None:
    """What goes to a disk, which may be slow or full, is written by a thread."""
    if size <= IN_MEMORY:
        body.write(piece)
        return
    try:
        await asyncio.to_thread(body.write, piece)
    except OSError:
        raise NotRead(503) from None


async def whole(body: IO[bytes]) -> bytes:
    """All of a body that was read; by a thread where it waits on a disk."""
    return body.read() if size_of(body) <= IN_MEMORY else await asyncio.to_thread(body.read)


def size_of(body: IO[bytes]) -> int:
    size = body.seek(0, SEEK_END)
    body.seek(0)
    return size
