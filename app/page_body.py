"""What our own pages send in, as the ledger keeps it and reads it again: one JSON document."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from app.once import canonical


@dataclass(frozen=True, slots=True)
class Sent:
    """The answers of a draft as they were typed, and what else is known of their sending."""

    draft: str  # its public name
    language: str
    answers: Mapping[str, Any]
    is_admitted: bool  # by a late link, whatever the time


def written(sent: Sent) -> bytes:
    """The body of its delivery."""
    return canonical(asdict(sent))


def read(body: bytes) -> Sent:
    """What a body of ours says."""
    return Sent(**json.loads(body))
