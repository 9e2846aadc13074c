"""Google's public keys, with which the tokens of Pub/Sub are checked: fetched when needed, kept for an hour."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import httpx
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

ADDRESS = "https://www.googleapis.com/oauth2/v3/certs"
KEPT_FOR = timedelta(hours=1)
AGAIN_AFTER = timedelta(minutes=1)  # a failure is not asked about at every request
Keys = Callable[[datetime], KeySet | None]
"""The keys that hold at a time, or None while they cannot be had."""


def fetched() -> KeySet | None:
    """The keys as Google publishes them now, or None where they cannot be had."""
    try:
        answer = httpx.get(ADDRESS, timeout=5)
        answer.raise_for_status()
        return KeySet.import_key_set(answer.json())
    except (httpx.HTTPError, JoseError, ValueError, KeyError, TypeError):
        return None


@dataclass(slots=True)
class GoogleKeys:
    """Keys kept between requests. Where Google cannot be reached, the earlier ones serve on."""

    fetch: Callable[[], KeySet | None] = fetched
    _kept: KeySet | None = field(default=None, init=False)
    _until: datetime | None = field(default=None, init=False)

    def __call__(self, now: datetime) -> KeySet | None:
        """The keys at `now`."""
        if self._until is None or now >= self._until:
            self._until = now + AGAIN_AFTER  # at once: while one asks, others go on with what there is
            found = self.fetch()
            self._kept = found or self._kept
            self._until = now + (KEPT_FOR if found else AGAIN_AFTER)
        return self._kept
