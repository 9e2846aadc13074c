"""What our own pages send in, as the ledger keeps it and reads it again: one JSON document."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.once import canonical


@dataclass(frozen=True, slots=True)
class Sending:
    """The answers of a draft as they were typed, and the language that they were given in."""

    draft: str  # its public name
    language: str
    answers: Mapping[str, Any]


def written(sending: Sending) -> bytes:
    """The body of its delivery."""
    return canonical({"draft": sending.draft, "language": sending.language, "answers": sending.answers})


def read(body: bytes) -> Sending:
    """What a body of ours says."""
    return Sending(**json.loads(body))
