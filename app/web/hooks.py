"""Form providers' webhooks, answered without the site: a delivery needs none of what a page needs.

A delivery is answered when its bytes are on disk: 200, whatever they hold. A sender tries again after 503; 404 and 410
would make some of them stop for ever, so those are for addresses that nobody was given.
"""

import json
from dataclasses import dataclass
from urllib.parse import parse_qs

from app.intake import Door, Outcome
from app.store.engine import LedgerDown
from app.web.incoming import Incoming, length_of
from app.web.places import place_of
from app.web.problems import RETRY_SECONDS, problem
from app.web.rates import MOST_FAILED_PROOFS, Counts
from app.web.readings import size_of, whole
from connectors.ports import HookRequest

PREFIX = "/hooks/"
STATUS = {"received": 200, "unauthentic": 401, "unknown_form": 404, "unknown_source": 404}
ALWAYS = (("x-content-type-options", "nosniff"), ("cache-control", "no-store"))
HANDSHAKE = "x-hook-secret"
"""A sender that begins by showing the secret it will sign with wants it echoed (REST hooks); nothing is learnt so."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sender is told; `lines` are the headers."""

    status: int
    body: bytes = b""
    lines: tuple[tuple[str, str], ...] = ALWAYS


NOTHING = Answer(200)
RECEIVED = Answer(200, b'{"state": "received"}', (("content-type", "application/json"), *ALWAYS))


class Hooks:
    """Webhooks, for one event loop."""

    def __init__(self, door: Door) -> None:
        self._door = door
        self._failures = Counts(MOST_FAILED_PROOFS)

    async def answer(self, request: Incoming) -> Answer:
        """Take a delivery."""
        status = request.refused or _fault(request, self._door.context.settings.max_body_bytes)
        if status:
            return REFUSALS[status]
        if request.method == "HEAD":  # some senders look whether there is anybody
            return NOTHING
        body = await whole(request.body)
        if HANDSHAKE in request.headers and not body.strip():
            return Answer(200, lines=((HANDSHAKE, request.headers[HANDSHAKE]), *ALWAYS))
        form, source, secret = _address(request)
        try:
            outcome = await self._door.receive(form, source, HookRequest(body, request.headers, secret))
        except LedgerDown:
            return REFUSALS[503]
        return self._received(outcome, request.address)

    def _received(self, outcome: Outcome, address: str) -> Answer:
        """Who fails to prove too often is told to wait; whoever proves a delivery from the same place is heard."""
        status = STATUS[outcome.state]
        if status == 200:
            return RECEIVED
        if status == 401 and self._failures.is_too_many(place_of(address)):
            return REFUSALS[429]
        return REFUSALS[status]


def _fault(request: Incoming, most: int) -> int:
    """The status for a request that is none of a delivery, 0 for one that may be."""
    if request.method not in {"POST", "HEAD"}:
        return 405
    is_too_large = (length_of(request.headers) or 0) > most or size_of(request.body) > most
    return 413 if is_too_large else 0


def _address(request: Incoming) -> tuple[str, str, str]:
    """The form, the source, and the secret that stands behind them or in the query."""
    form, _, rest = request.path.removeprefix(PREFIX).partition("/")
    source, _, secret = rest.partition("/")
    if not secret and request.query:
        [secret, *_] = parse_qs(request.query).get("secret", [""])
    return form, source, secret.encode("utf-8", "replace").decode("latin-1")  # as header values are, and proofs expect


def _refusal(status: int, *more: tuple[str, str]) -> Answer:
    lines = (("content-type", "application/problem+json"), *ALWAYS, *more)
    return Answer(status, json.dumps(problem(status)).encode(), lines)


REFUSALS = {
    400: _refusal(400),
    401: _refusal(401),
    404: _refusal(404),
    405: _refusal(405, ("allow", "POST, HEAD")),
    408: _refusal(408),
    413: _refusal(413),
    429: _refusal(429, ("retry-after", "60")),
    503: _refusal(503, ("retry-after", str(RETRY_SECONDS))),
}
