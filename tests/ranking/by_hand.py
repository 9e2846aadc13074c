"""The ranking once more, in plain Python and fractions: what the fast one is held against."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isqrt

import numpy as np
from calls import Case

from app.domain.ranking.candidates import Candidate
from app.domain.ranking.reviews import Review
from forms.definition import Call, Quota


@dataclass
class Entry:
    """A candidate with its figures."""

    candidate: Candidate
    reviews: list[Review]
    mean: Fraction | None = None
    median: Fraction | None = None
    adjusted: Fraction | None = None
    spread: Decimal | None = None
    complete: int = 0
    word: str = ""

    @property
    def key(self) -> str:
        return self.candidate.reference


def rounded(value: Fraction | None) -> Decimal | None:
    return None if value is None else Decimal(round(value * 100)).scaleb(-2)


def total(call: Call, scores: dict[str, Fraction]) -> Fraction | None:
    """Of 100, over the criteria that are scored."""
    weighing = [one for one in call.criteria if not one.independent]
    there = [one for one in weighing if one.name in scores]
    if not there or any(one.required and one not in there for one in weighing):
        return None
    got = sum(Fraction(one.weight) * scores[one.name] / one.scale for one in there)
    return 100 * got / sum(Fraction(one.weight) for one in there)


def means(call: Call, reviews: Sequence[Review]) -> dict[str, Fraction]:
    found = {}
    for one in call.criteria:
        given = [review.scores[one.name] for review in reviews if one.name in review.scores]
        if given:
            found[one.name] = Fraction(sum(given), len(given))
    return found


def spread(values: list[Fraction]) -> Decimal:
    """The standard deviation, to the nearest hundredth, halves to even, without a root of a float."""
    mean = sum(values) / len(values)
    square = 10_000 * sum((one - mean) ** 2 for one in values) / len(values)
    floor = isqrt(square.numerator // square.denominator)
    middle = (floor + Fraction(1, 2)) ** 2
    return Decimal(floor + (square > middle or (square == middle and floor % 2 == 1))).scaleb(-2)


def severities(given: dict[tuple[str, str], Fraction]) -> dict[str, float]:
    """Least squares over proposals and members at once, then summing to 0 in each part."""
    proposals, members = sorted({one for one, _ in given}), sorted({one for _, one in given})
    rows = np.zeros((len(given), len(proposals) + len(members)))
    for row, (proposal, member) in enumerate(given):
        rows[row, proposals.index(proposal)] = rows[row, len(proposals) + members.index(member)] = 1
    found = np.linalg.lstsq(rows, np.array([float(one) for one in given.values()]), rcond=None)[0][len(proposals) :]
    part = {member: {member} for member in members}
    for proposal in proposals:
        joined = set().union(*(part[member] for member in members if (proposal, member) in given))
        part |= dict.fromkeys(joined, joined)
    points = dict(zip(members, found, strict=True))
    return {one: points[one] - sum(points[other] for other in part[one]) / len(part[one]) for one in members}


def entries(case: Case) -> list[Entry]:
    by_reference = defaultdict(list)
    for review in case.reviews:
        by_reference[review.reference].append(review)
    money = case.call.has_money
    eligible = [one for one in case.candidates if not one.bars and (one.amount > 0 or not money)]
    found = [Entry(one, by_reference[one.reference]) for one in eligible]
    given = {}
    for entry in found:
        entry.mean = total(case.call, means(case.call, entry.reviews))
        totals = {one.member: total(case.call, dict(one.scores)) for one in entry.reviews}
        values = sorted(value for value in totals.values() if value is not None)
        given |= {(entry.key, member): value for member, value in totals.items() if value is not None}
        entry.complete = len(values)
        if values:
            entry.median = (values[(len(values) - 1) // 2] + values[len(values) // 2]) / 2
            entry.spread = spread(values)
    severity = severities(given)
    for entry in found:
        mine = [severity[member] for reference, member in given if reference == entry.key]
        if entry.mean is not None:
            entry.adjusted = entry.mean - Fraction(f"{sum(mine) / max(len(mine), 1):.9f}")
    return found


def ordered(call: Call, found: list[Entry]) -> list[Entry]:
    weighing = [one for one in call.criteria if not one.independent]
    heaviest = max(weighing, key=lambda one: one.weight).name
    keys = {
        "heaviest": lambda one: -means(call, one.reviews).get(heaviest, Fraction(0)),
        "median": lambda one: -(rounded(one.median) if one.median is not None else -1),
        "amount": lambda one: one.candidate.amount,
        "received": lambda one: one.candidate.received_at,
        "reference": lambda one: one.key,
    }

    def key(one: Entry) -> tuple[object, ...]:
        score = rounded(getattr(one, call.ranking))
        return score is None, -(score or 0), *(keys[word](one) for word in call.ties)

    return sorted(found, key=key)


@dataclass
class Giving:
    """What is given away, and to whom so far."""

    call: Call
    taken: list[Entry]

    def group(self, quota: Quota, one: Entry) -> str:
        answer = one.candidate.groups[quota.name]
        return answer if quota.each or answer in quota.one_of else ""

    def alike(self, quota: Quota, one: Entry) -> int:
        groups = [self.group(quota, other) for other in self.taken]
        return groups.count(self.group(quota, one)) if quota.each else sum(map(bool, groups))

    def obstacle(self, one: Entry) -> str:
        if getattr(one, self.call.ranking) is None:
            return "unscored"
        if self.call.places and len(self.taken) >= self.call.places:
            return "places"
        caps = [(quota, quota.each or quota.at_most) for quota in self.call.quotas if self.group(quota, one)]
        if any(most and self.alike(quota, one) >= most for quota, most in caps):
            return "quota"
        asked = sum(other.candidate.amount for other in [*self.taken, one])
        return "exceeds" if self.call.has_money and asked > self.call.envelope else ""

    def reserve(self, quota: Quota, ranked: list[Entry]) -> None:
        for one in ranked:
            is_wanted = self.group(quota, one) and not one.word and self.alike(quota, one) < quota.at_least
            if is_wanted and not self.obstacle(one):
                one.word = "reserved"
                self.taken.append(one)

    def walk(self, ranked: list[Entry]) -> int:
        """Give the rest away; how many stand above the line."""
        end = ""
        for place, one in enumerate(ranked):
            obstacle = self.obstacle(one)
            if not one.word and end:
                one.word = obstacle if obstacle == "unscored" else end
            elif not one.word:
                one.word = obstacle or "taken"
                self.taken += [] if obstacle else [one]
                if obstacle == "places" or (obstacle == "exceeds" and self.call.line == "stop"):
                    end, line = {"places": "places", "exceeds": "below"}[obstacle], place
        return line if end else max((ranked.index(one) + 1 for one in self.taken), default=0)


def by_hand(case: Case) -> tuple[list[Entry], int]:
    """Every eligible candidate by rank, with a word why it is taken or not; and how many stand above the line."""
    ranked = ordered(case.call, entries(case))
    giving = Giving(case.call, [])
    for quota in case.call.quotas:
        if quota.at_least:
            giving.reserve(quota, ranked)
    return ranked, giving.walk(ranked)
