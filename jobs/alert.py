"""The alert job: one mail to staff about what stands in quarantine, what failed for good, what is wrong in a sheet."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta
from email.message import EmailMessage

from app.alerts import NO_FORM, failures
from app.context import Context
from app.reasons import without_value
from app.store import bounces, deliveries, staff_cells
from app.store.bounces import Bounce
from app.store.deliveries import QUARANTINED, Delivery
from app.store.outbox import Item
from app.store.staff_cells import StaffCell
from jobs.work import Work

MOST_TOLD = 5
"""Reasons of each kind that the mail repeats; the pages have them all."""
LONGEST = 300
RECENT = timedelta(days=1)


def send_alert(context: Context, work: Work) -> str:
    """Tell staff how things stand for the form that the target names; nothing where all is mended by now."""
    to = context.settings.staff_mail
    if not to:
        return "STAFF_MAIL is not set: nobody is told"
    with context.ledger.reading() as c:
        held = deliveries.count_quarantined(c, work.target)
        newest = deliveries.listing(c, state=QUARANTINED, form=work.target, limit=MOST_TOLD)
        failed = failures(context, c, work.target)
        wrong = staff_cells.with_problems(c, work.target)
        back = bounces.back(c, [work.target], since=context.now() - RECENT)
    if not held and not failed and not wrong and not back:
        return "all is mended: nobody is told"
    message = compose(context, work.target, Troubles(held, newest, failed, wrong, back))
    message["Message-ID"] = f"<alert.{work.items[0].id}@{context.settings.mail_domain}>"
    message["Date"] = work.items[0].created_at
    work.still_ours()
    context.mailer.send(message)
    return f"sent to {to}"


@dataclass(frozen=True, slots=True)
class Troubles:
    """What is wrong with a form: how many deliveries stand in quarantine, the newest of them, what failed, and values
    that staff wrote into its sheet and that it does not take."""

    held: int
    newest: Sequence[Delivery]
    failed: Sequence[Item]
    wrong: Sequence[StaffCell]
    back: Sequence[Bounce] = ()  # of the last day


def compose(context: Context, form: str, found: Troubles) -> EmailMessage:
    """The mail: how many, the newest reasons, and where staff look."""
    name = "the service" if form == NO_FORM else form
    parts = [(word, lines) for word, lines in _parts(context, form, found) if lines]
    closing = (
        "Nothing is lost. Mend the cause, then try again on that page (what may be spam: say there whether it is); "
        "the next mail comes in an hour or later."
    )
    message = EmailMessage()
    message["From"] = context.settings.mail_from
    message["To"] = context.settings.staff_mail
    message["Subject"] = f"{name}: {', '.join(word for word, _ in parts)}"
    message["Auto-Submitted"] = "auto-generated"  # RFC 3834: keeps out-of-office answers away
    message.set_content("\n".join([*(line for _, lines in parts for line in lines), closing]) + "\n")
    return message


def _parts(context: Context, form: str, found: Troubles) -> Iterator[tuple[str, list[str]]]:
    """Of each kind of trouble what the subject says and the lines of the mail; none where there is none."""
    base, held, failed, wrong = context.settings.base_url.rstrip("/"), found.held, found.failed, found.wrong
    quarantine = [f"Deliveries in quarantine: {held}", *_reasons(found.newest), f"See {base}/staff/quarantine", ""]
    yield f"{held} in quarantine", quarantine if held else []
    outbox = [f"Failed for good: {len(failed)}", *_errors(failed), f"See {base}/staff/outbox", ""]
    yield f"{len(failed)} failed", outbox if failed else []
    sheet = [f"Wrong values in the sheet: {len(wrong)}", *_wrong(wrong), f"See {base}/staff/sheets/{form}", ""]
    yield f"{len(wrong)} wrong in the sheet", sheet if wrong else []
    back = [f"Mails that came back: {len(found.back)}", *_said(found.back), f"See {base}/staff/outbox", ""]
    yield f"{len(found.back)} came back", back if found.back else []


def _said(back: Sequence[Bounce]) -> list[str]:
    return list(dict.fromkeys(f"- {one.recipient}: {one.status} {one.said[:LONGEST]}" for one in back))[:MOST_TOLD]


def _wrong(cells: Sequence[StaffCell]) -> list[str]:
    return list(dict.fromkeys(f"- {without_value(one.problem)[:LONGEST]}" for one in cells))[:MOST_TOLD]


def _reasons(newest: Sequence[Delivery]) -> list[str]:
    told = (f"- {one.source}: {without_value(said)[:LONGEST]}" for one in newest for said in one.reasons[:2])
    return list(dict.fromkeys(told))[:MOST_TOLD]


def _errors(failed: Sequence[Item]) -> list[str]:
    return list(dict.fromkeys(f"- {one.kind}: {' '.join(one.error.split())[:LONGEST]}" for one in failed))[:MOST_TOLD]
