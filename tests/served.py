"""Requests that go the way of the real server's: through the front, in an event loop of its own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from threading import Thread
from typing import Any

from flask import Flask
from granian._granian import RSGIProtocolClosed
from werkzeug.http import HTTP_STATUS_CODES

from app.context import Context
from app.web import create_app, create_front
from app.web.front import Front

PIECE = 7_000


def served(context: Context) -> Flask:
    """The site, whose requests come in through the front."""
    app = create_app(context)
    app.wsgi_app = Server(create_front(context, app.wsgi_app))  # type: ignore[method-assign]  # as Flask says to
    return app


@cache
def loop() -> asyncio.AbstractEventLoop:
    """One that runs until the tests end."""
    made = asyncio.new_event_loop()
    Thread(target=made.run_forever, name="served", daemon=True).start()
    return made


class Headers:
    """As granian gives them."""

    def __init__(self, environ: dict[str, Any]) -> None:
        named = {name[5:]: value for name, value in environ.items() if name.startswith("HTTP_")}
        named |= {name: environ[name] for name in ("CONTENT_TYPE", "CONTENT_LENGTH") if environ.get(name)}
        self._items = [(name.replace("_", "-").lower(), value) for name, value in named.items()]

    def items(self) -> list[tuple[str, str]]:
        return self._items


@dataclass
class Scope:
    """What granian says of a request."""

    method: str
    path: str
    query_string: str
    headers: Headers
    client: str
    scheme: str = "http"
    server: str = "localhost:80"
    http_version: str = "1.1"


@dataclass
class Protocol:
    """What granian lets an application do with one; a body that is shorter than it was said to be ends so."""

    body: bytes
    is_cut: bool
    status: int = 0
    headers: list[tuple[str, str]] = field(default_factory=list)
    pieces: list[bytes] = field(default_factory=list)
    file: str = ""

    async def __call__(self) -> bytes:
        if self.is_cut:
            raise RSGIProtocolClosed
        return self.body

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for start in range(0, len(self.body), PIECE):  # it ends alike where the sender went away
            yield self.body[start : start + PIECE]

    def response_bytes(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
        self.status, self.headers, self.pieces = status, headers, [body]

    def response_file(self, status: int, headers: list[tuple[str, str]], file: str) -> None:
        self.status, self.headers, self.file, self.pieces = status, headers, file, [Path(file).read_bytes()]

    def response_stream(self, status: int, headers: list[tuple[str, str]]) -> "Protocol":
        self.status, self.headers = status, headers
        return self

    async def send_bytes(self, piece: bytes) -> None:
        self.pieces.append(piece)


class Server:
    """A WSGI application, for werkzeug's client, that does what the server does."""

    def __init__(self, front: Front) -> None:
        self.front = front

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        said = environ.get("CONTENT_LENGTH") or ""
        if said and not said.isdecimal():  # which a server refuses by itself
            start_response("400 Bad Request", [])
            return []
        proto = Protocol(*read(environ, int(said) if said else None))
        answering = self.front.__rsgi__(scope_of(environ), proto)  # type: ignore[arg-type]  # alike as far as it goes
        asyncio.run_coroutine_threadsafe(answering, loop()).result(60)
        start_response(f"{proto.status} {HTTP_STATUS_CODES.get(proto.status, '-')}", proto.headers)
        return proto.pieces


def read(environ: dict[str, Any], said: int | None) -> tuple[bytes, bool]:
    """The body, and whether it ends before it should; one without a length that ends by itself came in chunks."""
    if said is not None:
        body = environ["wsgi.input"].read(min(said, 1_000_000_000))
        return body, len(body) < said
    if not environ.get("wsgi.input_terminated"):
        return b"", False
    environ["HTTP_TRANSFER_ENCODING"] = "chunked"
    return environ["wsgi.input"].read(), False


def scope_of(environ: dict[str, Any]) -> Scope:
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "replace")
    client = f"{environ.get('REMOTE_ADDR', '127.0.0.1')}:4711"
    scheme, query = environ["wsgi.url_scheme"], environ["QUERY_STRING"]
    return Scope(environ["REQUEST_METHOD"], path, query, Headers(environ), client, scheme)
