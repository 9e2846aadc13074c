"""The emulator behind HTTP/1.1: connections stay open, and each answer is one write."""

import gzip
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from .calls import Answer
from .emulator import Emulator
from .faults import Cut

WORTH_ZIPPING = 1_400  # bytes


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    emulator: Emulator

    def _answer(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length) if length else b""
        if self.headers.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        try:
            self._write(self.emulator.handle(self.command, self.path, self.headers, body))
        except Cut:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = _answer  # noqa: N815 - the names it has above

    def _write(self, answer: Answer) -> None:
        content, coding = answer.content, ""
        if len(content) > WORTH_ZIPPING and "gzip" in self.headers.get("Accept-Encoding", ""):
            content, coding = gzip.compress(content, 1), "Content-Encoding: gzip\r\n"
        head = (
            f"HTTP/1.1 {answer.status} {HTTPStatus(answer.status).phrase}\r\nContent-Type: {answer.kind}\r\n{coding}"
            f"Content-Length: {len(content)}\r\n\r\n"
        )
        self.wfile.write(head.encode() + (b"" if self.command == "HEAD" else content))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name it has above
        """Say nothing: the emulator keeps its own log of calls."""


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that go away are no news; faults of our own are."""
        fault = sys.exception()
        if not isinstance(fault, ConnectionError):
            super().handle_error(request, client_address)


def make_server(emulator: Emulator, port: int = 0, host: str = "127.0.0.1") -> ThreadingHTTPServer:
    """A server of this emulator, not yet serving; port 0 is any free one."""
    handler = type("Handler", (_Handler,), {"emulator": emulator})
    server = _Server((host, port), handler)
    emulator.address = f"http://{host}:{server.server_port}"
    return server


@contextmanager
def running(emulator: Emulator | None = None) -> Iterator[Emulator]:
    """An emulator on a free port of this machine for the length of the block."""
    found = emulator or Emulator()
    server = make_server(found)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))  # seconds between looks at the end
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
