"""What a member takes home: their workbook, and beside it each proposal that they may read, as a PDF."""

from collections.abc import Iterator
from dataclasses import dataclass

from app.committee import Seat, seat_of
from app.context import Context
from app.copies import Copy, copy_pdf
from app.dossier import Reading
from app.scoring_book.book import Item, book_of, seal_of
from app.scoring_book.leaflet import Leaflet
from app.scoring_book.seal import sealed
from app.store import reviews, submissions
from app.store.members import Member
from connectors.entry_books.writing import written
from forms.definition import Call
from forms.schema import CompiledForm

BOOK = "scores.xlsx"


@dataclass(frozen=True, slots=True)
class Parcel:
    """The workbook as a file, and what is printed beside it, by the names of the files."""

    book: bytes
    dossiers: tuple[tuple[str, Copy], ...]

    def files(self) -> Iterator[tuple[str, bytes]]:
        """Every file with its name, each made when its turn comes. Raises ConnectorError."""
        yield BOOK, self.book
        for name, copy in self.dossiers:
            yield name, copy_pdf(copy)


def parcel_of(context: Context, compiled: CompiledForm, call: Call, member: Member) -> Parcel:
    """The same for staff, in the language of the member. Raises LedgerDown."""
    form = compiled.form
    with context.ledger.reading() as c:
        seat = seat_of(c, form, call, member, context.now())
    language = member.language if member.language in form.languages else form.languages[0]
    return parcel_for(context, seat, Reading(compiled, call, context.earlier, language))


def parcel_for(context: Context, seat: Seat, reading: Reading) -> Parcel:
    """All of it as the ledger has it now. Raises LedgerDown."""
    with context.ledger.reading() as c:
        found = {one.id: one for one in submissions.numbered(c, (one.id for one in seat.to_read))}
        own = reviews.of_member(c, seat.member.id)
    headings = reading.headings(found.values())
    items = tuple(
        Item(one, headings[one.id], own.get(one.id), seat.may_open(one)) for one in seat.to_read if one.id in found
    )
    organisation = context.settings.organisation
    dossiers = ((one.dossier, reading.copy(found[one.proposal.id], organisation)) for one in items if one.may_open)
    return Parcel(_book(context, seat, reading, items), tuple(dossiers))


def _book(context: Context, seat: Seat, reading: Reading, items: tuple[Item, ...]) -> bytes:
    address = f"{context.settings.base_url.rstrip('/')}/committee/{reading.compiled.form.name}/workbook"
    leaflet = Leaflet(reading, seat, address, context.now())
    return written(book_of(leaflet, items, sealed(context.settings.secret_key, seal_of(leaflet, items))))
