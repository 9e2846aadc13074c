"""The mails about drafts: a link that opens one again, and a word before the deadline to who has not sent it yet."""

from collections.abc import Mapping
from datetime import datetime
from email.message import EmailMessage

from app.clarifying import CLARIFICATION
from app.context import Context
from app.draft_links import link_made
from app.link_share import LINKS
from app.store import clarifications, drafts, submissions
from app.store.clarifications import Clarification
from app.store.drafts import Draft
from app.store.outbox import Item
from app.text import said_day, said_moment, translate
from forms.definition import Form
from jobs import clarification_words
from jobs.sending import send_once
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
    asked = _clarification(context, item)
    if asked is not None and context.now() > asked.until:
        return "not sent: the time to answer is over"
    if item.payload.get("is_reminder") and draft.sent:
        return "not sent: the draft was sent meanwhile"
    if asked is None:
        return _send_link(context, work, item, compiled.form, draft)
    made = _link(context, item, draft, until=asked.until)  # staff have it sent: no share holds it back
    if isinstance(made, str):
        return made
    return send_once(context, work, item, _message(context, compiled.form, *made, item))


def _send_link(context: Context, work: Work, item: Item, form: Form, draft: Draft) -> str:
    email = str(item.payload["email"])
    work.still_ours()
    with counted(context, item.id, LINKS, email) as may_go:
        if not may_go:
            return f"not sent: {email} had {MOST} such letters within the hour"
        made = _link(context, item, draft)
        if isinstance(made, str):
            return made
        context.mailer.send(_message(context, form, *made, item))
    return f"sent to {email}"


def _link(context: Context, item: Item, draft: Draft, until: datetime | None = None) -> tuple[Draft, str] | str:
    """The draft as it is now with the secret of a new link, or why there is none."""
    email = str(item.payload["email"])
    with context.ledger.writing() as c:
        found = drafts.get(c, draft.id, to_change=True)
        if found is None or _is_shut_out(found, item, email):
            return f"not sent: {email} was shut out, or the draft forgotten meanwhile"
        return found, link_made(context, c, found, email, until=until)


def _clarification(context: Context, item: Item) -> Clarification | None:
    """What staff ask for by this mail, if they do."""
    with context.ledger.reading() as c:
        return clarifications.get(c, int(item.payload[CLARIFICATION])) if CLARIFICATION in item.payload else None


def _is_shut_out(draft: Draft, item: Item, email: str) -> bool:
    """Whether the letter was asked for before others were shut out, and goes to one of them."""
    return draft.shut_at is not None and item.created_at <= draft.shut_at and email != draft.email


def _message(context: Context, form: Form, draft: Draft, secret: str, item: Item) -> EmailMessage:
    language = draft.language
    message = EmailMessage()
    message["From"] = context.settings.mail_from
    message["To"] = str(item.payload["email"])
    link = f"{context.settings.base_url.rstrip('/')}/back/{secret}"
    subject, said = _words(context, form, draft, item, link)
    message["Subject"] = " ".join(subject.split())
    message["Message-ID"] = f"<{draft.key}.{item.id}@{context.settings.mail_domain}>"
    message["Date"] = context.now()
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834
    message["Content-Language"] = language
    message.set_content("\n\n".join([*said, context.settings.organisation]))
    return message


def _words(context: Context, form: Form, draft: Draft, item: Item, link: str) -> tuple[str, list[str]]:
    """The subject and the paragraphs."""
    asked = _clarification(context, item)
    if asked is None:
        return _subject(form, draft, item), _paragraphs(context, form, draft, item, link)
    with context.ledger.reading() as c:
        sent = submissions.get(c, asked.submission_id)
    reference = sent.reference if sent else ""
    about = form, asked, reference, draft.language, link
    return clarification_words.subject(form, reference, draft.language), clarification_words.paragraphs(*about)


def _subject(form: Form, draft: Draft, item: Item) -> str:
    words = {"form": form.title.in_language(draft.language)}
    if "invited_by" in item.payload:
        return translate("Invitation to work together on: %(form)s", draft.language, words)
    if item.payload.get("is_reminder"):
        return translate("Not sent yet: %(form)s", draft.language, words)
    return translate("Your answers: %(form)s", draft.language, words)


def _paragraphs(context: Context, form: Form, draft: Draft, item: Item, link: str) -> list[str]:
    language, words = draft.language, {"form": form.title.in_language(draft.language)}
    if "invited_by" not in item.payload:
        return [
            translate("With this link you can go on with your answers to “%(form)s”:", language, words),
            link,
            *_terms(form, draft),
            translate("If you did not ask for this, you need not do anything.", language),
        ]
    by = str(item.payload["invited_by"])
    asked = {"who": by or context.settings.organisation}
    return [
        *_invitation(context, draft, words | {"who": by}),
        translate("With this link you can see and change all answers and files, and send them:", language),
        link,
        *_terms(form, draft),
        translate("Everybody who works on it sees who changed what.", language),
        translate(
            "If you do not know what this is about, you need not do anything; you can ask %(who)s.", language, asked
        ),
    ]


def _invitation(context: Context, draft: Draft, words: Mapping[str, str]) -> list[str]:
    """Who invites, as far as they have shown that an address is theirs, and to what; no words that they typed."""
    known = translate("%(who)s invites you to work together on “%(form)s”.", draft.language, words)
    unknown = translate(
        "Somebody who is filling in “%(form)s” invites you to work on it together.", draft.language, words
    )
    with context.ledger.reading() as c:
        sent = submissions.get(c, draft.submission_id) if draft.submission_id else None
    number = {"reference": sent.reference} if sent else {}
    told = translate("Its reference number is %(reference)s.", draft.language, number) if sent else ""
    return [known if words["who"] else unknown, *([told] if told else [])]


def _terms(form: Form, draft: Draft) -> list[str]:
    """What holds for every link: how often it opens the answers, until when they are taken and kept."""
    language = draft.language
    until = said_moment(form.closes, form.zone, language) if form.closes else ""
    return [
        translate("It opens them once, in one browser; for another, the same page sends you a new one.", language),
        *([translate("Answers are taken until %(closes)s.", language, {"closes": until})] if until else []),
        translate("They are kept until %(day)s.", language, {"day": said_day(draft.expires_at, form.zone, language)}),
    ]
