"""Takes a workbook in that came back: what is right of it is kept, and all that is not is told.

A row is a review of its own, so one that is wrong keeps no other from being taken: nothing that was typed is lost, and
the same workbook, mended, can be sent again, since what was taken already changes nothing then.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from app.committee import Seat
from app.context import Context
from app.docket import Proposal
from app.reviewing import begin, declare, fingerprint, mistakes, review_of, save
from app.scoring_book.entries import Entry, faults_of, missing, odd_cells, typed_of
from app.scoring_book.faults import Fault, at_cell, new_workbook
from app.scoring_book.marks import CONFLICT, WHY
from app.scoring_book.opening import Opened, entries_of
from app.scoring_book.seal import stood
from app.scoring_words import said_window
from app.store import reviews
from app.store.reviews import ABSTAINED, DRAFT, GIVEN, Review
from app.text import translate
from forms.definition import Call

DECLARED, BEGUN, UNCHANGED, REFUSED = "declared", "begun", "unchanged", "refused"
"""What becomes of a row, beside the states of reviews."""
BECAME = {
    GIVEN: "Reviews given",
    ABSTAINED: "Abstained",
    DRAFT: "Kept as drafts",
    BEGUN: "Without conflict, to be read now",
    DECLARED: "Conflicts of interest declared",
    UNCHANGED: "Nothing changed",
    REFUSED: "Not taken",
}
"""What can become of a row, in the order in which it is told, as staff are told."""


@dataclass(frozen=True, slots=True)
class Row:
    """What became of a row: a word of BECAME, what is wrong with it, and what a draft lacks."""

    became: str
    faults: tuple[Fault, ...] = ()
    missing: tuple[Fault, ...] = ()


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a workbook: how many rows by what became of them, every mistake, and what drafts lack."""

    counts: Mapping[str, int]
    faults: tuple[Fault, ...]
    missing: tuple[Fault, ...]


@dataclass(frozen=True, slots=True)
class Desk:
    """Where a workbook is taken in: whose seat it is, and what they have said so far."""

    context: Context
    seat: Seat
    call: Call
    language: str
    own: Mapping[int, Review]  # by submission

    def refused(self, entry: Entry, why: str, remedy: str) -> Row:
        """A row of which nothing is taken."""
        return Row(REFUSED, (at_cell(entry.place, why, remedy),))


def take(context: Context, seat: Seat, call: Call, book: Opened, language: str) -> Taken:
    """Take in all rows that are right. Raises LedgerDown: what was taken until then stays."""
    with context.ledger.reading() as c:
        own = reviews.of_member(c, seat.member.id)
    desk = Desk(context, seat, call, language, own)
    entries, lost = entries_of(book, call, language)
    rows = [_take_row(desk, entry, book.seal.rows[key]) for key, entry in entries.items()]
    return _told(rows, lost)


def _told(rows: Iterable[Row], lost: list[Fault]) -> Taken:
    found = list(rows)
    counts = Counter(one.became for one in found) + Counter({REFUSED: len(lost)})
    faults = [fault for one in found for fault in one.faults] + lost
    return Taken(
        counts={word: counts[word] for word in BECAME if counts[word]},
        faults=tuple(faults),
        missing=tuple(fault for one in found for fault in one.missing),
    )


def _take_row(desk: Desk, entry: Entry, was: str) -> Row:
    """A proposal that the member may not know of, or is not to read, is told of in no other way than any other."""
    odd = odd_cells(entry)
    if odd:
        return Row(REFUSED, tuple(odd))
    proposal = desk.seat.known.get(entry.row.mark)
    if entry.has_conflict:
        return _declared(desk, entry, proposal)
    if proposal is None or not desk.seat.is_to_read(proposal):
        why = translate("This row is not among those that you review now: nothing of it was taken.", desk.language)
        return desk.refused(entry, why, _ask(desk.language))
    if _said(desk, entry, proposal, None) == was:
        return _as_it_was(desk, entry, proposal)
    return _reviewed(desk, entry, proposal, was)


def _declared(desk: Desk, entry: Entry, proposal: Proposal | None) -> Row:
    """What is closed to them already stays so."""
    found = entry.cell(WHY)
    if not found.text.strip():
        remedy = translate("Say in a few words what the conflict is", desk.language)
        return Row(REFUSED, (at_cell(found, translate("Nothing stands here.", desk.language), remedy),))
    if proposal is None:
        return Row(UNCHANGED)
    declare(desk.context, desk.seat, proposal, found.text)
    return Row(DECLARED)


def _said(desk: Desk, entry: Entry, proposal: Proposal, standing: Review | None) -> str:
    """The fingerprint of what a row says; empty where there are mistakes in it."""
    typed = typed_of(entry, standing)
    wrong = mistakes(desk.call.criteria, typed, desk.language)
    return "" if wrong else fingerprint(review_of(desk.seat, proposal, typed))


def _reviewed(desk: Desk, entry: Entry, proposal: Proposal, was: str) -> Row:
    standing = desk.own.get(proposal.id)
    if _said(desk, entry, proposal, standing) == stood(standing):
        return _as_it_was(desk, entry, proposal)
    if not desk.seat.scoring.is_open:
        return desk.refused(entry, said_window(desk.seat.scoring, desk.language), _ask(desk.language))
    if standing is None and entry.has_conflict is None:
        why = translate("Without an answer here nothing of the row is taken.", desk.language)
        remedy = translate("Say whether you have a conflict of interest", desk.language)
        return Row(REFUSED, (at_cell(entry.cell(CONFLICT), why, remedy),))
    return _saved(desk, entry, proposal, was)


def _as_it_was(desk: Desk, entry: Entry, proposal: Proposal) -> Row:
    """Nothing is said that was not said before, unless it is that there is no conflict."""
    if proposal.id in desk.own or entry.has_conflict is None:
        return Row(UNCHANGED)
    begin(desk.context, desk.seat, proposal)
    return Row(BEGUN)


def _saved(desk: Desk, entry: Entry, proposal: Proposal, was: str) -> Row:
    typed = replace(typed_of(entry, desk.own.get(proposal.id)), was=was)
    wrong = mistakes(desk.call.criteria, typed, desk.language)
    if wrong:
        return Row(REFUSED, tuple(faults_of(entry, wrong)))
    begin(desk.context, desk.seat, proposal)  # where nothing was said of it yet
    if save(desk.context, desk.seat, proposal, typed).overtook:
        why = translate("Your review was changed on the page since this workbook was made.", desk.language)
        return desk.refused(entry, why, new_workbook(desk.language))
    return Row(typed.state, missing=tuple(missing(entry)) if typed.state == DRAFT else ())


def _ask(language: str) -> str:
    return translate("Ask those who invited you if you think that this is wrong.", language)
