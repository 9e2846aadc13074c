"""The alert job: one mail to staff about what stands in quarantine and what failed for good."""

from collections.abc import Sequence
from email.message import EmailMessage
from email.utils import parseaddr

from app.alerts import NO_FORM, failures
from app.context import Context
from app.reasons import without_value
from app.store import deliveries
from app.store.deliveries import QUARANTINED, Delivery
from app.store.outbox import Item
from jobs.work import Work

MOST_TOLD = 5
"""Reasons of each kind that the mail repeats; the pages have them all."""
LONGEST = 300


def send_alert(context: Context, work: Work) -> str:
    """Tell staff how things stand for the form that the target names; nothing where all is mended by now."""
    to = context.settings.staff_mail
    if not to:
        return "STAFF_MAIL is not set: nobody is told"
    with context.ledger.reading() as c:
        held = deliveries.count_quarantined(c, work.target)
        newest = deliveries.listing(c, state=QUARANTINED, form=work.target, limit=MOST_TOLD)
        failed = failures(context, c, work.target)
    if not held and not failed:
        return "all is mended: nobody is told"
    message = compose(context, work.target, held, newest, failed)
    domain = parseaddr(context.settings.mail_from)[1].rpartition("@")[2] or "localhost"
    message["Message-ID"] = f"<alert.{work.items[0].id}@{domain}>"
    message["Date"] = work.items[0].created_at
    work.still_ours()
    context.mailer.send(message)
    return f"sent to {to}"


def compose(context: Context, form: str, held: int, newest: Sequence[Delivery], failed: Sequence[Item]) -> EmailMessage:
    """The mail: how many, the newest reasons, and where staff look."""
    base = context.settings.base_url.rstrip("/")
    name = "the service" if form == NO_FORM else form
    counted = [f"{held} in quarantine"] * bool(held) + [f"{len(failed)} failed"] * bool(failed)
    quarantine = [f"Deliveries in quarantine: {held}", *_reasons(newest), f"See {base}/staff/quarantine", ""]
    outbox = [f"Failed for good: {len(failed)}", *_errors(failed), f"See {base}/staff/outbox", ""]
    closing = "Nothing is lost. Mend the cause, then try again on that page; the next mail comes in an hour or later."
    message = EmailMessage()
    message["From"] = context.settings.mail_from
    message["To"] = context.settings.staff_mail
    message["Subject"] = f"{name}: {', '.join(counted)}"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: keeps out-of-office answers away
    message.set_content("\n".join([*(quarantine if held else ()), *(outbox if failed else ()), closing]) + "\n")
    return message


def _reasons(newest: Sequence[Delivery]) -> list[str]:
    told = (f"- {one.source}: {without_value(said)[:LONGEST]}" for one in newest for said in one.reasons[:2])
    return list(dict.fromkeys(told))[:MOST_TOLD]


def _errors(failed: Sequence[Item]) -> list[str]:
    return list(dict.fromkeys(f"- {one.kind}: {' '.join(one.error.split())[:LONGEST]}" for one in failed))[:MOST_TOLD]
