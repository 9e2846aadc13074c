"""Proves a webhook of Netlify by the JWS that it shows: signed with the shared secret, and made for this very body."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors import strict_json
from connectors.errors import Unreadable
from connectors.ports import HookRequest, Shown
from connectors.sources.signatures import as_text, no_secret, same

ALGORITHM = "HS256"  # and no other, whatever the token says of itself
ISSUER = "netlify"
LONGEST = 8192


@dataclass(frozen=True, slots=True)
class NetlifyToken:
    """A JWT in `header` whose claims are the issuer and the body's SHA-256; it names no time."""

    header: str = "x-webhook-signature"

    def holds(self, request: HookRequest, secrets: Sequence[str], now: datetime) -> bool:  # noqa: ARG002 - of every proof
        """Whether a live secret signed the token, and the token is of this body."""
        token = request.headers.get(self.header, "")
        signed, _, signature = token.rpartition(".")
        if not (signed.isascii() and len(token) <= LONGEST):
            return False
        # Every secret is tried, so that the time taken does not tell which one was near.
        found = any([same(signature, _signature(signed, secret)) for secret in secrets if secret])  # noqa: C419
        return found and _is_of(request.body, signed)

    def show(self, body: bytes, secret: str, now: datetime) -> Shown:  # noqa: ARG002 - of every proof
        """A token for `body`."""
        claims = {"iss": ISSUER, "sha256": hashlib.sha256(body).hexdigest()}
        signed = ".".join(_encoded(json.dumps(part).encode()) for part in ({"alg": ALGORITHM, "typ": "JWT"}, claims))
        return Shown({self.header: f"{signed}.{_signature(signed, secret)}"})

    def fault(self, secret: str) -> str:
        """Any secret will do."""
        return no_secret(secret)


def _signature(signed: str, secret: str) -> str:
    return _encoded(hmac.digest(as_text(secret), signed.encode("ascii"), "sha256"))


def _is_of(body: bytes, signed: str) -> bool:
    header, _, claims = signed.partition(".")
    if _part(header).get("alg") != ALGORITHM:
        return False
    said = _part(claims)
    digest = str(said.get("sha256", ""))
    return said.get("iss") == ISSUER and same(digest.lower(), hashlib.sha256(body).hexdigest())


def _part(text: str) -> Mapping[str, object]:
    """The JSON object that a part of a token holds, empty where it is none."""
    try:
        found = strict_json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (Unreadable, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _encoded(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).rstrip(b"=").decode("ascii")
