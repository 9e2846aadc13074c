"""How often one place may send: people's pages and programs by Flask-Limiter on Redis, webhooks in memory.

A Redis that is away costs nobody an answer: each process counts for itself until it is back.
"""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from flask import Flask, Response, request
from flask_limiter import Limiter, RequestLimit

from app.config import Settings
from app.intake import Keep
from app.store.deliveries import Message
from app.store.engine import LedgerDown
from app.web import api, applicant, committee, oidc_pages
from app.web.places import place_of
from app.web.problems import told_to_wait

FROM_PROGRAMS = 5
"""Times as many submissions may come from a program as from the pages behind one address."""
STEPS = 10
"""Times as many steps are saved, again and again, as drafts are begun."""
PARTS = 20
"""Times as many parts of files, 256 kB each; a page whose parts are too many goes on by itself a little later."""
MOST_FAILED_PROOFS = 60
"""Deliveries a minute from one place that prove nothing; further ones are told to wait, proved ones are taken."""
MOST_FROM_A_SOURCE = 100_000
"""Deliveries of one form's source a minute: no provider sends so many, one that has gone mad does."""
MINUTE = 60  # seconds: what deliveries are counted by
REDIS_PATIENCE = 0.2  # seconds that a request may lose to a Redis that does not answer, once in a while


class Counts:
    """How often each key came within this minute, in the memory of this process; for one event loop.

    The library has a store in memory too, which starts a thread for every hundredth of a second that it is used in.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._minute, self._counts = 0, Counter[tuple[str, ...]]()

    def is_too_many(self, *key: str) -> bool:
        """Count one more."""
        minute = int(time.monotonic() // MINUTE)
        if minute != self._minute:
            self._minute, self._counts = minute, Counter()
        self._counts[key] += 1
        return self._counts[key] > self._most


def capped(keep: Keep) -> Keep:
    """Keeps no more from one source than a provider can mean to send: the ledger is for all of them."""
    counts = Counts(MOST_FROM_A_SOURCE)

    async def kept(message: Message) -> None:
        if counts.is_too_many(message.form, message.source):
            raise LedgerDown(f"{message.source} delivers to {message.form} faster than it can be meant")
        await keep(message)

    return kept


@dataclass(frozen=True, slots=True)
class Share:
    """How often something may be sent to some of the applicants' pages, each counted by itself."""

    most: str  # in the words of the library
    pages: frozenset[str] = frozenset()  # functions of the pages; empty for every one
    by: Callable[[], str] | None = None  # what it counts by, where that is not the place
    method: str = "POST"

    def passes(self) -> bool:
        """Whether the page that is asked for is none of them."""
        return bool(self.pages) and (request.endpoint or "").rpartition(".")[2] not in self.pages


def shares(most: int) -> tuple[Share, ...]:
    """What a place may do where so many submissions a minute are taken from it: a ministry, or a hall of delegates."""
    return (
        Share(f"{most}/minute", frozenset({"start_draft", "submit"})),
        Share(f"{3 * most}/15 minutes", frozenset({"start_draft"})),  # an empty draft is kept for a day
        Share(f"{-(-most // 2)}/15 minutes", frozenset({"mail_link", "new_link", "invite"})),  # to whom one names
        Share(f"{most}/minute", frozenset({"answer"}), _draft),
        Share(f"{STEPS * most}/minute"),
        Share(f"{PARTS * most}/minute", frozenset({"add_part"}), method="PATCH"),
    )


def shares_of_members(most: int) -> tuple[Share, ...]:
    """The same for the pages of committees: links to addresses that one names, and everything else."""
    return (
        Share(f"{-(-most // 2)}/15 minutes", frozenset({"send_link"})),
        Share(f"{STEPS * most}/minute"),
    )


def register(app: Flask, settings: Settings) -> None:
    """Limit what is sent to the pages and to the API, by the place that it comes from."""
    limiter = Limiter(
        _place,
        app=app,
        storage_uri=settings.redis_counts,
        storage_options={"socket_timeout": REDIS_PATIENCE, "socket_connect_timeout": REDIS_PATIENCE},  # type: ignore[dict-item]  # passed on to Redis
        in_memory_fallback_enabled=True,
        swallow_errors=True,
        key_prefix="chancery",
        on_breach=_breached,
    )
    most = settings.posts_per_minute
    for share in shares(most):
        limited = limiter.limit(share.most, key_func=share.by, methods=[share.method], exempt_when=share.passes)
        limited(applicant.blueprint)
    for share in shares_of_members(most):
        limiter.limit(share.most, methods=["POST"], exempt_when=share.passes)(committee.blueprint)
    limiter.limit(f"{most}/minute")(oidc_pages.blueprint)  # each refusal is noted
    limiter.limit(f"{FROM_PROGRAMS * most}/minute", methods=["POST"])(api.blueprint)


def _place() -> str:
    return place_of(request.remote_addr)


def _draft() -> str:
    return f"{_place()} {(request.view_args or {}).get('key', '')}"


def _breached(breach: RequestLimit) -> Response:
    left = round(breach.reset_at - time.time())  # the library rounds up, to the second after
    return told_to_wait(min(max(left, 1), breach.limit.get_expiry()))
