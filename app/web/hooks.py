"""Form providers' webhooks: a WSGI layer before the site, since a delivery needs none of what a page needs.

A delivery is answered when its bytes are on disk: 200, whatever they hold. A sender tries again after 503; 404 and 410
would make some of them stop for ever, so those are for addresses that nobody was given.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs

from app.intake import Door, Outcome
from app.store.engine import LedgerDown
from app.web.places import place_of
from app.web.problems import RETRY_SECONDS, problem
from app.web.rates import MOST_FAILED_PROOFS, Counts
from app.web.turnstile import BUSY
from connectors.ports import HookRequest

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PREFIX = "/hooks/"
STATUS = {"received": 200, "unauthentic": 401, "unknown_form": 404, "unknown_source": 404}
LINES = {
    200: "200 OK",
    400: "400 Bad Request",
    401: "401 Unauthorized",
    404: "404 Not Found",
    405: "405 Method Not Allowed",
    413: "413 Content Too Large",
    429: "429 Too Many Requests",
    503: "503 Service Unavailable",
}
HEADERS = [("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store")]
HANDSHAKE = "x-hook-secret"
"""A sender that begins by showing the secret it will sign with wants it echoed (REST hooks); nothing is learnt so."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sender is told."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


RECEIVED = Answer(200, b'{"state": "received"}')


class BadBody(Exception):  # noqa: N818 - told to the sender
    """The body is not to be had: the status to answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class Hooks:
    """The site with the webhooks before it."""

    def __init__(self, site: "WSGIApplication", door: Door) -> None:
        self._site, self._door = site, door
        self._failures = Counts(MOST_FAILED_PROOFS)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Take a delivery, or pass the request on."""
        if not environ["PATH_INFO"].startswith(PREFIX):
            return self._site(environ, start_response)
        try:
            answer = COME_AGAIN if BUSY in environ else self._answer(environ)
        except BadBody as refused:
            answer = _refusal(refused.status)
        except LedgerDown:
            answer = COME_AGAIN
        return _sent(answer, environ["REQUEST_METHOD"], start_response)

    def _answer(self, environ: "WSGIEnvironment") -> Answer:
        form, source, secret = _address(environ)
        if environ["REQUEST_METHOD"] == "HEAD":  # some senders look whether there is anybody
            return Answer(200)
        if environ["REQUEST_METHOD"] != "POST":
            return _refusal(405, ("Allow", "POST, HEAD"))
        headers = _headers(environ)
        request = HookRequest(_body(environ, self._door.context.settings.max_body_bytes), headers, secret)
        if HANDSHAKE in headers and not request.body.strip():
            return Answer(200, headers=((HANDSHAKE, headers[HANDSHAKE]),))
        return self._received(self._door.receive(form, source, request), place_of(environ.get("REMOTE_ADDR")))

    def _received(self, outcome: Outcome, place: str) -> Answer:
        """Who fails to prove too often is told to wait; whoever proves a delivery from the same place is heard."""
        status = STATUS[outcome.state]
        if status == 200:
            return RECEIVED
        if status == 401 and self._failures.is_too_many(place):
            return _refusal(429, ("Retry-After", "60"))
        return _refusal(status)


def _address(environ: "WSGIEnvironment") -> tuple[str, str, str]:
    """The form, the source, and the secret that stands behind them or in the query."""
    form, _, rest = environ["PATH_INFO"].removeprefix(PREFIX).partition("/")
    source, _, secret = rest.partition("/")
    if not secret and environ.get("QUERY_STRING"):
        [secret, *_] = parse_qs(environ["QUERY_STRING"]).get("secret", [""])
    return form, source, secret


def _headers(environ: "WSGIEnvironment") -> dict[str, str]:
    headers = {name[5:].replace("_", "-").lower(): value for name, value in environ.items() if name.startswith("HTTP_")}
    if environ.get("CONTENT_TYPE"):
        headers["content-type"] = environ["CONTENT_TYPE"]
    return headers


def _body(environ: "WSGIEnvironment", most: int) -> bytes:
    """All that was sent. Raises BadBody for more than `most` bytes, and for less than was said."""
    said = environ.get("CONTENT_LENGTH") or ""
    if said and not (said.isascii() and said.isdecimal()):
        raise BadBody(400)
    wanted = int(said) if said else most + 1
    if wanted > most and said:
        raise BadBody(413)
    body = _read(environ["wsgi.input"], wanted)
    if len(body) > most:
        raise BadBody(413)
    if said and len(body) < wanted:
        raise BadBody(400)
    return body


def _read(stream: Any, wanted: int) -> bytes:
    pieces, missing = [], wanted
    while missing and (piece := stream.read(missing)):
        pieces.append(piece)
        missing -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


def _refusal(status: int, *headers: tuple[str, str]) -> Answer:
    return Answer(status, json.dumps(problem(status)).encode(), headers)


COME_AGAIN = _refusal(503, ("Retry-After", str(RETRY_SECONDS)))


def _sent(answer: Answer, method: str, start_response: "StartResponse") -> Iterable[bytes]:
    body = answer.body
    kind = "application/json" if answer.status == 200 else "application/problem+json"
    length = ("Content-Length", str(len(body)))
    start_response(LINES[answer.status], [("Content-Type", kind), length, *HEADERS, *answer.headers])
    return [] if method == "HEAD" else [body]
