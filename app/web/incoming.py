"""A request as it came: what the layers that handle it need to know, and nothing of the server."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import IO

from werkzeug.http import parse_list_header


@dataclass(frozen=True, slots=True)
class Incoming:
    """One request whose body has been read; `headers` by their names in small letters."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    address: str  # whom it comes from, behind the proxies that are trusted
    body: IO[bytes]
    refused: int = 0  # the status to answer, where it is refused before anybody looks at it


def joined(headers: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Those of one name in one line (RFC 9110, 5.3; cookies as RFC 6265, 5.4).

    A name with an underscore is left out: behind WSGI it would pass for another, which a proxy may have looked at.
    """
    found: dict[str, str] = {}
    for name, value in headers:
        if "_" in name:
            continue
        between = "; " if name == "cookie" else ", "
        found[name] = f"{found[name]}{between}{value}" if name in found else value
    return found


def address_of(peer: str, forwarded: str, trusted: int) -> str:
    """Who sends, where `peer` is whom the server speaks to, `address:port`: the one that the last trusted proxy saw."""
    told = parse_list_header(forwarded) if trusted else []
    if trusted and len(told) >= trusted:
        return told[-trusted]
    return peer.rpartition(":")[0].strip("[]")


def length_of(headers: Mapping[str, str]) -> int | None:
    """The length that a body is said to have, None where it is none."""
    said = headers.get("content-length", "")
    return int(said) if said.isascii() and said.isdecimal() else None
