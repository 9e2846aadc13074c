"""What speaks for and against a ranking: how full its quotas are, where reviews lack, what would change it."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.ranking.places import Place, Ranking
from app.domain.ranking.sensitivity import Shift, sensitivity
from app.shortlisting.inputs import Inputs
from forms.definition import Call, Quota

MOST_VARIED = 5_000
"""Proposals up to which it is tried what would change the ranking: for each weight and each member it is made again."""


@dataclass(frozen=True, slots=True)
class Group:
    """How many of one group of a quota there are among the eligible, and how many are taken."""

    quota: Quota
    name: str  # the answer that they share; empty where the quota is of one group
    eligible: int
    taken: int

    @property
    def is_short(self) -> bool:
        """Whether fewer are taken than the quota wants."""
        return self.quota.at_least is not None and self.taken < self.quota.at_least


@dataclass(frozen=True, slots=True)
class Criterion:
    """The mean score on a criterion, as a share of its scale (0..100), of all who are scored and of those taken."""

    label: str
    every: Decimal | None
    taken: Decimal | None


@dataclass(frozen=True, slots=True, eq=False)
class Account:
    """A ranking with all that is told beside it."""

    ranking: Ranking
    places: Sequence[Place]
    withdrawn: int
    groups: Sequence[Group]
    criteria: Sequence[Criterion]
    gaps: Sequence[Place]  # fewer complete reviews than the call wants
    disagreement: Sequence[Place]  # members are far apart
    shifts: Sequence[Shift] | None  # None: there are too many proposals to try

    @property
    def used(self) -> Decimal:
        """What those ask for who are taken."""
        return sum((one.candidate.amount for one in self.places if one.is_taken), Decimal(0))


def account_of(inputs: Inputs) -> Account:
    """Work it all out; a second for a call of some hundred proposals."""
    ranking, call = inputs.ranking(), inputs.call
    places, is_tried = ranking.places, len(ranking) <= MOST_VARIED
    return Account(
        ranking=ranking,
        places=places,
        withdrawn=len(inputs.withdrawn),
        groups=tuple(one for quota in call.quotas for one in _groups(quota, places)),
        criteria=tuple(_criteria(inputs, places)),
        gaps=tuple(places[rank - 1] for rank in ranking.gaps(wanted_of(call))),
        disagreement=tuple(places[rank - 1] for rank in ranking.disagreement),
        shifts=sensitivity(call, inputs.candidates, inputs.reviews) if is_tried else None,
    )


def wanted_of(call: Call) -> int:
    """How many reviews each proposal should have; one, where the call says that all members read all."""
    return call.committee.reviews or 1


def _groups(quota: Quota, places: Sequence[Place]) -> Iterator[Group]:
    eligible, taken = (Counter(_answers(quota, some)) for some in (places, [one for one in places if one.is_taken]))
    if quota.each is None:
        yield Group(quota, "", eligible.total(), taken.total())
        return
    for answer, count in sorted(eligible.items(), key=lambda pair: (-pair[1], pair[0])):
        yield Group(quota, answer, count, taken[answer])


def _answers(quota: Quota, places: Sequence[Place]) -> Iterator[str]:
    answers = (one.candidate.groups.get(quota.name, "") for one in places)
    return (answer for answer in answers if answer and (quota.each is not None or answer in quota.one_of))


def _criteria(inputs: Inputs, places: Sequence[Place]) -> Iterator[Criterion]:
    language = inputs.form.languages[0]
    for one in inputs.call.criteria:
        every, taken = (
            _share([place.means[one.name] for place in some], one.scale)
            for some in (places, [place for place in places if place.is_taken])
        )
        yield Criterion(one.label.in_language(language), every, taken)


def _share(means: Sequence[Decimal | None], scale: int) -> Decimal | None:
    scored = [mean for mean in means if mean is not None]
    if not scored:
        return None
    return (100 * sum(scored, Decimal(0)) / (len(scored) * scale)).quantize(Decimal("0.1"))
