"""The mail job: sends one message about one submission, in the applicant's language."""

from datetime import timedelta
from email.message import EmailMessage

from app.attaching import attached
from app.composing import Said, message_of, said_on
from app.context import Context
from app.form_links import new_link, own_page
from app.mailing import occasion_of
from app.occasions import Occasion
from app.store.outbox import Item
from connectors.errors import ConnectorError
from forms.placeholders import placeholder
from forms.reading.decided_part import NEEDS as ON_DECISIONS
from jobs.sending import send_once
from jobs.share import MOST, counted
from jobs.work import Work


def send_mail(context: Context, work: Work) -> str:
    """Send each asked-for message; the same item again makes the same Message-ID (RFC 5322, 3.6.4)."""
    return ", ".join(_send(context, work, item) for item in work.items)


def _send(context: Context, work: Work, item: Item) -> str:
    occasion = occasion_of(context, item)
    if isinstance(occasion, str):
        return occasion
    times = times_of(occasion, item)
    link = new_link(context, occasion.compiled.form, occasion.mail, occasion.submission, times)
    said = said_on(occasion, context.settings.organisation, link)
    if not said.to:
        return "the applicant gave no e-mail address"
    if said.lacking:
        what = ", ".join(map(placeholder, said.lacking))
        raise ConnectorError(f"nothing is known for {what}: edit the mail before it is released", permanent=True)
    message = compose(context, occasion, said, times)
    if occasion.mail.on in ON_DECISIONS:  # staff let it go: it counts towards no share, and none holds it back
        return send_once(context, work, item, message)
    with counted(context, item.id, occasion.submission.form, said.to) as may_go:
        if not may_go:  # not put off either: who misuses an address would have letters sent to it for days
            return f"not sent: {said.to} had {MOST} letters about this form within the hour"
        return send_once(context, work, item, message)


def times_of(occasion: Occasion, item: Item) -> str:
    """What tells a message from others of the same mail and submission: decided anew, it is another one."""
    version = int(str(item.payload.get("version", 1)))
    return f"{version}.{item.id}" if occasion.mail.on in ON_DECISIONS else str(version)


def compose(context: Context, occasion: Occasion, said: Said, times: str) -> EmailMessage:
    """The message with everything that goes with it. Raises ConnectorError for a letter that cannot be made."""
    mail, submission = occasion.mail, occasion.submission
    files = attached(context, occasion)
    message = message_of(context.settings, said, own_page(context, submission), files)
    message["Message-ID"] = f"<{submission.key}.{times}.{mail.name}@{context.settings.mail_domain}>"
    is_decided = mail.on in ON_DECISIONS
    message["Date"] = occasion.at if is_decided else submission.received_at + timedelta(days=mail.after_days)
    return message
