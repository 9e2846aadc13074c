"""Proof for senders that write their secret into the body."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from connectors import strict_json
from connectors.errors import Unreadable
from connectors.ports import HookRequest, Shown
from connectors.sources.signatures import no_secret


@dataclass(frozen=True, slots=True)
class BodyToken:
    """A live secret under `name` in a JSON object. Nobody can show it for a body that does not hold it already."""

    name: str

    def holds(self, request: HookRequest, secrets: Sequence[str], now: datetime) -> bool:  # noqa: ARG002 - of every proof
        """Whether the body holds a live secret."""
        # A body without the name is not parsed: anyone may send one.
        if not secrets or f'"{self.name}"'.encode() not in request.body:
            return False
        try:
            found = strict_json.loads(request.body)
        except Unreadable:
            return False
        shown = found.get(self.name) if isinstance(found, dict) else None
        return isinstance(shown, str) and _is_one_of(shown, secrets)

    def show(self, body: bytes, secret: str, now: datetime) -> Shown:  # noqa: ARG002 - of every proof
        """Nothing beside the body."""
        return Shown({})

    def fault(self, secret: str) -> str:
        """Any secret will do."""
        return no_secret(secret)


def _is_one_of(shown: str, secrets: Sequence[str]) -> bool:
    given = shown.encode("utf-8", "surrogatepass")
    # Every one is compared, so that the time taken does not tell which one was near.
    return bool(shown) and any([compare_digest(given, one.encode("utf-8", "surrogatepass")) for one in secrets])  # noqa: C419
