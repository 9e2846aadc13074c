"""Hands requests to the site, which is WSGI (PEP 3333), and its answers back: a few are worked on at a time.

Whoever is too much is told to come again at once, while the site has the time to say so.
"""

import asyncio
import sys
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import IO, TYPE_CHECKING, Any

from flask import Flask, abort, request
from granian._granian import RSGIHTTPProtocol as HTTPProtocol
from granian._granian import RSGIProtocolClosed as ProtocolClosed
from granian.rsgi import Scope
from werkzeug.exceptions import ServiceUnavailable

from app.web.incoming import Incoming
from app.web.problems import RETRY_SECONDS

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

AT_WORK = 16
"""Requests that the site works on at a time: its database connections are for so many, and more are not faster."""
SPARE = 8
"""Threads for those that are refused, and as many for answers that go out in pieces."""
PATIENCE = 5.0  # seconds that a request waits for its turn
PIECE = 1_000_000  # bytes of an answer that are made before they are sent
BLOCK = 65_536  # bytes of a file that are read together, where it is not the server that reads it

REFUSED = "chancery.refused"
"""In the environment of a request that is to be refused: the status."""


@dataclass(frozen=True, slots=True)
class Begun:
    """An answer of the site, of which the first piece is made; `rest` makes the others."""

    status: int
    headers: list[tuple[str, str]]
    first: bytes
    rest: Generator[bytes] | None
    file: str = ""  # which is the whole of the answer, by its path


class KeptFile:
    """A file as an answer (`wsgi.file_wrapper` of PEP 3333).

    The server reads it itself, as fast as its reader takes it; what we send it waits in memory for a slow reader.
    """

    def __init__(self, file: IO[bytes], _size: int = BLOCK) -> None:
        self.file = file

    def __iter__(self) -> Iterator[bytes]:
        return iter(partial(self.file.read, BLOCK), b"")

    def close(self) -> None:
        """Of the server when the answer has ended."""
        self.file.close()


class Pages:
    """The site, for one event loop."""

    def __init__(self, site: "WSGIApplication") -> None:
        self._site = site
        self._free = asyncio.Semaphore(AT_WORK)
        self._threads = ThreadPoolExecutor(AT_WORK + SPARE, "site")
        self._senders = ThreadPoolExecutor(SPARE, "pieces")

    async def answer(self, request: Incoming, scope: Scope, proto: HTTPProtocol) -> None:
        """Have the site answer."""
        loop = asyncio.get_running_loop()
        has_turn = not request.refused and await self._turn()
        if not has_turn and not request.refused:
            request = replace(request, refused=503)
        try:
            begun = await loop.run_in_executor(self._threads, begin, self._site, environ_of(request, scope))
        finally:
            if has_turn:
                self._free.release()
        if begun.file:
            proto.response_file(begun.status, begun.headers, begun.file)
            return
        if begun.rest is None:
            proto.response_bytes(begun.status, begun.headers, begun.first)
            return
        stream, piece = proto.response_stream(begun.status, begun.headers), begun.first
        with closing(begun.rest), suppress(ProtocolClosed):  # the reader is gone
            while piece:
                await stream.send_bytes(piece)
                piece = await loop.run_in_executor(self._senders, next_piece, begun.rest)

    async def _turn(self) -> bool:
        try:
            async with asyncio.timeout(PATIENCE):
                return await self._free.acquire()
        except TimeoutError:
            return False


def environ_of(request: Incoming, scope: Scope) -> "WSGIEnvironment":
    """The request as PEP 3333 has it."""
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "REQUEST_METHOD": request.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": request.path.encode().decode("latin-1"),
        "QUERY_STRING": request.query,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "REMOTE_ADDR": request.address,
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": request.body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.file_wrapper": KeptFile,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
    }
    environ.update((f"HTTP_{name.upper().replace('-', '_')}", value) for name, value in request.headers.items())
    for name in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        environ[name] = environ.pop(f"HTTP_{name}", "")
    if request.refused:
        environ |= {REFUSED: request.refused, "CONTENT_LENGTH": "0"}
    return environ


def begin(site: "WSGIApplication", environ: "WSGIEnvironment") -> Begun:
    """Have the site begin its answer, and end it where it is short."""
    told: list[tuple[str, list[tuple[str, str]]]] = []

    def start_response(status: str, headers: list[tuple[str, str]], _fault: object = None) -> Callable[[bytes], object]:
        told.append((status, headers))
        return _never_written

    answer = site(environ, start_response)
    if isinstance(answer, KeptFile):
        answer.close()
        status, headers = told[-1]
        return Begun(int(status[:3]), headers, b"", None, answer.file.name)
    pieces = _closing(answer)
    first = next_piece(pieces)
    is_all = len(first) < PIECE
    status, headers = told[-1]
    return Begun(int(status[:3]), headers, first, None if is_all else pieces)


def next_piece(pieces: Iterator[bytes]) -> bytes:
    """So much that it is worth sending; less, or nothing, at the end."""
    found, size = [], 0
    for piece in pieces:
        found.append(piece)
        size += len(piece)
        if size >= PIECE:
            break
    return b"".join(found)


def _closing(answer: Iterable[bytes]) -> Generator[bytes]:
    """The answer, closed when it has ended or nobody wants more of it."""
    try:
        yield from answer
    finally:
        getattr(answer, "close", lambda: None)()


def _never_written(piece: bytes) -> object:
    """PEP 3333 knows writing beside the answer, for older programs: Flask has none."""
    raise NotImplementedError(piece)


def _refuse() -> None:
    status = request.environ.get(REFUSED)
    if status == 503:
        raise ServiceUnavailable(retry_after=RETRY_SECONDS)
    if status:
        abort(status)


def register(app: Flask) -> None:
    """Have the site say so, as a page or as a problem, before it does anything else."""
    app.before_request(_refuse)
