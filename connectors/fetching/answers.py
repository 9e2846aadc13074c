"""What another server answered: counted while it comes, unpacked, and turned into what to do about it."""

import re
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from connectors.errors import ConnectorError, Unwanted

GZIP = 31  # zlib's word for it
LONGEST_WAIT = 86_400.0  # seconds that another server can make us wait
PASSING = frozenset({408, 425, 429})
"""Refusals that a later try need not meet; every other 4xx stays."""


def whole(host: str, headers: httpx.Headers, parts: Iterable[bytes], most: int) -> bytes:
    """The body, unpacked. Raises Unwanted as soon as it is more than `most` bytes, ConnectorError when broken."""
    too_large = Unwanted(f"{host}: the answer is larger than {most:,} bytes")
    said = headers.get("content-length", "")
    if said.isdecimal() and int(said[:20]) > most:
        raise too_large
    packed = headers.get("content-encoding", "identity").strip().lower()
    if packed not in {"identity", "gzip", "x-gzip", ""}:
        raise Unwanted(f"{host}: the answer is packed in a way that was not asked for")
    body = bytearray()
    for part in _unpacked(host, parts, most + 1) if "gzip" in packed else parts:
        body += part
        if len(body) > most:
            raise too_large
    return bytes(body)


def _unpacked(host: str, parts: Iterable[bytes], at_once: int) -> Iterator[bytes]:
    """What was packed by gzip, never more than `at_once` bytes of it in memory at a time."""
    reader = zlib.decompressobj(GZIP)
    try:
        for part in parts:
            yield reader.decompress(part, at_once)
    except zlib.error:
        raise ConnectorError(f"{host}: the answer cannot be unpacked") from None
    if not reader.eof or reader.unused_data:
        raise ConnectorError(f"{host}: the answer is not whole")


def fault(host: str, status: int, headers: httpx.Headers, now: datetime) -> ConnectorError | None:
    """What an answer that is no success means; its body is not looked at, and never told."""
    if 200 <= status < 300:
        return None
    permanent = status < 500 and status not in PASSING
    wait = None if permanent else _wait(headers.get("retry-after", ""), now)
    return ConnectorError(f"{host} answered {status}", permanent=permanent, retry_after=wait, status=status)


def _wait(said: str, now: datetime) -> float | None:
    """Seconds to wait by a Retry-After header (RFC 9110, 10.2.3), in seconds or as a moment; None for none."""
    if re.fullmatch(r"\d{1,10}", said.strip()):
        seconds = float(said)
    else:
        try:
            moment = parsedate_to_datetime(said)
        except ValueError:
            return None
        seconds = (moment.replace(tzinfo=moment.tzinfo or UTC) - now).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT)
