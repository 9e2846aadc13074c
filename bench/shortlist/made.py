"""Calls of any size: twelve criteria, four reviews of each proposal by forty members."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import numpy as np

from app.domain.ranking.candidates import Candidates
from app.domain.ranking.reviews import Reviews
from forms.definition import Call, Criterion, Text

WEIGHTS = (15, 5, 10, 10, 5, 5, 10, 10, 10, 5, 5, 10)
MEMBERS, EACH, SCALE = 40, 4, 5
OPENED = datetime(2026, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Made:
    """A call with its candidates and reviews, as the ledger's rows become columns."""

    call: Call
    candidates: Candidates
    reviews: Reviews


def made(count: int) -> Made:
    """A call of `count` proposals, of which about a tenth fit into the envelope; always the same one."""
    dice = np.random.default_rng(7)
    criteria = tuple(Criterion(f"c{n}", Text(), Decimal(weight), SCALE) for n, weight in enumerate(WEIGHTS))
    call = Call(Decimal(5_000 * count), "USD", "amount", "title", "state", (), criteria)
    candidates = Candidates(
        references=[f"VTF-2026-{number:07}" for number in range(count)],
        titles=["A project"] * count,
        applicants=["A State"] * count,
        amounts=[Decimal(int(cents)) / 100 for cents in dice.integers(100_000, 10_000_000, count)],
        received_at=[OPENED + timedelta(seconds=int(late)) for late in dice.integers(0, 10**6, count)],
        bars={},
        notes={},
        groups={},
    )
    member = (dice.integers(0, MEMBERS, count)[:, None] + 7 * np.arange(EACH)) % MEMBERS  # four different ones
    scores = dice.integers(0, SCALE + 1, (len(WEIGHTS), count * EACH)).astype(np.int16)
    names = [f"Member {number:02}" for number in range(MEMBERS)]
    return Made(call, candidates, Reviews(names, np.repeat(np.arange(count), EACH), member.ravel(), scores))
