"""Keeps an arrival in one transaction: the delivery, its submission, and what must happen next."""

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from app import alerts
from app.arrival import Arrival
from app.attachments import ask_for_files
from app.conflicting import hold_arrival
from app.context import Context
from app.grants.arriving import link_arrival
from app.outcome import Outcome
from app.present import presented
from app.refusals import Refused, require, require_alone, require_references
from app.store import audit, clarifications, deliveries, drafts, numbers, outbox, sheets, submissions
from app.store.deliveries import Delivery
from app.store.drafts import PAGE
from app.store.submissions import Submission
from app.store.writes import Writes, gathered
from forms.definition import Form
from forms.logic.admission import subject_of, too_late_to_change, turned_away
from forms.schema import Problem

OLDER = "A newer version of this submission had come before: this one is kept but not shown."


class Overtaken(Exception):  # noqa: N818 - a state of the ledger, met by starting again
    """Another delivery of the same submission was first."""


MET = (Overtaken, IntegrityError)
"""Two met in the database: the next look finds what the other has written."""


def accept(context: Context, arrival: Arrival, answers: Mapping[str, Any]) -> Outcome:
    """Keep checked `answers` that came directly, as a new submission or version; "refused" keeps nothing.

    What is new and suspect is kept in quarantine. "withdrawn" keeps nothing either: its draft was withdrawn while this
    was on its way, and has the answers. Raises LedgerDown.
    """
    try:
        try:
            return _accept(context, arrival, answers)
        except MET:
            return _accept(context, arrival, answers)
    except Refused as refused:
        return Outcome("refused", problems=(refused.problem,))


def _accept(context: Context, arrival: Arrival, answers: Mapping[str, Any]) -> Outcome:
    with context.ledger.writing() as c, gathered(c) as writes:
        if arrival.source == PAGE and drafts.is_withdrawn(c, arrival.form.name, arrival.submission_id):
            return Outcome(deliveries.WITHDRAWN)
        number = deliveries.insert(
            c,
            form=arrival.form.name,
            source=arrival.source,
            delivery_id=arrival.delivery_id,
            headers=arrival.headers,
            body=arrival.body,
            received_at=arrival.received_at,
        )
        if number is None:
            return repeated(c, deliveries.find(c, arrival.form.name, arrival.source, arrival.delivery_id))
        kept = replace(arrival, delivery=number)
        if arrival.suspicions and _earlier(c, arrival) is None:
            return _put_before_staff(context, c, writes, kept, answers)
        return take(context, c, writes, kept, answers)


def _put_before_staff(
    context: Context, c: Connection, writes: Writes, arrival: Arrival, answers: Mapping[str, Any]
) -> Outcome:
    """Have staff look at what is suspect; what could not be taken in anyway is told so at once. Raises Refused."""
    require_references(c, arrival.form, answers)
    is_change = bool(deliveries.of_draft(c, arrival.form.name, arrival.submission_id, deliveries.NOT_TAKEN_IN))
    why = too_late_to_change if is_change else turned_away
    require(None if arrival.is_admitted else why(arrival.form, arrival.received_at))
    require_alone(c, arrival.form, subject_of(arrival.form, answers))
    alerts.ask(context, c, {arrival.form.name})
    return quarantine(writes, arrival, arrival.suspicions)


def take(context: Context, c: Connection, writes: Writes, arrival: Arrival, answers: Mapping[str, Any]) -> Outcome:
    """Make of a kept delivery what its checked `answers` say. Raises Refused, with something of it written."""
    kept, state = _place(context, c, writes, arrival, answers)
    if state == deliveries.ACCEPTED and not arrival.is_partial:
        link_arrival(context, c, arrival.form, kept, now=arrival.judged_at)
    reasons = (OLDER, *arrival.notes) if state == deliveries.SUPERSEDED else arrival.notes
    _settle(writes, arrival, state, kept.id, reasons)
    return Outcome("accepted", kept.reference, kept.key, reasons=reasons, stored=True)


