"""Proves a push of Google Pub/Sub by the OIDC token that it shows: whose it is, for whom, and until when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from joserfc import jwt
from joserfc.errors import JoseError

from connectors.ports import HookRequest, Shown
from connectors.sources.google_keys import Keys
from connectors.sources.proofs import AnySecret
from connectors.sources.signatures import same

ISSUERS = ("https://accounts.google.com", "accounts.google.com")
ALGORITHM = "RS256"
TOLERANCE = 60  # seconds by which clocks may differ
LONGEST = 8192


@dataclass(frozen=True, slots=True)
class GoogleToken:
    """A live secret that names who pushes: the service account and the audience, `push@….com https://our.address`.

    Such a secret is no secret: only a token that Google signed proves it. Any other live secret is one that stands in
    the address, as for a sender that signs nothing.
    """

    keys: Keys
    otherwise: AnySecret = field(default_factory=AnySecret)

    def holds(self, request: HookRequest, secrets: Sequence[str], now: datetime) -> bool:
        """Whether a token of Google's names one of the service accounts, or a true secret is shown."""
        pushers = [pusher for pusher in map(_pusher, secrets) if pusher]
        hidden = [secret for secret in secrets if "@" not in secret]
        shown = self.otherwise.holds(request, hidden, now)
        claims = self._claims(request.headers.get("authorization", ""), now) if pushers else {}
        return shown or any([_names(claims, pusher) for pusher in pushers])  # noqa: C419 - in constant time

    def show(self, body: bytes, secret: str, now: datetime) -> Shown:
        """A true secret in the address; a token is for Google alone to make."""
        return Shown({}) if "@" in secret else self.otherwise.show(body, secret, now)

    def fault(self, secret: str) -> str:
        """Whether the secret means to name who pushes, and does not."""
        if "@" in secret and _pusher(secret) is None:
            return "must name the service account and the audience, with a blank between them"
        return self.otherwise.fault(secret)

    def _claims(self, header: str, now: datetime) -> Mapping[str, object]:
        """What a token says that is signed and in time, empty for any other."""
        scheme, _, token = header.partition(" ")
        keys = self.keys(now) if scheme.lower() == "bearer" and token.isascii() and len(token) <= LONGEST else None
        if keys is None:
            return {}
        try:
            claims = jwt.decode(token.strip(), keys, algorithms=[ALGORITHM]).claims
        except (JoseError, ValueError, TypeError, KeyError, AttributeError):  # whatever a stranger may write
            return {}
        return claims if _is_timely(claims, now) else {}


def _pusher(secret: str) -> tuple[str, str] | None:
    """The service account and the audience that a live secret names."""
    match secret.split():
        case [account, audience] if "@" in account:
            return account, audience
    return None


def _is_timely(claims: Mapping[str, object], now: datetime) -> bool:
    until, since, seconds = claims.get("exp"), claims.get("iat"), now.timestamp()
    if not isinstance(until, int) or not isinstance(since, int):
        return False
    return since - TOLERANCE <= seconds < until + TOLERANCE


def _names(claims: Mapping[str, object], pusher: tuple[str, str]) -> bool:
    """Whether Google says that this account pushes, for this audience."""
    account, audience = pusher
    is_theirs = same(str(claims.get("email", "")), account)
    is_for_us = same(str(claims.get("aud", "")), audience)
    return is_theirs and is_for_us and claims.get("iss") in ISSUERS and claims.get("email_verified") is True
