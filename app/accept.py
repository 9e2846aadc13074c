"""Keeps an arrival in one transaction: the delivery, its submission, and what must happen next."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, update
from sqlalchemy.exc import IntegrityError

from app.arrival import Arrival
from app.context import Context
from app.outcome import Outcome
from app.store import audit, deliveries, numbers, outbox, submissions, tables
from app.store.submissions import Submission
from forms.schema import Problem

OLDER = "A newer version of this submission had come before: this one is kept but not shown."


def accept(context: Context, arrival: Arrival, answers: Mapping[str, Any]) -> Outcome:
    """Keep checked `answers`, as a new submission or a new version. Raises LedgerDown."""
    try:
        return _accept(context, arrival, answers)
    except IntegrityError:
        # Two deliveries of one submission met in the database: the loser starts again and finds the winner's.
        return _accept(context, arrival, answers)


def quarantine(
    context: Context, arrival: Arrival, reasons: Sequence[str], problems: tuple[Problem, ...] = ()
) -> Outcome:
    """Keep a delivery that staff must look at, with the reasons. Raises LedgerDown."""
    with context.ledger.writing() as c:
        delivery = _deliver(c, arrival)
        if delivery is None:
            return _repeated(c, arrival)
        told = (*reasons, *arrival.notes)
        deliveries.settle(c, delivery, state="quarantined", reasons=told)
        _note(c, arrival, "delivery.quarantined", arrival.delivery_id)
    return Outcome("quarantined", problems=problems, reasons=told, stored=True)


def _accept(context: Context, arrival: Arrival, answers: Mapping[str, Any]) -> Outcome:
    with context.ledger.writing() as c:
        delivery = _deliver(c, arrival)
        if delivery is None:
            return _repeated(c, arrival)
        kept, state = _place(c, arrival, answers)
        reasons = (OLDER, *arrival.notes) if state == "superseded" else arrival.notes
        deliveries.settle(c, delivery, state=state, submission_id=kept.id, reasons=reasons)
    return Outcome("accepted", kept.reference, kept.key, reasons=reasons, stored=True)


def _place(c: Connection, arrival: Arrival, answers: Mapping[str, Any]) -> tuple[Submission, str]:
    """The submission that the arrival makes, changes or confirms, and the state of the delivery."""
    earlier = submissions.find(c, arrival.form.name, arrival.source, arrival.submission_id)
    if earlier is None:
        return _begin(c, arrival, answers), "accepted"
    if arrival.submitted_at < (earlier.submitted_at or earlier.received_at):
        return earlier, "accepted" if earlier.answers == answers else "superseded"
    if earlier.answers == answers:
        return _confirm(c, arrival, earlier), "accepted"
    return _change(c, arrival, earlier, answers), "accepted"


def _begin(c: Connection, arrival: Arrival, answers: Mapping[str, Any]) -> Submission:
    kept = submissions.insert(
        c,
        form=arrival.form.name,
        form_version=arrival.form.version,
        source=arrival.source,
        source_id=arrival.submission_id,
        reference=_next_reference(c, arrival),
        answers=answers,
        language=arrival.language,
        submitted_at=arrival.submitted_at,
        received_at=arrival.received_at,
    )
    _note(c, arrival, "submission.accepted", kept.reference)
    outbox.put(c, "sheet", kept.form, now=arrival.received_at)
    _ask_for_mails(c, arrival, kept, "accepted")
    return kept


def _ask_for_mails(c: Connection, arrival: Arrival, kept: Submission, event: str) -> None:
    """One item a mail: each is due on its own day and is tried by itself."""
    for mail in arrival.form.mails:
        if mail.on == event:
            due = arrival.received_at + timedelta(days=mail.after_days)
            payload = {"submission_id": kept.id, "mail": mail.name, "version": kept.version}
            outbox.put(c, "mail", f"{kept.key} {mail.name}", now=due, payload=payload)


def _change(c: Connection, arrival: Arrival, earlier: Submission, answers: Mapping[str, Any]) -> Submission:
    kept = submissions.revise(
        c,
        earlier,
        form_version=arrival.form.version,
        answers=answers,
        language=arrival.language,
        submitted_at=arrival.submitted_at,
        received_at=arrival.received_at,
    )
    _note(c, arrival, "submission.revised", kept.reference)
    outbox.put(c, "sheet", kept.form, now=arrival.received_at)
    _ask_for_mails(c, arrival, kept, "changed")
    return kept


def _confirm(c: Connection, arrival: Arrival, earlier: Submission) -> Submission:
    """The same answers again are no version, but what was said in between must not come out on top later."""
    moved = update(tables.submissions).where(tables.submissions.c.id == earlier.id)
    c.execute(moved.values(submitted_at=arrival.submitted_at))
    return earlier


def _next_reference(c: Connection, arrival: Arrival) -> str:
    """The next reference; numbers start again each year only where the reference tells the year."""
    form, year = arrival.form, arrival.received_at.year
    series = f"{form.name}-{year}" if "{year" in form.reference else form.name
    return form.reference.format(year=year, number=numbers.next_number(c, series))


def _deliver(c: Connection, arrival: Arrival) -> int | None:
    return deliveries.insert(
        c,
        form=arrival.form.name,
        source=arrival.source,
        delivery_id=arrival.delivery_id,
        headers=arrival.headers,
        body=arrival.body,
        received_at=arrival.received_at,
    )


def _repeated(c: Connection, arrival: Arrival) -> Outcome:
    first = deliveries.find(c, arrival.form.name, arrival.source, arrival.delivery_id)
    if first is None or first.submission_id is None:
        return Outcome("repeated", reasons=tuple(first.reasons) if first else (), stored=True)
    kept = submissions.get(c, first.submission_id)
    return Outcome("repeated", kept.reference if kept else "", kept.key if kept else "", stored=True)


def _note(c: Connection, arrival: Arrival, act: str, what: str) -> None:
    details = {"form": arrival.form.name, "form_version": arrival.form.version}
    unmapped = {"unmapped": list(arrival.unmapped)} if arrival.unmapped else {}
    audit.record(c, who=arrival.source, act=act, what=what, now=arrival.received_at, details={**details, **unmapped})