def quarantine(
    writes: Writes,
    arrival: Arrival,
    reasons: Sequence[str],
    problems: tuple[Problem, ...] = (),
    *,
    waits: bool = False,
) -> Outcome:
    """Have a kept delivery looked at by staff, with the reasons; one that is not whole only waits for the rest."""
    told = (*reasons, *arrival.notes)
    state = deliveries.PARTIAL if arrival.is_partial else deliveries.QUARANTINED
    state = deliveries.WAITING if waits else state
    _settle(writes, arrival, state, None, told)
    _note(writes, arrival, f"delivery.{state}", arrival.delivery_id)
    return Outcome(state, problems=problems, reasons=told, stored=True)


def _settle(writes: Writes, arrival: Arrival, state: str, submission: int | None, reasons: Sequence[str]) -> None:
    assert arrival.delivery is not None  # noqa: S101 - every caller has kept it
    settled = deliveries.Settled(
        arrival.delivery, arrival.delivery_id, state, submission, reasons, replaces=arrival.replaces
    )
    writes.settled.append(settled)
    _tell_who_asked(writes, arrival, state)


def _place(
    context: Context, c: Connection, writes: Writes, arrival: Arrival, answers: Mapping[str, Any]
) -> tuple[Submission, str]:
    """The submission that the arrival makes, changes or confirms, and the state of the delivery."""
    earlier = _earlier(c, arrival)
    require_references(c, arrival.form, answers)
    if earlier is None:
        require(None if arrival.is_admitted else turned_away(arrival.form, arrival.received_at))
        return _begin(c, writes, arrival, answers), deliveries.ACCEPTED
    is_same = earlier.answers == answers or _carried(context, arrival.form, earlier) == answers
    made_from = deliveries.replaced(c, earlier.id)
    if _is_older(arrival, earlier, made_from):
        if arrival.replaces and arrival.version in made_from:  # a link that was missing: now the newest can be told
            found = {*made_from, arrival.replaces}
            deliveries.unread_again(c, earlier, found, now=arrival.judged_at)
        return earlier, deliveries.ACCEPTED if is_same else deliveries.SUPERSEDED
    if is_same:
        # No version; but what was said in between must not come out on top later.
        submissions.confirm(c, earlier, submitted_at=arrival.submitted_at, is_partial=arrival.is_partial)
        if earlier.is_partial and not arrival.is_partial:
            _ask_for_mails(writes, arrival, earlier, "accepted")
        return earlier, deliveries.ACCEPTED
    require(None if arrival.is_admitted else too_late_to_change(arrival.form, arrival.received_at))
    return _change(c, writes, arrival, earlier, answers), deliveries.ACCEPTED


def _earlier(c: Connection, arrival: Arrival) -> Submission | None:
    """What came before under the same name, or what a draft was made of whose applicant was asked for something."""
    found = submissions.find(c, arrival.form.name, arrival.source, arrival.submission_id)
    if found is not None or arrival.source != PAGE:
        return found
    draft = drafts.find(c, arrival.form.name, arrival.submission_id)
    return submissions.get(c, draft.submission_id) if draft and draft.submission_id else None


def _is_older(arrival: Arrival, earlier: Submission, made_from: Collection[str]) -> bool:
    """Whether what is kept is newer: by the sender's times, or by what it says was made from what."""
    if arrival.is_partial != earlier.is_partial:
        return arrival.is_partial  # whatever the times say: a sender's clocks differ by seconds
    said_before = earlier.submitted_at or earlier.received_at
    if arrival.submitted_at != said_before:
        return arrival.submitted_at < said_before
    # of one time: an original is older than any edit, and a version than what was made from it
    is_original = bool(made_from) and not arrival.replaces
    return is_original or arrival.version in made_from or arrival.delivery_id in made_from


def _carried(context: Context, form: Form, earlier: Submission) -> Mapping[str, Any]:
    """What was answered before, as this version has it: a publication alone changes no submission."""
    compiled = context.form_for(form.name, form.version)
    if compiled is None or compiled.form.version != form.version or earlier.form_version == form.version:
        return earlier.answers
    [present] = presented(compiled, [earlier], context.earlier)
    return present.answers


