"""The way in, a WSGI layer: bodies are read whole before work begins, and work is done by a few at a time.

A server that hands a request over before its body is there lends a thread to whoever sends slowly. So there are many
more threads than work wants, slow senders get some of them, and everybody else finds one free. Whoever is too much is
told to come again at once, while the site has the time to say so.
"""

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from tempfile import SpooledTemporaryFile
from threading import Lock, Semaphore
from time import monotonic
from typing import IO, TYPE_CHECKING

from flask import Flask, request
from werkzeug.exceptions import ServiceUnavailable

from app.web.places import place_of
from app.web.problems import RETRY_SECONDS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

THREADS = 384
"""Of the server. One that waits for bytes costs memory only, and is started only when there is none free."""
MOST_READING = 320
"""Bodies on their way in; the other threads are for requests without one, and for work."""
MOST_FROM_A_PLACE = 64
MOST_SLOW_FROM_A_PLACE = 24
SLOW = 1.0  # seconds; a body that takes longer is a slow one
AT_WORK = 16
"""Requests that the site works on at a time: its database connections are for so many, and more are not faster."""
PATIENCE = 5.0  # seconds that a request waits for its turn
IN_MEMORY = 1_000_000  # bytes of a body that wait in memory; the rest waits in a file
PIECE = 65_536

BUSY = "chancery.busy"
"""Set in the environment of a request that is to be told to come again."""


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A body on its way in."""

    place: str
    since: float


def has_room(place: str, readings: Collection[Reading], now: float) -> bool:
    """Whether one more may be read from this place."""
    begun = [one.since for one in readings if one.place == place]
    slow = sum(now - since > SLOW for since in begun)
    return len(readings) < MOST_READING and len(begun) < MOST_FROM_A_PLACE and slow < MOST_SLOW_FROM_A_PLACE


class Turnstile:
    """Reads bodies before the layers behind it see a request; `most` is the largest that any of them takes."""

    def __init__(self, site: "WSGIApplication", most: int) -> None:
        self._site, self._most = site, most
        self._readings: set[Reading] = set()
        self._lock = Lock()

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Pass on what has no body, and what is refused for the length it says."""
        if not _is_to_read(environ, self._most):
            return self._site(environ, start_response)
        with self._reading(place_of(environ.get("REMOTE_ADDR"))) as admitted:
            body = _read(environ["wsgi.input"], self._length(environ)) if admitted else None
        if body is None:
            return self._site(_to_come_again(environ), start_response)
        with body:
            environ["wsgi.input"] = body
            return self._site(environ, start_response)

    def _length(self, environ: "WSGIEnvironment") -> int:
        return int(environ.get("CONTENT_LENGTH") or self._most + 1)

    @contextmanager
    def _reading(self, place: str) -> Iterator[bool]:
        reading = Reading(place, monotonic())
        with self._lock:
            few = len(self._readings) < MOST_SLOW_FROM_A_PLACE
            admitted = few or has_room(place, self._readings, reading.since)
            if admitted:
                self._readings.add(reading)
        try:
            yield admitted
        finally:
            with self._lock:
                self._readings.discard(reading)


class Desks:
    """Lets a few requests be worked on at a time."""

    def __init__(self, site: "WSGIApplication") -> None:
        self._site = site
        self._free = Semaphore(AT_WORK)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Wait for a turn, and tell those to come again whose turn does not come."""
        if not self._free.acquire(timeout=PATIENCE):
            return self._site(_to_come_again(environ), start_response)
        try:
            return self._site(environ, start_response)
        finally:
            self._free.release()


def _is_to_read(environ: "WSGIEnvironment", most: int) -> bool:
    said = environ.get("CONTENT_LENGTH") or ""
    if said:
        return said.isascii() and said.isdecimal() and 0 < int(said) <= most
    return bool(environ.get("wsgi.input_terminated")) and "HTTP_TRANSFER_ENCODING" in environ


def _read(stream: IO[bytes], most: int) -> IO[bytes]:
    if most <= IN_MEMORY:
        return BytesIO(stream.read(most))
    body: IO[bytes] = SpooledTemporaryFile(IN_MEMORY)  # noqa: SIM115 - the caller closes it
    missing = most
    while missing and (piece := stream.read(min(missing, PIECE))):
        body.write(piece)
        missing -= len(piece)
    body.seek(0)
    return body


def _to_come_again(environ: "WSGIEnvironment") -> "WSGIEnvironment":
    return {**environ, BUSY: True, "wsgi.input": BytesIO(), "CONTENT_LENGTH": "0"}


def _come_again() -> None:
    if BUSY in request.environ:
        raise ServiceUnavailable(retry_after=RETRY_SECONDS)


def register(app: Flask) -> None:
    """Have the site say so, as a page or as a problem, before it does anything else."""
    app.before_request(_come_again)
