"""The way in, an application of the server's own interface (RSGI): many requests wait here in one event loop.

A body is read whole before anybody looks at the request, so that slow senders cost no thread. Deliveries of webhooks
are answered in the loop; everything else is the site's, which is WSGI and works in threads.
"""

import asyncio
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from typing import IO

from granian._granian import RSGIHTTPProtocol as HTTPProtocol
from granian._granian import RSGIProtocolClosed as ProtocolClosed
from granian.rsgi import Scope

from app.web.hooks import PREFIX, Hooks
from app.web.incoming import Incoming, address_of, joined, length_of
from app.web.pages import Pages
from app.web.places import place_of
from app.web.readings import NotRead, Readings

HELPERS = 16
"""Threads for what would hold the loop up: large bodies, and proofs for which Google is asked."""


class Front:
    """The whole service as the server imports it; `most` is the largest body that any form takes."""

    def __init__(self, hooks: Hooks, pages: Pages, *, most: int, proxies: int) -> None:
        self._hooks, self._pages = hooks, pages
        self._most, self._proxies = most, proxies
        self._readings = Readings()

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Called once, before the first request."""
        loop.set_default_executor(ThreadPoolExecutor(HELPERS, "helper"))

    async def __rsgi__(self, scope: Scope, proto: HTTPProtocol) -> None:
        """Answer a request."""
        headers = joined(scope.headers.items())
        address = address_of(scope.client, headers.get("x-forwarded-for", ""), self._proxies)
        body, refused = await self._read(proto, headers, address)
        with body:
            request = Incoming(scope.method, scope.path, scope.query_string, headers, address, body, refused)
            if scope.path.startswith(PREFIX):
                answer = await self._hooks.answer(request)
                proto.response_bytes(answer.status, list(answer.lines), answer.body)
            else:
                await self._pages.answer(request, scope, proto)

    async def _read(self, proto: HTTPProtocol, headers: Mapping[str, str], address: str) -> tuple[IO[bytes], int]:
        """The body, or the status to refuse it with; what says that it is too long is refused for that later."""
        length = length_of(headers)
        is_sent = 0 < length <= self._most if length is not None else "transfer-encoding" in headers
        if not is_sent:
            return BytesIO(), 0
        try:
            return await self._readings.read(proto, length, self._most, place_of(address)), 0
        except NotRead as fault:
            return BytesIO(), fault.status
        except ProtocolClosed:  # it ends before it should
            return BytesIO(), 400
