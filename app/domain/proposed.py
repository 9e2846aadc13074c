"""What a frozen shortlist proposes: who is taken is approved, the next are in reserve, all others are rejected."""

from collections.abc import Mapping
from itertools import count
from typing import Any

from app.domain.decisions import APPROVE, REJECT, RESERVE


def proposed(result: Mapping[str, Any], reserve: int) -> dict[str, str]:
    """The outcome by reference; `result` is as app.shortlisting.result has it, `reserve` how many are in reserve."""
    below = count(1)
    outcomes = {
        place["reference"]: APPROVE if place["taken"] else RESERVE if next(below) <= reserve else REJECT
        for place in sorted(result["places"], key=lambda one: one["rank"])
    }
    return {**outcomes, **dict.fromkeys(result["ineligible"], REJECT)}
