"""The rounds through drafts: who has not sent one yet is reminded before the deadline, and old ones are forgotten."""

from datetime import datetime, timedelta

from app.context import Context
from app.draft_links import LINK_MAIL
from app.store import drafts, outbox
from forms.definition import Form
from jobs.unused_files import ask_to_remove
from jobs.work import Work

BEFORE = timedelta(days=3)  # a form closes, people are reminded
QUIET = timedelta(hours=24)  # nobody is who has just been at it
AT_ONCE = 500


def look_after_drafts(context: Context, work: Work) -> str:  # noqa: ARG001 - a deed
    """Forget what is kept no longer, and remind once of what is still to be sent."""
    now = context.now()
    forgotten = _forget(context, now)
    reminded = sum(_remind(context, compiled.form, now) for compiled in context.forms.values())
    return f"{forgotten} forgotten, {reminded} reminded"


def _forget(context: Context, now: datetime) -> int:
    count = 0
    while True:
        with context.ledger.writing() as connection:
            old = drafts.expired(connection, now, AT_ONCE)
            for draft in old:
                drafts.remove(connection, draft)
            ask_to_remove(connection, old, now)
        count += len(old)
        if len(old) < AT_ONCE:
            return count


def _remind(context: Context, form: Form, now: datetime) -> int:
    if form.closes is None or not form.closes - BEFORE <= now < form.closes:
        return 0
    with context.ledger.writing() as connection:
        waiting = drafts.to_remind(connection, form.name, quiet_since=now - QUIET)
        for draft in waiting:
            payload = {"draft_id": draft.id, "email": draft.email, "language": draft.language, "is_reminder": True}
            outbox.put(connection, LINK_MAIL, draft.key, now=now, payload=payload)
            drafts.change(connection, draft, reminded_at=now)
    return len(waiting)
