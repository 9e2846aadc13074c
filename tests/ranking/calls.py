"""Calls, candidates and reviews for tests of the ranking: written by hand, or generated from a seed."""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.domain.eligibility import Bar
from app.domain.ranking.candidates import Candidate, Candidates
from app.domain.ranking.places import Ranking
from app.domain.ranking.rank import rank
from app.domain.ranking.reviews import Review, Reviews
from forms.definition import LINES, RANKINGS, TIES, Call, Criterion, Quota, Text

RECEIVED = datetime(2026, 1, 14, 12, tzinfo=UTC)
CRITERIA = (Criterion("relevance", Text(), Decimal(60)), Criterion("value", Text(), Decimal(40)))
BAR = Bar("ceiling", Text({"en": "too much"}))


def call(envelope: object = 100, criteria: tuple[Criterion, ...] = CRITERIA, **words: Any) -> Call:
    return Call(Decimal(str(envelope)), "USD", "amount", "title", "state", (), criteria, **words)


def candidate(
    reference: str, amount: object = 10, *, late: int = 0, bars: tuple[Bar, ...] = (), **groups: str
) -> Candidate:
    received = RECEIVED + timedelta(microseconds=late)
    return Candidate(reference, f"Project {reference}", "Ghana", Decimal(str(amount)), received, bars, (), groups)


def reviews(reference: str, **scores: Iterable[int]) -> list[Review]:
    """The scores of members A, B, C … on each criterion."""
    by_member: dict[str, dict[str, int]] = {}
    for criterion, given in scores.items():
        for member, score in zip("ABCDEFGH", given, strict=False):
            by_member.setdefault(member, {})[criterion] = score
    return [Review(reference, member, found) for member, found in by_member.items()]


def ranking(of: Call, candidates: Iterable[Candidate], given: Iterable[Review]) -> Ranking:
    columns = Candidates.of(candidates, of.quotas)
    return rank(of, columns, Reviews.of(of.criteria, columns, given))


def simply(of: Call, marks: Mapping[str, int], amounts: Mapping[str, object] | None = None, **groups: str) -> Ranking:
    """A ranking by one member's marks from 0 to 5 on everything; `groups` says the answer of each for every quota."""
    names = [quota.name for quota in of.quotas]
    asked = {one: (amounts or {}).get(one, 10) for one in marks}
    found = [candidate(one, asked[one], **dict.fromkeys(names, groups.get(one, ""))) for one in marks]
    given = [Review(one, "A", {criterion.name: mark for criterion in of.criteria}) for one, mark in marks.items()]
    return ranking(of, found, given)


@dataclass(frozen=True)
class Case:
    """A whole call."""

    call: Call
    candidates: tuple[Candidate, ...]
    reviews: tuple[Review, ...]

    @property
    def ranking(self) -> Ranking:
        return ranking(self.call, self.candidates, self.reviews)

    def shuffled(self, seed: int) -> "Case":
        dice = random.Random(seed)
        candidates, given = list(self.candidates), list(self.reviews)
        dice.shuffle(candidates)
        dice.shuffle(given)
        return Case(self.call, tuple(candidates), tuple(given))


def case(seed: int) -> Case:
    """A call in which ties, optional criteria, gaps, caps and quotas that cannot be met are common."""
    dice = random.Random(seed)
    made = _call(dice)
    size, members = dice.choice([0, 1, 2, 5, 9, 14]), dice.choice([0, 1, 2, 3, 6])
    candidates = tuple(_candidate(dice, made, number) for number in range(size))
    chance, gap = dice.choice([0.4, 0.8, 1]), dice.choice([0, 0, 0.1])
    read = [(one.reference, f"Member {n}") for one in candidates for n in range(members) if dice.random() < chance]
    return Case(made, candidates, tuple(Review(*pair, _scores(dice, made, gap)) for pair in read))


def _call(dice: random.Random) -> Call:
    criteria = _criteria(dice)
    ties = dice.sample(TIES[:-1], dice.randint(0, 4))
    quotas = tuple(_quota(dice, number) for number in range(dice.choice([0, 0, 1, 2, 3])))
    places = dice.choice([None, None, 1, 3, 6])
    has_money = places is None or dice.random() < 0.8
    envelope, amount = (dice.choice([1, 20, 60, 95, 10_000]), "amount") if has_money else (0, "")
    order = {"ties": (*ties, "reference"), "ranking": dice.choice(RANKINGS), "line": dice.choice(LINES)}
    made = call(envelope, criteria, places=places, quotas=quotas, **order)
    return replace(made, amount=amount)


def _criteria(dice: random.Random) -> tuple[Criterion, ...]:
    weights = dice.choice([["100"], ["60", "40"], ["33.3", "33.3", "33.4"], ["12.5", "37.5", "25", "25"]])
    found = [
        Criterion(f"c{n}", Text(), Decimal(weight), dice.choice([1, 3, 5, 5, 7, 100]), required=dice.random() < 0.8)
        for n, weight in enumerate(weights)
    ]
    beside = Criterion("beside", Text(), Decimal(0), 3, required=dice.random() < 0.5, independent=True)
    return (*found, beside) if dice.random() < 0.3 else tuple(found)


def _quota(dice: random.Random, number: int) -> Quota:
    name, path = f"q{number}", "region"
    if dice.random() < 0.4:
        return Quota(name, Text(), path, each=dice.randint(1, 3))
    least, most = dice.choice([None, 1, 2, 4]), dice.choice([None, 4, 5])
    group = tuple(dice.sample("abcd", dice.randint(1, 3)))
    return Quota(name, Text(), path, group, at_least=least, at_most=most if least else dice.choice([1, 2]))


def _candidate(dice: random.Random, of: Call, number: int) -> Candidate:
    groups = {quota.name: dice.choice(["a", "b", "c", "d", ""]) for quota in of.quotas}
    bars = (BAR,) if dice.random() < 0.1 else ()
    amount = dice.choice([0, 10, 10, 20, "33.35", "0.001"])
    return candidate(f"R{number * 7 % 15:02}", amount, late=dice.randint(0, 2), bars=bars, **groups)


def _scores(dice: random.Random, of: Call, gap: float) -> dict[str, int]:
    found = {}
    for one in of.criteria:
        if dice.random() >= (gap if one.required else 0.4):
            found[one.name] = dice.randint(0, min(one.scale, dice.choice([1, 100])))
    return found
