"""The weights of a call as whole numbers, so that totals are worked out without a rounding."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from app.domain.ranking.exact import common_multiple
from forms.definition import Criterion


@dataclass(frozen=True, slots=True)
class Weights:
    """What each criterion weighs in a common measure, in the order of the call; a total is a share of the whole."""

    each_point: tuple[int, ...]  # of a score; 0 where the criterion is independent
    in_full: tuple[int, ...]  # of the best score
    is_needed: tuple[bool, ...]  # without a score there is no total

    @property
    def whole(self) -> int:
        """What the best scores on everything weigh."""
        return sum(self.in_full)


def weights_of(criteria: Sequence[Criterion], weights: Sequence[Fraction] | None = None) -> Weights:
    """The weights of the criteria, or others in their stead."""
    heavy = weights or [Fraction(0) if one.independent else Fraction(one.weight) for one in criteria]
    each = [weight / criterion.scale for weight, criterion in zip(heavy, criteria, strict=True)]
    measure = common_multiple(one.denominator for one in each)
    each_point = tuple(int(one * measure) for one in each)
    return Weights(
        each_point,
        tuple(one * criterion.scale for one, criterion in zip(each_point, criteria, strict=True)),
        tuple(one.required and not one.independent for one in criteria),
    )


def heaviest(criteria: Sequence[Criterion]) -> int | None:
    """The place of the criterion that weighs most; of equally heavy ones, the first."""
    weighing = [place for place, one in enumerate(criteria) if not one.independent]
    return max(weighing, key=lambda place: criteria[place].weight, default=None)
