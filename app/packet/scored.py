"""What members gave a proposal, criterion by criterion."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from statistics import median, pstdev

from app.domain.ranking.places import Place
from app.domain.ranking.reviews import UNSCORED
from app.packet.contents import Scored
from app.shortlisting.account import Account
from app.shortlisting.inputs import Inputs
from forms.definition import Criterion

NONE = "–"
HUNDREDTH = Decimal("0.01")


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """The scores of a call, to be had by proposal."""

    inputs: Inputs
    account: Account
    by_reference: Mapping[str, Sequence[Sequence[int]]]  # reviews, each with a score for each criterion

    def of(self, place: Place) -> Iterator[Scored]:
        """A line for each criterion of the call."""
        given = self.by_reference.get(place.candidate.reference, ())
        language = self.inputs.form.languages[0]
        pairs = zip(self.inputs.call.criteria, self.account.criteria, strict=True)
        for number, (criterion, about) in enumerate(pairs):
            scores = sorted((one[number] for one in given if one[number] != UNSCORED), reverse=True)
            mean = place.means[criterion.name]
            yield Scored(
                label=criterion.label.in_language(language),
                weight="beside" if criterion.independent else f"{criterion.weight} %",
                mean=_of(mean, criterion),
                median=NONE if not scores else str(_rounded(median(scores))),
                spread=NONE if not scores else str(_rounded(pstdev(scores))),
                each=" ".join(map(str, scores)) or NONE,
                share=0.0 if mean is None else float(mean / criterion.scale),
                of_all=NONE if about.every is None else f"{about.every} %",
            )


def scores_of(inputs: Inputs, account: Account) -> Scores:
    """The scores of the shortlist, whoever gave them."""
    found: dict[str, list[list[int]]] = defaultdict(list)
    given = inputs.reviews
    for place, scores in zip(given.candidate.tolist(), given.scores.T.tolist(), strict=True):
        found[inputs.candidates.references[place]].append(scores)
    return Scores(inputs, account, found)


def _of(mean: Decimal | None, criterion: Criterion) -> str:
    return NONE if mean is None else f"{mean} of {criterion.scale}"


def _rounded(figure: float) -> Decimal:
    return Decimal(figure).quantize(HUNDREDTH)
