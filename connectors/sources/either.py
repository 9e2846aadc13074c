"""For senders that sign only where they were given a secret: the signature, or the secret shown in another way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.ports import HookRequest, Proof, Shown


@dataclass(frozen=True, slots=True)
class Either:
    """Two means of proof, each enough by itself; samples are sent by the first that the secret is of use to."""

    first: Proof
    second: Proof

    def holds(self, request: HookRequest, secrets: Sequence[str], now: datetime) -> bool:
        """Whether one of the two holds; both are tried, so that the time taken does not tell which."""
        found = [proof.holds(request, secrets, now) for proof in (self.first, self.second)]
        return any(found)

    def show(self, body: bytes, secret: str, now: datetime) -> Shown:
        """As the first means shows it, or the second where the secret is none for the first."""
        usable = self.second if self.first.fault(secret) else self.first
        return usable.show(body, secret, now)

    def fault(self, secret: str) -> str:
        """Whether neither of them can use the secret."""
        return self.first.fault(secret) and self.second.fault(secret)
