"""The mail job: sends one message about one submission, in the applicant's language."""

import re
from collections.abc import Mapping
from email.message import EmailMessage
from email.utils import parseaddr

from app.context import Context
from app.store import submissions
from app.store.submissions import Submission
from connectors.errors import ConnectorError
from forms.answers import at
from forms.definition import Form, Mail
from jobs.work import Work


def send_mail(context: Context, work: Work) -> str:
    """Send each asked-for message; the same item again makes the same Message-ID (RFC 5322, 3.6.4)."""
    sent = [_send(context, item.payload) for item in work.items]
    return ", ".join(sent)


def _send(context: Context, payload: Mapping[str, object]) -> str:
    with context.ledger.reading() as connection:
        submission = submissions.get(connection, int(str(payload["submission_id"])))
    if submission is None:
        raise ConnectorError(f"submission {payload['submission_id']} is not in the ledger", permanent=True)
    form = context.forms[submission.form].form
    if form.acknowledgement is None:
        return f"{form.name} sends no acknowledgement any more"
    message = compose(context, form, form.acknowledgement, submission)
    if message is None:
        return "the applicant gave no e-mail address"
    context.mailer.send(message)
    return f"sent to {message['To']}"


def compose(context: Context, form: Form, mail: Mail, submission: Submission) -> EmailMessage | None:
    """The message for one submission, or None when there is no address to send it to."""
    address = at(submission.answers, mail.to)
    if not isinstance(address, str) or not address:
        return None
    words = {
        "reference": submission.reference,
        "form_title": form.title.in_language(submission.language),
        "organisation": context.settings.organisation,
        "received_at": f"{submission.received_at:%Y-%m-%d %H:%M} UTC",
    }
    sender = context.settings.mail_from
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    message = EmailMessage()
    message["From"] = sender
    message["To"] = address
    message["Subject"] = fill(mail.subject.in_language(submission.language), words).replace("\n", " ")
    message["Message-ID"] = f"<{submission.key}.acknowledgement@{domain}>"
    message["Date"] = submission.received_at
    message["Auto-Submitted"] = "auto-replied"  # RFC 3834: keeps out-of-office answers away
    message.set_content(fill(mail.body.in_language(submission.language), words))
    message["Content-Language"] = submission.language
    return message


def fill(text: str, words: dict[str, str]) -> str:
    """Put `words` where `{word}` stands; answers are data and never a template."""
    return re.sub(r"\{(\w+)\}", lambda match: words.get(match[1], match[0]), text)
