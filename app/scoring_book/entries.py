"""A row of a workbook that came back, as what its member typed of a proposal."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.reviewing import WHOLE, Mistakes, Typed
from app.scoring_book.faults import Fault, at_cell, why_no_score
from app.scoring_book.marks import ABSTAIN, CONFLICT, REFERENCE, REMARK, SCORE, WHY, typed_marks
from app.store.reviews import ABSTAINED, DRAFT, GIVEN, Review
from app.text import translate
from connectors.entry_books.values import Found, FoundRow
from forms.definition import Call, Criterion
from forms.types.staff_cells import NO, YES


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the workbook that is about a proposal."""

    row: FoundRow
    call: Call
    language: str

    def cell(self, mark: str) -> Found:
        """One of its cells."""
        return self.row.cells[mark]

    @property
    def place(self) -> Found:
        """The cell that the whole row is told by: its reference, else its mark."""
        return self.row.cells.get(REFERENCE) or self.row.cells[CONFLICT]

    @property
    def said(self) -> tuple[str, ...]:
        """All that was typed into it."""
        return tuple(self.cell(mark).text.strip() for mark in typed_marks(self.call))

    @property
    def has_conflict(self) -> bool | None:
        """What it says of a conflict; None where it says nothing."""
        return _truth(self.cell(CONFLICT))


def typed_of(entry: Entry, standing: Review | None) -> Typed:
    """What is typed: a review where every score is there or one was given before, else a draft."""
    criteria = entry.call.criteria
    scores = {one.name: entry.cell(f"{SCORE}{one.name}").text.strip() for one in criteria}
    remarks = {name: entry.cell(f"{REMARK}{name}").text for name in (WHOLE, *scores)}
    return Typed(_state(entry, scores, standing), scores, remarks)


def _state(entry: Entry, scores: Mapping[str, str], standing: Review | None) -> str:
    if _truth(entry.cell(ABSTAIN)):
        return ABSTAINED
    is_complete = all(scores[one.name] for one in entry.call.criteria if one.required)
    was_given = standing is not None and standing.state != DRAFT
    return GIVEN if (is_complete and any(scores.values())) or was_given else DRAFT


def _truth(found: Found) -> bool | None:
    word = found.text.strip().casefold()
    return True if word in YES else False if word in NO else None


def odd_cells(entry: Entry) -> list[Fault]:
    """Cells that say nothing that could be read, but for scores, which are held against their criteria."""
    language = entry.language
    choose = translate("Choose yes or no from the list", language)
    why = translate("It is neither yes nor no.", language)
    unread = [entry.cell(mark) for mark in (CONFLICT, ABSTAIN)]
    odd = [at_cell(one, why, choose) for one in unread if one.text.strip() and _truth(one) is None]
    texts = [WHY, *(f"{REMARK}{name}" for name in (WHOLE, *(one.name for one in entry.call.criteria)))]
    return odd + [_formula(one, language) for one in map(entry.cell, texts) if one.is_formula]


def _formula(found: Found, language: str) -> Fault:
    why = translate("It is a formula: only what is typed counts.", language)
    return at_cell(found, why, translate("Begin the text with an apostrophe (').", language))


def faults_of(entry: Entry, wrong: Mistakes) -> Iterator[Fault]:
    """The mistakes of a review, each at its cell."""
    for one in entry.call.criteria:
        if said := wrong.scores.get(one.name):
            yield _score(entry, one, said)
    for name, said in wrong.remarks.items():
        found = entry.cell(f"{REMARK}{name}")
        yield at_cell(found, _why_no_remark(found, entry.language), said)


def _why_no_remark(found: Found, language: str) -> str:
    if found.text.strip():
        return translate("It is too long.", language)
    return translate("Nothing stands here.", language)


def _score(entry: Entry, criterion: Criterion, remedy: str) -> Fault:
    found = entry.cell(f"{SCORE}{criterion.name}")
    return at_cell(found, why_no_score(found, entry.language), remedy)


def missing(entry: Entry) -> list[Fault]:
    """What a draft lacks to be a review."""
    empty = [one for one in entry.call.criteria if one.required and not entry.cell(f"{SCORE}{one.name}").text.strip()]
    return [_score(entry, one, _give(one, entry.language)) for one in empty]


def _give(criterion: Criterion, language: str) -> str:
    return translate("Give a score: %(label)s", language, {"label": criterion.label.in_language(language)})
