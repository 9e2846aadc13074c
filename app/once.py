"""Sending once: a delivery id for the same answers under the same token, and for nothing else."""

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from uuid import uuid4

TOKEN = re.compile(r"[0-9a-f]{32}")


def new_token() -> str:
    """A fresh once-only token, 32 hexadecimal digits."""
    return uuid4().hex


def token_or_new(said: str) -> str:
    """The token a page sent back, or a fresh one when it is not of our making."""
    return said if TOKEN.fullmatch(said) else new_token()


def canonical(answers: Mapping[str, object]) -> bytes:
    """The answers as bytes that do not depend on the order of their names."""
    return json.dumps(answers, sort_keys=True, default=str).encode()


def delivery_id(token: str, answers: Mapping[str, object]) -> str:
    """The id under which these answers are taken in once.

    The digest keeps two different submissions apart when they share a token (a page gone back to and
    changed, two clients that both number from 1): neither may vanish as a repeat of the other.
    """
    return f"{token}-{sha256(canonical(answers)).hexdigest()[:16]}"
