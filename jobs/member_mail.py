"""The mail that lets a member of a committee in: a link, which works once."""

from collections.abc import Iterator
from datetime import date, datetime
from email.message import EmailMessage

from sqlalchemy import Connection

from app.context import Context
from app.domain.stages import COMMENTING, SCORING, today, window
from app.link_share import LINKS
from app.member_links import LINK_LIVES, link_made
from app.store import members
from app.store.members import Member
from app.store.outbox import Item
from app.text import said_date, said_day, translate
from forms.definition import Form
from jobs.share import MOST, counted
from jobs.work import Work

NOBODY = "not sent: there is no such member any more, or no such call"


def send_member_links(context: Context, work: Work) -> str:
    """Send each link that was asked for; a second try makes another link, which lets its member in as well."""
    return ", ".join(_send(context, work, item) for item in work.items)


def _send(context: Context, work: Work, item: Item) -> str:
    with context.ledger.reading() as connection:
        member = _member(connection, item)
    compiled = context.form_for(member.form) if member else None
    if member is None or compiled is None:
        return NOBODY
    work.still_ours()
    with counted(context, item.id, LINKS, member.email) as may_go:
        if not may_go:
            return f"not sent: {member.email} had {MOST} such letters within the hour"
        return _send_link(context, compiled.form, item)


def _send_link(context: Context, form: Form, item: Item) -> str:
    """Send it to the address that the member has when it is made: a later one takes it away."""
    with context.ledger.writing() as connection:
        member = _member(connection, item, to_change=True)
        if member is None:
            return NOBODY
        secret = link_made(connection, member, context.now())
    context.mailer.send(_message(context, form, member, item, secret))
    return f"sent to {member.email}"


def _member(connection: Connection, item: Item, *, to_change: bool = False) -> Member | None:
    """Whom the letter is for; None for who has left, and for who has no address."""
    found = members.get(connection, int(str(item.payload["member_id"])), to_change=to_change)
    return found if found and found.email and found.left_at is None else None


def _message(context: Context, form: Form, member: Member, item: Item, secret: str) -> EmailMessage:
    settings, language = context.settings, member.language
    subject = translate("Committee: %(form)s", language, {"form": form.title.in_language(language)})
    message = EmailMessage()
    message["From"] = settings.mail_from
    message["To"] = member.email
    message["Subject"] = " ".join(subject.split())
    message["Message-ID"] = f"<member.{item.id}.{item.attempts}@{context.settings.mail_domain}>"
    message["Date"] = context.now()
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834
    link = f"{settings.base_url.rstrip('/')}/committee/enter/{secret}"
    message.set_content("\n\n".join(_paragraphs(context, form, member, link)))
    message["Content-Language"] = language  # after the content, which brings headers of its own
    return message


def _paragraphs(context: Context, form: Form, member: Member, link: str) -> Iterator[str]:
    now, language = context.now(), member.language
    yield _why(form, member)
    yield link
    until = said_day(now + LINK_LIVES, form.zone, language)
    yield translate(
        "It works once, in one browser, until %(day)s. When you need another, the page that it leads to sends you one.",
        language,
        {"day": until},
    )
    if closes := _closes(form, member, now):
        day = {"day": said_date(closes, language)}
        if member.is_donor:
            yield translate("Comments can be given until %(day)s.", language, day)
        else:
            yield translate("Reviews can be given until %(day)s.", language, day)
    yield translate("Keep it to yourself: whoever has it is let in as you.", language)
    yield context.settings.organisation


def _why(form: Form, member: Member) -> str:
    language, words = member.language, {"form": form.title.in_language(member.language)}
    if member.is_donor:
        return translate(
            "You are asked to comment on what is proposed for “%(form)s”. This link lets you in:", language, words
        )
    return translate("You are a member of the committee that reads “%(form)s”. This link lets you in:", language, words)


def _closes(form: Form, member: Member, now: datetime) -> date | None:
    """The last day on which they can say something, as far as the call's stages say."""
    act = COMMENTING if member.is_donor else SCORING
    return window(form.call.stages, act, today(form, now)).until if form.call else None
