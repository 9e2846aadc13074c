"""Proves who signed a request: one HMAC check whose parameters cover every provider's scheme."""

import base64
import hashlib
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import zip_longest

from connectors.ports import HookRequest, Shown

_PLACE = re.compile(r"\{([a-z0-9-]+)\}")
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)
MOST_PIECES = 20  # of a header of signatures: nobody shows so many, and each is compared
TOLERANCE = 300  # seconds, both ways: what Standard Webhooks, Stripe and Formspree say


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode("ascii")


ENCODINGS: Mapping[str, Callable[[bytes], str]] = {"base64": _base64, "hex": bytes.hex}


def as_text(secret: str) -> bytes:
    """The key is the secret as it is written."""
    return secret.encode("utf-8", "surrogatepass")


@lru_cache(maxsize=1024)
def as_whsec(secret: str) -> bytes:
    """The bytes of a `whsec_<base64>` secret (padding may be missing), empty where it is none."""
    text = secret.removeprefix("whsec_").rstrip("=")
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        return b""


def no_secret(secret: str) -> str:
    """What is wrong with an empty secret, empty for any other."""
    return "" if secret else "is empty"


@dataclass(frozen=True, slots=True)
class HmacScheme:
    """How a provider signs. `signed` names what is signed: `{body}`, `{t}` (the time) and headers: `{webhook-id}`."""

    header: str  # lower case
    digest: str = "sha256"
    encoding: str = "base64"  # a word of ENCODINGS
    prefix: str = ""
    signed: str = "{body}"
    between: str = ""  # what parts several signatures in the header, and the time from them
    time_in: str = ""  # the header of the time; "t" where it stands as t=… beside the signatures; else none is signed
    key: Callable[[str], bytes] = as_text  # of a secret

    def holds(self, request: HookRequest, secrets: Sequence[str], now: datetime) -> bool:
        """Whether a signature by one of `secrets` is in the header, and the time near; False for anything malformed."""
        shown = request.headers.get(self.header, "")
        pieces = shown.split(self.between, MOST_PIECES) if self.between else [shown]
        time = self._time(pieces, request.headers)
        content = self._content(request.body, request.headers, time)
        if not shown or content is None:
            return False
        expected = [self._signature(content, key) for key in map(self.key, filter(None, secrets)) if key]
        # Every pair is compared, so that the time taken does not tell which one was near.
        found = any([same(one.strip(), wanted) for one in pieces for wanted in expected])  # noqa: C419
        return found and (not self.time_in or fresh(time, now))

    def show(self, body: bytes, secret: str, now: datetime) -> Shown:
        """The headers for `body`; an id among them is made from the body, so that one sample has one id."""
        time = str(int(now.timestamp()))
        names = [name for name in _PLACE.findall(self.signed) if name not in {"body", "t"}]
        made = {name: time if name == self.time_in else _made_id(body) for name in names}
        content = self._content(body, made, time) or b""
        times = [f"t={time}"] if self.time_in == "t" else []
        return Shown({**made, self.header: self.between.join([*times, self._signature(content, self.key(secret))])})

    def fault(self, secret: str) -> str:
        """Whether a key can be made of the secret."""
        return "" if self.key(secret) else no_secret(secret) or "must be whsec_ and base64"

    def _time(self, pieces: Sequence[str], headers: Mapping[str, str]) -> str:
        if self.time_in != "t":
            return headers.get(self.time_in, "")
        times = [piece.strip().removeprefix("t=") for piece in pieces if piece.strip().startswith("t=")]
        return times[0] if len(times) == 1 else ""

    def _signature(self, content: bytes, key: bytes) -> str:
        return self.prefix + ENCODINGS[self.encoding](hmac.digest(key, content, self.digest))

    def _content(self, body: bytes, headers: Mapping[str, str], time: str) -> bytes | None:
        """The signed bytes, or None where a header in them is missing or not ASCII."""
        content = []
        for text, place in _places(self.signed):
            value = time if place == "t" else headers.get(place, "")
            content.append(text.encode("ascii"))
            if place == "body":
                content.append(body)
            elif value.isascii() and (value or not place):
                content.append(value.encode("ascii"))
            else:
                return None
        return b"".join(content)


@lru_cache
def _places(signed: str) -> Sequence[tuple[str, str]]:
    """What is signed, taken apart: a text, and the name of what stands behind it, empty at the end."""
    texts = _PLACE.split(signed)
    return tuple(zip_longest(texts[::2], texts[1::2], fillvalue=""))


STANDARD_WEBHOOKS = HmacScheme(
    header="webhook-signature",
    prefix="v1,",
    signed="{webhook-id}.{webhook-timestamp}.{body}",
    between=" ",
    time_in="webhook-timestamp",
    key=as_whsec,
)
"""https://www.standardwebhooks.com"""
GITHUB = HmacScheme(header="x-hub-signature-256", encoding="hex", prefix="sha256=")
"""https://docs.github.com/webhooks/using-webhooks/validating-webhook-deliveries"""
STRIPE = HmacScheme(
    header="stripe-signature", encoding="hex", prefix="v1=", signed="{t}.{body}", between=",", time_in="t"
)
"""https://docs.stripe.com/webhooks#verify-manually; the whole `whsec_…` is the key."""


def same(given: str, wanted: str) -> bool:
    """Compare in constant time; header values come as WSGI gives them (bytes read as Latin-1)."""
    return hmac.compare_digest(_wire(given), wanted.encode("utf-8", "surrogatepass"))


def _wire(value: str) -> bytes:
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogatepass")


def fresh(seconds: str, now: datetime, *, tolerance: int = TOLERANCE) -> bool:
    """Whether `seconds` (Unix time, digits only) lies within `tolerance` seconds of `now`."""
    return bool(_SECONDS.fullmatch(seconds)) and abs(now.timestamp() - int(seconds)) <= tolerance


def _made_id(body: bytes) -> str:
    return "msg_" + hashlib.sha256(body).hexdigest()[:24]
