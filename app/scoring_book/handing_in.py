"""A workbook is handed in, by its member or by staff for them: whose it is stands in its seal."""

from app.committee import seat_of
from app.context import Context
from app.dossier import Reading
from app.scoring_book.faults import Fault, NotTaken
from app.scoring_book.opening import Opened, open_book, require_for, require_theirs
from app.scoring_book.taking import Taken, take
from app.store import audit, members
from app.store.members import Member


def hand_in(context: Context, reading: Reading, member: Member, data: bytes) -> Taken:
    """A member hands in their own. Raises NotTaken, LedgerDown."""
    book = _opened(context, reading, data)
    require_theirs(book, member.id, reading.language)
    return _taken(context, reading, member, book, member.name)


def hand_in_for(context: Context, reading: Reading, data: bytes, *, who: str) -> tuple[Member, Taken]:
    """Staff hand in a member's, and are told whose it was. Raises NotTaken, LedgerDown."""
    book = _opened(context, reading, data)
    with context.ledger.reading() as c:
        member = members.get(c, book.seal.member)
    if member is None or member.form != reading.compiled.form.name or member.left_at is not None:
        raise NotTaken(Fault("Its member is not on the committee any more.", "Add them to it again."))
    return member, _taken(context, reading, member, book, who)


def _opened(context: Context, reading: Reading, data: bytes) -> Opened:
    book = open_book(context.settings.secret_key, data, reading.language)
    require_for(book, reading)
    return book


def _taken(context: Context, reading: Reading, member: Member, book: Opened, who: str) -> Taken:
    """Which proposals are theirs, and whether reviews are taken, is looked up at this moment."""
    form, now = reading.compiled.form, context.now()
    with context.ledger.reading() as c:
        seat = seat_of(c, form, reading.call, member, now)
    taken = take(context, seat, reading.call, book, reading.language)
    with context.ledger.writing() as c:
        details = {"form": form.name, "version": book.seal.version, **taken.counts}
        audit.record(c, who=who, act="scoring workbook taken", what=f"member {member.id}", now=now, details=details)
    return taken
