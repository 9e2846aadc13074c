"""Has staff told by mail when something lands in quarantine or fails for good: at most once an hour for each form."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta

from sqlalchemy import Connection

from app.context import Context
from app.store import outbox, submissions
from app.store.outbox import Item

ALERT = "alert"
NO_FORM = "*"
"""Stands for the form of what belongs to none, such as the invoices of a budget."""
GATHERING = timedelta(minutes=1)
"""What goes wrong in a row is told together."""
BETWEEN = timedelta(hours=1)
OF_A_SUBMISSION = frozenset({"mail", "files"})
"""Kinds whose target begins with the key of a submission."""


def ask(context: Context, connection: Connection, forms: Collection[str]) -> None:
    """Ask for a mail about each of these forms, unless one is asked for already or nobody is to be told."""
    if not context.settings.staff_mail:
        return
    now = context.now()
    for form in sorted(set(forms)):
        last = outbox.newest(connection, ALERT, form)
        if last is None or last.state != outbox.DUE or last.attempts:
            soonest = now + GATHERING
            due = soonest if last is None else max(soonest, (last.finished_at or last.not_before) + BETWEEN)
            outbox.put_all(connection, [outbox.Asked(ALERT, form, due)])


def forms_of(context: Context, connection: Connection, items: Iterable[Item]) -> Mapping[int, str]:
    """The form that each item of the outbox is about, by the item's number."""
    return {one.id: _form_of(context, connection, one) for one in items}


def _form_of(context: Context, connection: Connection, item: Item) -> str:
    if item.kind in OF_A_SUBMISSION:
        found = submissions.with_key(connection, item.target.partition(" ")[0])
        return found.form if found else NO_FORM
    return item.target if item.target in context.forms else NO_FORM


def failures(context: Context, connection: Connection, form: str) -> Sequence[Item]:
    """What failed for good and is about this form, the newest first; alerts themselves are not counted."""
    items = [one for one in outbox.failures(connection) if one.kind != ALERT]
    forms = forms_of(context, connection, items)
    return [one for one in items if forms[one.id] == form]
