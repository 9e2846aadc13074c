"""Who is taken: first what quotas keep places for, then by rank, within the quotas, the places and the envelope."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from forms.definition import Call, Quota

TAKEN, RESERVED = "taken", "reserved"
QUOTA, PLACES, EXCEEDS, BELOW, UNSCORED = "quota", "places", "exceeds", "below", "unscored"


class Reason(NamedTuple):
    """Why one is taken or not: a word, and the numbers that belong to it."""

    word: str
    quota: str = ""  # reserved: that kept the place; quota: that would be broken
    number: int = 0  # reserved: which of those the quota keeps, from 1; quota, places: the most there may be
    units: int = 0  # taken, reserved: what is used of the envelope with it; exceeds: what is missing


NOT_SCORED = Reason(UNSCORED)
BELOW_LINE = Reason(BELOW)


@dataclass(frozen=True, slots=True)
class Ranked:
    """The ranking as the walk sees it: one item a candidate, the best first."""

    amounts: Sequence[int]  # whole units
    is_scored: Sequence[bool]  # those that are not come last
    answers: Mapping[str, Sequence[str]]  # quota -> the answer of each


@dataclass(frozen=True, slots=True)
class Taking:
    """A reason for each, and how many stand above the line: who is taken below it holds a place of a quota."""

    reasons: Sequence[Reason]
    line: int


@dataclass(frozen=True, slots=True)
class _Groups:
    """A quota, with the group of each candidate; "" where it is in none."""

    quota: Quota
    of: Sequence[str]

    @property
    def most(self) -> int | None:
        return self.quota.at_most if self.quota.each is None else self.quota.each


@dataclass(slots=True)
class _Walk:
    """What has been given away so far."""

    call: Call
    ranked: Ranked
    envelope: int
    groups: Sequence[_Groups]
    used: int = 0
    taken: dict[int, Reason] = field(default_factory=dict)
    counts: Counter[tuple[str, str]] = field(default_factory=Counter)  # quota and group

    def obstacle(self, place: int) -> Reason | None:
        """What keeps a candidate out, if anything does."""
        if not self.ranked.is_scored[place]:
            return NOT_SCORED
        if self.call.places is not None and len(self.taken) >= self.call.places:
            return Reason(PLACES, number=self.call.places)
        for one in self.groups:
            if one.most is not None and one.of[place] and self.count(one, place) >= one.most:
                return Reason(QUOTA, one.quota.name, one.most)
        missing = self.used + self.ranked.amounts[place] - self.envelope
        return Reason(EXCEEDS, units=missing) if self.call.has_money and missing > 0 else None

    def count(self, one: _Groups, place: int) -> int:
        """How many of a candidate's group are taken."""
        return self.counts[one.quota.name, one.of[place]]

    def take(self, place: int, quota: str = "", number: int = 0) -> None:
        """Give a candidate a place, that of a quota where one is named."""
        self.used += self.ranked.amounts[place]
        self.taken[place] = Reason(RESERVED if quota else TAKEN, quota, number, self.used)
        for one in self.groups:
            self.counts[one.quota.name, one.of[place]] += 1


def take(call: Call, ranked: Ranked, envelope: int) -> Taking:
    """Give away what the call has."""
    walk = _Walk(call, ranked, envelope, [_groups(quota, ranked.answers[quota.name]) for quota in call.quotas])
    for one in walk.groups:
        if one.quota.at_least is not None:
            _reserve(walk, one, one.quota.at_least)
    return _by_rank(walk)


def _groups(quota: Quota, answers: Sequence[str]) -> _Groups:
    if quota.each is not None:
        return _Groups(quota, answers)
    return _Groups(quota, [quota.name if answer in quota.one_of else "" for answer in answers])


def _reserve(walk: _Walk, one: _Groups, least: int) -> None:
    """Take the best of a group until there are enough; who does not fit is passed over."""
    for place, group in enumerate(one.of):
        if not group or place in walk.taken:
            continue
        number = walk.count(one, place) + 1
        if number > least:
            return
        if walk.obstacle(place) is None:
            walk.take(place, one.quota.name, number)


def _by_rank(walk: _Walk) -> Taking:
    """Take the others from the top, as far as the line."""
    reasons: list[Reason] = []
    for place in range(len(walk.ranked.amounts)):
        obstacle = None if place in walk.taken else walk.obstacle(place)
        if obstacle is None and place not in walk.taken:
            walk.take(place)
        reasons.append(obstacle or walk.taken[place])
        if obstacle is not None and _ends(walk.call, obstacle):
            return Taking([*reasons, *_behind(walk, place + 1, obstacle)], place)
    return Taking(reasons, max(walk.taken, default=-1) + 1)


def _ends(call: Call, obstacle: Reason) -> bool:
    return obstacle.word == PLACES or (obstacle.word == EXCEEDS and call.line == "stop")


def _behind(walk: _Walk, first: int, obstacle: Reason) -> list[Reason]:
    """The reasons of all behind the one at which the walk ended."""
    usual = obstacle if obstacle.word == PLACES else BELOW_LINE
    reasons = [usual if is_scored else NOT_SCORED for is_scored in walk.ranked.is_scored[first:]]
    for place, reason in walk.taken.items():
        if place >= first:
            reasons[place - first] = reason
    return reasons
