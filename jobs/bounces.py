"""The bounces job: reads what mail servers say of mails that they could not deliver, and has staff told."""

from hashlib import sha256
from pathlib import Path
from urllib.parse import unquote

from sqlalchemy import Connection

from app import alerts
from app.context import Context
from app.store import bounces, outbox, sendings
from app.store.bounces import Bounce
from app.store.sendings import Sending
from connectors.bounces.imap import ImapBox
from connectors.bounces.mailbox import Mailbox
from connectors.bounces.maildir import MaildirBox
from connectors.bounces.report import Report, read_report
from jobs.work import Work


def read_bounces(context: Context, _work: Work) -> str:
    """Read what is new in the mailbox; a report is kept before it counts as read, and read again it is the same one."""
    box = mailbox_of(context)
    if box is None:
        return "BOUNCES_AT is not set: nothing is read"
    kept, left = box.look(lambda content: _keep(context, content))
    return f"{kept} read" + (f", {left} left that are no reports" if left else "")


def mailbox_of(context: Context) -> Mailbox | None:
    """The mailbox of the settings; None without one."""
    url = context.settings.bounces_at
    if url.startswith("maildir://"):
        return MaildirBox(Path(unquote(url.removeprefix("maildir://"))))
    return ImapBox(url) if url else None


def _keep(context: Context, content: bytes) -> bool:
    """Keep what a message reports; False where it is no report of a mail of ours."""
    report = read_report(content, context.settings.bounces_to)
    if report is None:
        return False
    with context.ledger.writing() as connection:
        sending = _sending(connection, report)
        if sending is None:
            return False
        now, digest = context.now(), sha256(content).hexdigest()
        recipient = report.recipient or sending.recipient
        bounce = Bounce(sending.item, recipient, report.kind, report.status, report.said, now, digest)
        if bounces.put(connection, bounce):
            item = outbox.get(connection, sending.item)
            forms = alerts.forms_of(context, connection, [item] if item else [])
            alerts.ask(context, connection, set(forms.values()))
    return True


def _sending(connection: Connection, report: Report) -> Sending | None:
    found = sendings.find(connection, token=report.token) if report.token else None
    if found is None and report.message_id:
        found = sendings.find(connection, message_id=report.message_id)
    return found
