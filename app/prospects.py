"""What would come of held mails if they went now: to whom, saying what, with which files, or why nothing goes."""

from dataclasses import dataclass

from app.attaching import names_of
from app.composing import Said, said_on
from app.context import Context
from app.form_links import form_address, own_page
from app.mailing import occasion_of
from app.occasions import Occasion
from app.release import Waiting
from app.store.outbox import Item
from connectors.errors import ConnectorError
from forms.placeholders import placeholder

NO_ADDRESS = "the applicant gave no e-mail address"


@dataclass(frozen=True, slots=True)
class Prospect:
    """A mail as it would go; `why` says what keeps it from going, and is empty where nothing does."""

    occasion: Occasion | None
    said: Said | None
    files: tuple[str, ...]
    own_page: str  # what is added to its text
    text: str  # to be edited: with the word of the link, which is made as the mail goes
    why: str

    @property
    def to(self) -> str:
        """The address that it would go to; empty where there is none."""
        return self.said.to if self.said else ""


def prospect_of(context: Context, item: Item) -> Prospect:
    """The mail of an item. The address of a form that it leads to is the plain one: nothing is made to look at it."""
    try:
        occasion = occasion_of(context, item)
    except ConnectorError as fault:
        return Prospect(None, None, (), "", "", str(fault))
    if isinstance(occasion, str):
        return Prospect(None, None, (), "", "", occasion)
    organisation, link = context.settings.organisation, form_address(context, occasion.mail, occasion.submission)
    said = said_on(occasion, organisation, link)
    text = said_on(occasion, organisation, placeholder("link")).body
    files = tuple(names_of(context, occasion))
    return Prospect(occasion, said, files, own_page(context, occasion.submission), text, _why_not(said))


def _why_not(said: Said) -> str:
    if not said.to:
        return NO_ADDRESS
    lacking = ", ".join(map(placeholder, said.lacking))
    return f"nothing is known for {lacking}" if lacking else ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a dry run."""

    waiting: Waiting
    prospect: Prospect


def dry_run(context: Context, waiting: list[Waiting]) -> list[Line]:
    """What would come of all of these; nothing is sent, made or written down."""
    return [Line(one, prospect_of(context, one.item)) for one in waiting]
