"""The mails about drafts: a link that opens one again, and a word before the deadline to who has not sent it yet."""

from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import parseaddr

from app.context import Context
from app.draft_links import link_made
from app.link_share import LINKS
from app.store import drafts
from app.store.drafts import Draft
from app.store.outbox import Item
from app.text import said_day, said_moment, translate
from forms.definition import Form
from jobs.share import MOST, counted
from jobs.work import Work


def send_links(context: Context, work: Work) -> str:
    """Send each link that was asked for; a second try makes another link, which opens the draft as well."""
    return ", ".join(_send(context, work, item) for item in work.items)


def _send(context: Context, work: Work, item: Item) -> str:
    with context.ledger.reading() as connection:
        draft = drafts.get(connection, int(str(item.payload["draft_id"])))
    compiled = context.forms.get(draft.form) if draft else None
    if draft is None or compiled is None:
        return "not sent: the draft is gone"
    email, is_reminder = str(item.payload["email"]), bool(item.payload.get("is_reminder"))
    if is_reminder and draft.sent:
        return "not sent: the draft was sent meanwhile"
    work.still_ours()
    with counted(context, item.id, LINKS, email) as may_go:
        if not may_go:
            return f"not sent: {email} had {MOST} such letters within the hour"
        with context.ledger.writing() as connection:
            draft = drafts.get(connection, draft.id, to_change=True)
            if draft is None or _is_shut_out(draft, item, email):
                return f"not sent: {email} was shut out, or the draft forgotten meanwhile"
            secret = link_made(context, connection, draft, email)
        context.mailer.send(_message(context, compiled.form, draft, item, secret))
    return f"sent to {email}"


def _is_shut_out(draft: Draft, item: Item, email: str) -> bool:
    """Whether the letter was asked for before others were shut out, and goes to one of them."""
    return draft.shut_at is not None and item.created_at <= draft.shut_at and email != draft.email


def _message(context: Context, form: Form, draft: Draft, item: Item, secret: str) -> EmailMessage:
    language = draft.language
    title = form.title.in_language(language)
    is_reminder, words = bool(item.payload.get("is_reminder")), {"form": title}
    told_again, told = (
        translate("Not sent yet: %(form)s", language, words),
        translate("Your answers: %(form)s", language, words),
    )
    subject = told_again if is_reminder else told
    message = EmailMessage()
    message["From"] = context.settings.mail_from
    message["To"] = str(item.payload["email"])
    message["Subject"] = " ".join(subject.split())
    domain = parseaddr(context.settings.mail_from)[1].rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<{draft.key}.{item.id}@{domain}>"
    message["Date"] = context.now()
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834
    message["Content-Language"] = language
    link = f"{context.settings.base_url.rstrip('/')}/back/{secret}"
    message.set_content("\n\n".join(_paragraphs(form, draft, link, context.settings.organisation)))
    return message


def _paragraphs(form: Form, draft: Draft, link: str, organisation: str) -> list[str]:
    language = draft.language
    words: Mapping[str, object] = {"form": form.title.in_language(language)}
    until = said_moment(form.closes, form.zone, language) if form.closes else ""
    return [
        translate("With this link you can go on with your answers to “%(form)s”:", language, words),
        link,
        translate("It opens them once, in one browser; for another, the same page sends you a new one.", language),
        *([translate("Answers are taken until %(closes)s.", language, {"closes": until})] if until else []),
        translate("They are kept until %(day)s.", language, {"day": said_day(draft.expires_at, form.zone, language)}),
        translate("If you did not ask for this, you need not do anything.", language),
        organisation,
    ]
