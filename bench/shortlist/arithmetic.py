"""The ranking beside the same arithmetic written by hand, from a hundred proposals to a million."""

import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import TypeVar

import numpy as np

from app.domain.ranking.rank import rank
from bench.shortlist.by_hand import by_hand, numbers
from bench.shortlist.made import made

HEADS = ("proposals", "ours s", "by hand s", "ratio", "ours µs each")
Say = Callable[[str], None]
T = TypeVar("T")


def measured(sizes: Sequence[int], rounds: int, say: Say) -> list[dict[str, object]]:
    """A row a size: processor time of one thread, medians of the rounds; both take turns, and must agree."""
    return [_one(size, rounds, say) for size in sizes]


def _one(size: int, rounds: int, say: Say) -> dict[str, object]:
    say(f"{size} proposals")
    call = made(size)
    arrays = numbers(call)
    ours, hand = [], []
    for _ in range(rounds + 1):
        spent, found = timed(lambda: rank(call.call, call.candidates, call.reviews))
        ours.append(spent)
        spent, (order, taken) = timed(lambda: by_hand(arrays))
        hand.append(spent)
        assert np.array_equal(found.order, order), "another order"
        assert len(found.taken_places) == np.count_nonzero(taken), "others are taken"
    ratios = [one / other for one, other in zip(ours[1:], hand[1:], strict=True)]  # the first round warms up
    return {
        "proposals": size,
        "ours s": round(median(ours[1:]), 4),
        "by hand s": round(median(hand[1:]), 4),
        "ratio": round(median(ratios), 2),
        "ours µs each": round(median(ours[1:]) / size * 1e6, 2),
    }


def timed(deed: Callable[[], T]) -> tuple[float, T]:
    started = time.thread_time()
    found = deed()
    return time.thread_time() - started, found
