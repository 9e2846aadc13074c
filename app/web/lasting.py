"""How long browsers keep an answer: for a year what has a digest of itself in its address, and no page at all."""

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, request
from werkzeug.security import safe_join

from app.web.theme import theme

DIGEST = "v"
"""The parameter of an address that holds the digest of what is there."""
A_YEAR = "public, max-age=31536000, immutable"  # RFC 8246
ASK_AGAIN = "no-cache"
NEVER = "no-store"


def kept_for(response: Response) -> str:
    """What the answer says in Cache-Control (RFC 9111): pages carry people's answers or a once-only token."""
    digest = _digest(request.endpoint or "", request.view_args or {}) if response.status_code in {200, 304} else ""
    if not digest:
        return NEVER
    return A_YEAR if request.args.get(DIGEST) == digest else ASK_AGAIN


def _digest(endpoint: str, values: Mapping[str, Any]) -> str:
    """Of the content at an address; empty where it is no file that everybody gets alike."""
    if endpoint == "static":
        return _of_file(safe_join(str(current_app.static_folder), values["filename"]))
    if endpoint == "theme.part" and (part := theme().get(values["name"])) is not None:
        return part.digest
    return ""


@lru_cache(64)
def _of_file(path: str | None) -> str:
    return sha256(Path(path).read_bytes()).hexdigest()[:16] if path and Path(path).is_file() else ""


def _with_digest(endpoint: str, values: dict[str, Any]) -> None:
    if digest := _digest(endpoint, values):
        values[DIGEST] = digest


def register(app: Flask) -> None:
    """Put digests into the addresses that `url_for` makes."""
    app.url_defaults(_with_digest)
