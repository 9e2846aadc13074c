"""The fields of a review as its page shows them."""

from collections.abc import Iterable
from dataclasses import dataclass

from app.reviewing import WHOLE, Mistakes, Typed
from app.scoring_words import weight_of
from app.web.committee.typed import REMARK, SCORE
from app.web.errors import ErrorLine
from forms.definition import Criterion

LONGEST_ROW = 10
"""The highest score of a scale whose scores stand beside each other; a longer one is a field for a number."""


@dataclass(frozen=True, slots=True)
class Field:
    """One criterion of a review: its score and its remark."""

    score: str  # names of the two fields
    remark: str
    label: str
    guidance: str
    weight: str
    scale: int
    value: str
    said: str
    is_required: bool
    error: str
    too_long: str

    @property
    def steps(self) -> range:
        """The scores to choose from; none where one is written."""
        return range(self.scale + 1) if self.scale <= LONGEST_ROW else range(0)


def fields_of(criteria: Iterable[Criterion], typed: Typed, wrong: Mistakes, language: str) -> list[Field]:
    """One for each criterion."""
    return [_field(one, typed, wrong, language) for one in criteria]


def _field(criterion: Criterion, typed: Typed, wrong: Mistakes, language: str) -> Field:
    name = criterion.name
    return Field(
        score=f"{SCORE}{name}",
        remark=f"{REMARK}{name}",
        label=criterion.label.in_language(language),
        guidance=criterion.guidance.in_language(language),
        weight=weight_of(criterion, language),
        scale=criterion.scale,
        value=typed.scores.get(name, "").strip(),
        said=typed.remarks.get(name, ""),
        is_required=criterion.required,
        error=wrong.scores.get(name, ""),
        too_long=wrong.remarks.get(name, ""),
    )


def error_lines(fields: Iterable[Field], wrong: Mistakes) -> list[ErrorLine]:
    """The lines of the summary, in the order of the page."""
    lines = []
    for one in fields:
        lines += [ErrorLine(one.score, one.error)] if one.error else []
        lines += [ErrorLine(one.remark, f"{one.label}: {one.too_long}")] if one.too_long else []
    return lines + ([ErrorLine(REMARK, wrong.remarks[WHOLE])] if WHOLE in wrong.remarks else [])
