"""Means of proof for senders that sign nothing: a secret in the address, in a header, or as a Basic password."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.ports import HookRequest, Shown
from connectors.sources.signatures import no_secret, same

OWN_HEADER = "x-chancery-secret"


@dataclass(frozen=True, slots=True)
class AnySecret:
    """A live secret shown in one of the ways that a sender of this kind has; `headers` are the provider's own.

    What stands in an address may be seen by others on its way through logs (ASVS 14.2.1), so a header is better where
    the provider lets one be set; ours are never logged.
    """

    headers: tuple[str, ...] = ()
    best: str = "address"  # how samples are sent: "address" or "basic"

    def holds(self, request: HookRequest, secrets: Sequence[str], now: datetime) -> bool:  # noqa: ARG002 - of every proof
        """Whether any of the places shows a live secret."""
        shown = [
            request.in_address,
            basic_password(request.headers.get("authorization", "")),
            *(request.headers.get(name) for name in (OWN_HEADER, *self.headers)),
        ]
        # Every pair is compared, so that the time taken does not tell which one was near.
        return any([same(one, secret) for one in shown if one for secret in secrets if secret])  # noqa: C419

    def show(self, body: bytes, secret: str, now: datetime) -> Shown:  # noqa: ARG002 - of every proof
        """The secret in the address, or as the password of HTTP Basic."""
        if self.best == "address":
            return Shown({}, secret)
        return Shown({"authorization": "Basic " + base64.b64encode(f"chancery:{secret}".encode()).decode("ascii")})

    def fault(self, secret: str) -> str:
        """Any secret will do."""
        return no_secret(secret)


def basic_password(header: str) -> str | None:
    """The password of an HTTP Basic `Authorization` value as it came over the wire, or None."""
    scheme, _, credentials = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        plain = base64.b64decode(credentials.strip().encode("ascii"), validate=True)
    except ValueError:  # not ASCII, or not base64
        return None
    _, colon, password = plain.partition(b":")
    return password.decode("latin-1") if colon else None
