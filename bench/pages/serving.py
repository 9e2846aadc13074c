"""A small server, the same for every candidate: HTTP/1.1, whatever is text compressed with gzip."""

import gzip
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import TYPE_CHECKING

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Response

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

TEXTS = ("text/", "image/svg", "application/json", "application/javascript")


class Quiet(WSGIRequestHandler):
    """Keeps connections open, and says nothing of requests."""

    protocol_version = "HTTP/1.1"

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Nothing."""


def compressed(site: "WSGIApplication") -> "WSGIApplication":
    """The site as a proxy in front of it would compress it."""

    def answer(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        response = Response.from_app(site, environ, buffered=True)
        body = response.get_data()
        if body and (response.mimetype or "").startswith(TEXTS):
            response.data = squeezed(body)
            response.content_encoding = "gzip"
        return response(environ, start_response)

    return answer


@lru_cache(64)
def squeezed(body: bytes) -> bytes:
    """As small as gzip makes it; what was compressed before is at hand, as files are on a server."""
    return gzip.compress(body, 9, mtime=0)


@contextmanager
def listening(site: "WSGIApplication") -> Iterator[str]:
    """The address at which the site is there for the length of the block."""
    server = make_server("127.0.0.1", 0, compressed(site), threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