def _begin(c: Connection, writes: Writes, arrival: Arrival, answers: Mapping[str, Any]) -> Submission:
    subject = subject_of(arrival.form, answers)
    require_alone(c, arrival.form, subject)
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
        subject=subject,
        is_partial=arrival.is_partial,
    )
    if kept is None:
        raise Overtaken
    if arrival.source == PAGE:
        drafts.taken_in(c, arrival.form.name, arrival.submission_id, kept.id)
    _note(writes, arrival, "submission.accepted", kept.reference)
    ask_for_files(c, arrival.form, kept, now=arrival.judged_at)
    _follow_up(c, writes, arrival, kept, "accepted")
    return kept


def _follow_up(c: Connection, writes: Writes, arrival: Arrival, kept: Submission, event: str) -> None:
    hold_arrival(c, arrival.form, (kept.id, kept.answers), now=arrival.judged_at)
    if arrival.form.call is not None:
        writes.screened[kept.form] = arrival.judged_at
    writes.followed[kept.form] = arrival.judged_at
    writes.unshown.append(sheets.Unshown(kept.form, kept.id, kept.version))
    if not kept.is_partial:
        _ask_for_mails(writes, arrival, kept, event)


def _ask_for_mails(writes: Writes, arrival: Arrival, kept: Submission, event: str) -> None:
    """One item a mail: each is due on its own day and is tried by itself. Of the past nobody is written to."""
    for mail in () if arrival.is_past else arrival.form.mails:
        if mail.on == event:
            due = max(arrival.received_at + timedelta(days=mail.after_days), arrival.judged_at)
            asked = kept.form_version  # it says what that version says, whatever is published until then
            payload = {"submission_id": kept.id, "mail": mail.name, "version": kept.version, "form_version": asked}
            writes.asked.append(outbox.Asked("mail", f"{kept.key} {mail.name}", due, payload))


def _change(
    c: Connection, writes: Writes, arrival: Arrival, earlier: Submission, answers: Mapping[str, Any]
) -> Submission:
    subject = subject_of(arrival.form, answers)
    require_alone(c, arrival.form, subject, but=earlier.id)
    kept = submissions.revise(
        c,
        earlier,
        form_version=arrival.form.version,
        answers=answers,
        language=arrival.language,
        submitted_at=arrival.submitted_at,
        received_at=arrival.judged_at,
        subject=subject,
        is_partial=arrival.is_partial,
    )
    _note(writes, arrival, "submission.revised", kept.reference)
    if arrival.form.call is not None:
        clarifications.answer(c, kept.id, arrival.received_at)
    ask_for_files(c, arrival.form, kept, now=arrival.judged_at)
    _follow_up(c, writes, arrival, kept, "accepted" if earlier.is_partial else "changed")
    return kept


def _next_reference(c: Connection, arrival: Arrival) -> str:
    """The next reference that nobody has; numbers start again each year only where the reference tells the year.

    The series is that of the pattern: forms that share it, or a form under a new name, share its numbers.
    """
    pattern, year = arrival.form.reference, arrival.received_at.astimezone(ZoneInfo(arrival.form.zone)).year
    series = "form:" + re.sub(r"\{number[^}]*\}", "#", pattern).format(year=year)
    while True:
        reference = pattern.format(year=year, number=numbers.next_number(c, series[:100]))
        if not submissions.is_taken(c, reference):
            return reference


def repeated(c: Connection, first: Delivery | None) -> Outcome:
    """What came of a message when it came first."""
    if first is None or first.submission_id is None:
        return Outcome("repeated", reasons=first.reasons if first else (), stored=True)
    kept = submissions.get(c, first.submission_id)
    return Outcome("repeated", kept.reference if kept else "", kept.key if kept else "", stored=True)


def _note(writes: Writes, arrival: Arrival, act: str, what: str) -> None:
    details = {"form": arrival.form.name, "form_version": arrival.form.version}
    unmapped = {"unmapped": list(arrival.unmapped)} if arrival.unmapped else {}
    writes.audited.append(audit.Line(arrival.judged_at, arrival.source, act, what, {**details, **unmapped}))


def _tell_who_asked(writes: Writes, arrival: Arrival, state: str) -> None:
    """Write down who had a kept delivery judged again, and what came of it."""
    if arrival.asked_by:
        details = {"form": arrival.form.name, "source": arrival.source, "state": state}
        line = audit.Line(arrival.judged_at, arrival.asked_by, "delivery.judged_again", arrival.delivery_id, details)
        writes.audited.append(line)
