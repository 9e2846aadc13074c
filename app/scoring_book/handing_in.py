"""A workbook is handed in, by its member or by staff for them: whose it is stands in its seal."""

from app.committee import seat_of
from app.context import Context
from app.scoring_book.faults import Fault, NotTaken
from app.scoring_book.opening import Opened, open_book, require_for, require_theirs
from app.scoring_book.taking import Taken, take
from app.store import audit, members
from app.store.members import Member
from forms.definition import Call, Form


def hand_in(context: Context, form: Form, call: Call, member: Member, data: bytes, language: str) -> Taken:
    """A member hands in their own. Raises NotTaken, LedgerDown."""
    book = open_book(context.settings.secret_key, data, language)
    require_for(book, form, call, language)
    require_theirs(book, member.id, language)
    return _taken(context, form, call, member, book, language, who=member.name)


def hand_in_for(context: Context, form: Form, call: Call, data: bytes, *, who: str) -> tuple[Member, Taken]:
    """Staff hand in a member's, and are told in English whose it was. Raises NotTaken, LedgerDown."""
    book = open_book(context.settings.secret_key, data, "en")
    require_for(book, form, call, "en")
    with context.ledger.reading() as c:
        member = members.get(c, book.seal.member)
    if member is None or member.form != form.name or member.left_at is not None:
        raise NotTaken(Fault("Its member is not on the committee any more.", "Add them to it again."))
    return member, _taken(context, form, call, member, book, "en", who=who)


def _taken(
    context: Context, form: Form, call: Call, member: Member, book: Opened, language: str, *, who: str
) -> Taken:
    """Whose conflicts count at this moment, and which proposals are in, says the seat that is looked up now."""
    with context.ledger.reading() as c:
        seat = seat_of(c, form, call, member, context.now())
    taken = take(context, seat, call, book, language)
    with context.ledger.writing() as c:
        details = {"form": form.name, **taken.counts}
        act = "scoring workbook taken"
        audit.record(c, who=who, act=act, what=f"member {member.id}", now=context.now(), details=details)
    return taken
