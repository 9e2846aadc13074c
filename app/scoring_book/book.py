"""A member's workbook as it goes out: a row for each proposal that they are to read, with what they said so far."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.copies import file_name
from app.docket import Proposal
from app.dossier import Heading
from app.scoring_book.columns import columns_of
from app.scoring_book.leaflet import Leaflet, criteria_sheet, lines_of
from app.scoring_book.marks import ABSTAIN, AMOUNT, APPLICANT, CONFLICT, REFERENCE, REMARK, SCORE, TITLE
from app.scoring_book.seal import Seal, stood, terms_of
from app.store.reviews import ABSTAINED, Review
from app.text import translate
from connectors.entry_books.values import EntryBook, Row
from connectors.ports import CellValue
from forms.types.answers import WORDS
from forms.wording import direction

DOSSIERS = "dossiers"
"""The folder beside the workbook."""


@dataclass(frozen=True, slots=True)
class Item:
    """A proposal that a member is to read, and what they said of it."""

    proposal: Proposal
    heading: Heading
    review: Review | None
    may_open: bool

    @property
    def dossier(self) -> str:
        """Where its PDF lies beside the workbook; empty where the member may not read it yet."""
        return f"{DOSSIERS}/{file_name(self.proposal.reference)}" if self.may_open else ""


def seal_of(leaflet: Leaflet, items: tuple[Item, ...]) -> Seal:
    """Whose workbook it is, and how each review stands."""
    form, seat = leaflet.reading.compiled.form, leaflet.seat
    rows = {one.proposal.key: stood(one.review) for one in items}
    return Seal(seat.member.id, form.name, form.version, terms_of(leaflet.reading.call.criteria), rows)


def book_of(leaflet: Leaflet, items: tuple[Item, ...], seal: str) -> EntryBook:
    """The whole workbook."""
    reading, language = leaflet.reading, leaflet.reading.language
    columns = columns_of(reading)
    said = [(one, _said(one, language)) for one in items]
    rows = (Row(one.proposal.key, tuple(cells.get(c.mark) for c in columns), one.dossier) for one, cells in said)
    return EntryBook(
        about_title=translate("What to do", language),
        about=lines_of(leaflet),
        table_title=translate("Your scores", language),
        columns=columns,
        rows=tuple(rows),
        reference=criteria_sheet(reading),
        seal=seal,
        is_right_to_left=direction(language) == "rtl",
        warning=translate("Error", language),
    )


def _said(item: Item, language: str) -> Mapping[str, CellValue]:
    """What stands in a row, by the marks of its columns."""
    told: dict[str, CellValue] = {
        REFERENCE: item.proposal.reference,
        TITLE: item.heading.title,
        APPLICANT: item.heading.applicant,
        AMOUNT: item.heading.amount,
    }
    return told | (_reviewed(item.review, language) if item.review else {})


def _reviewed(review: Review, language: str) -> dict[str, CellValue]:
    yes, no = WORDS[language]
    scores = {f"{SCORE}{name}": score for name, score in review.scores.items()}
    remarks = {f"{REMARK}{name}": said for name, said in review.remarks.items()}
    return {CONFLICT: no, **scores, **remarks, **({ABSTAIN: yes} if review.state == ABSTAINED else {})}
