"""Proves who sent a request: one HMAC check for every provider's scheme, and plain secrets."""

import base64
import hmac
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from connectors.ports import HookRequest

_PLACE = re.compile(r"\{([a-z-]+)\}")
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)


def _base64(digest: bytes) -> str:
    return base64.b64encode(digest).decode("ascii")


ENCODINGS: Mapping[str, Callable[[bytes], str]] = {"base64": _base64, "hex": bytes.hex}


@dataclass(frozen=True, slots=True)
class HmacScheme:
    """How a provider signs. `signed` names what is signed: `{body}` and headers, such as `{webhook-id}`."""

    header: str  # lower case
    digest: str = "sha256"
    encoding: str = "base64"  # a word of ENCODINGS
    prefix: str = ""
    signed: str = "{body}"
    several: bool = False  # the header may hold several signatures with blanks between them

    def proves(self, request: HookRequest, keys: Sequence[bytes]) -> bool:
        """Whether a signature of one of `keys` is in the header; False for anything malformed."""
        shown = request.headers.get(self.header, "")
        content = self._content(request.body, request.headers)
        if not shown or content is None:
            return False
        given = shown.split(" ") if self.several else [shown]
        expected = [self._signature(content, key) for key in keys if key]
        # Every pair is compared, so that the time taken does not tell which one was near.
        return any([same(one, wanted) for one in given for wanted in expected])  # noqa: C419

    def sign(self, body: bytes, headers: Mapping[str, str], key: bytes) -> str:
        """The header's value for `body`. Raises ValueError where a signed header is missing."""
        content = self._content(body, headers)
        if content is None:
            raise ValueError(f"the signature needs the headers named in {self.signed!r}")
        return self._signature(content, key)

    def _signature(self, content: bytes, key: bytes) -> str:
        return self.prefix + ENCODINGS[self.encoding](hmac.digest(key, content, self.digest))

    def _content(self, body: bytes, headers: Mapping[str, str]) -> bytes | None:
        """The signed bytes, or None where a header in them is missing or not ASCII."""
        content = b""
        for index, piece in enumerate(_PLACE.split(self.signed)):
            value = piece if index % 2 == 0 else headers.get(piece, "")
            if piece == "body" and index % 2:
                content += body
            elif value.isascii() and (value or index % 2 == 0):
                content += value.encode("ascii")
            else:
                return None
        return content


def same(given: str, wanted: str) -> bool:
    """Compare in constant time; header values come as WSGI gives them (bytes read as Latin-1)."""
    return hmac.compare_digest(_wire(given), wanted.encode("utf-8", "surrogatepass"))


def _wire(value: str) -> bytes:
    try:
        return value.encode("latin-1")
    except UnicodeEncodeError:
        return value.encode("utf-8", "surrogatepass")


def fresh(seconds: str, now: datetime, *, tolerance: int = 300) -> bool:
    """Whether `seconds` (Unix time, digits only) lies within `tolerance` seconds of `now`."""
    return bool(_SECONDS.fullmatch(seconds)) and abs(now.timestamp() - int(seconds)) <= tolerance


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
