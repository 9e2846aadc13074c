"""The same arithmetic as a person writes it in numpy for one call: floats, no reasons, no quotas."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from bench.shortlist.made import SCALE, WEIGHTS, Made

Column = np.ndarray[Any, Any]


@dataclass(frozen=True)
class Numbers:
    """What a call comes down to, in arrays."""

    candidate: Column
    member: Column
    scores: Column  # (criteria, reviews), -1 where one was left out
    amounts: Column
    received: Column
    envelope: float
    members: int


def numbers(made: Made) -> Numbers:
    """The arrays of a call; not measured."""
    amounts = np.array([float(amount) for amount in made.candidates.amounts])
    received = np.array([one.timestamp() for one in made.candidates.received_at])
    one = made.reviews
    return Numbers(
        one.candidate, one.member, one.scores, amounts, received, float(made.call.envelope), len(one.members)
    )


def by_hand(call: Numbers) -> tuple[Column, Column]:
    """The candidates in order, and which are taken; reviews stand in the order of the candidates."""
    size, who = len(call.amounts), call.candidate
    weights, there = np.array(WEIGHTS) / SCALE, call.scores >= 0
    got = np.where(there, call.scores, 0)
    means = [
        np.bincount(who, row, size) / np.bincount(who, is_there, size) for row, is_there in zip(got, there, strict=True)
    ]
    mean = (weights @ np.array(means)).round(2)
    total, count = weights @ got, np.bincount(who, minlength=size)
    by_total, starts = np.lexsort((total, who)), np.searchsorted(who, np.arange(size))
    median = (total[by_total[starts + (count - 1) // 2]] + total[by_total[starts + count // 2]]) / 2
    spread = np.sqrt(np.bincount(who, total**2, size) / count - (np.bincount(who, total, size) / count) ** 2)
    adjusted = mean - np.bincount(who, severity(call, total, count)[call.member], size) / count
    order = np.lexsort((call.received, call.amounts, -means[int(np.argmax(weights))], -mean))
    assert len(median) == len(spread) == len(adjusted) == size
    return order, np.cumsum(call.amounts[order]) <= call.envelope


def severity(call: Numbers, total: Column, count: Column) -> Column:
    """Of each member, by least squares."""
    who, members = call.candidate, call.members
    off = total - (np.bincount(who, total, len(count)) / count)[who]
    pairs = np.zeros(members**2)
    for apart in range(1, int(count.max())):
        both = who[apart:] == who[:-apart]
        places = call.member[:-apart][both] * members + call.member[apart:][both]
        pairs += np.bincount(places, 1 / count[who[apart:][both]], members**2)
    between = pairs.reshape(members, members)
    matrix = np.diag(np.bincount(call.member, 1 - 1 / count[who], members)) - between - between.T
    return np.linalg.solve(matrix + 1, np.bincount(call.member, off, members))
