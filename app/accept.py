"""Keeps an arrival in one transaction: the delivery, its submission, and what must happen next."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from app.arrival import Arrival, by_bytes
from app.attachments import ask_for_files
from app.context import Context
from app.outcome import Outcome
from app.present import presented
from app.store import audit, deliveries, numbers, outbox, submissions
from app.store.submissions import Submission
from forms.definition import NO_TEXT, Form, Question
from forms.logic.admission import subject_of, too_late_to_change, turned_away
from forms.schema import Problem
from forms.types import messages
from forms.types.answers import find_question

OLDER = "A newer version of this submission had come before: this one is kept but not shown."


class _Refused(Exception):  # noqa: N818 - told to the sender
    """The ledger has something against sound answers."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


class _Overtaken(Exception):  # noqa: N818 - a state of the ledger, met by starting again
    """Another delivery of the same submission was first."""


def accept(context: Context, arrival: Arrival, answers: Mapping[str, Any]) -> Outcome:
    """Keep checked `answers`, as a new submission or a new version; "refused" keeps nothing. Raises LedgerDown."""
    try:
        try:
            return _accept(context, arrival, answers)
        except (_Overtaken, IntegrityError):  # two met in the database; the next look finds the other's submission
            return _accept(context, arrival, answers)
    except _Refused as refused:
        return Outcome("refused", problems=(refused.problem,))


def quarantine(
    context: Context, arrival: Arrival, reasons: Sequence[str], problems: tuple[Problem, ...] = ()
) -> Outcome:
    """Keep a delivery that staff must look at, with the reasons. Raises LedgerDown."""
    told = (*reasons, *arrival.notes)
    with context.ledger.writing() as c:
        delivery = _open(c, arrival)
        if delivery is None:
            return _repeated(c, arrival)
        _tell_who_asked(c, arrival, deliveries.QUARANTINED)
        if delivery.reasons == told:
            return Outcome("repeated", problems=problems, reasons=told, stored=True)
        deliveries.settle(c, delivery.id, state=deliveries.QUARANTINED, reasons=told)
        _note(c, arrival, "delivery.quarantined", arrival.delivery_id)
    return Outcome("quarantined", problems=problems, reasons=told, stored=True)


def _accept(context: Context, arrival: Arrival, answers: Mapping[str, Any]) -> Outcome:
    with context.ledger.writing() as c:
        delivery = _open(c, arrival)
        if delivery is None:
            return _repeated(c, arrival)
        kept, state = _place(c, context, arrival, answers)
        reasons = (OLDER, *arrival.notes) if state == "superseded" else arrival.notes
        deliveries.settle(c, delivery.id, state=state, submission_id=kept.id, reasons=reasons)
        _tell_who_asked(c, arrival, state)
    return Outcome("accepted", kept.reference, kept.key, reasons=reasons, stored=True)


@dataclass(frozen=True, slots=True)
class _Open:
    """A delivery to be settled, and the reasons of one that stands in quarantine."""

    id: int
    reasons: tuple[str, ...] | None = None


def _open(c: Connection, arrival: Arrival) -> _Open | None:
    """The delivery to be settled: new, or set aside before and judged anew; None when it is settled already."""
    fresh = deliveries.insert(
        c,
        form=arrival.form.name,
        source=arrival.source,
        delivery_id=arrival.delivery_id,
        headers=arrival.headers,
        body=arrival.body,
        received_at=arrival.received_at,
    )
    if fresh is not None:
        return _Open(fresh)
    found = deliveries.find(c, arrival.form.name, arrival.source, arrival.delivery_id)
    if found is None or found.state != deliveries.QUARANTINED:
        return None
    if found.body == arrival.body:
        return _Open(found.id, found.reasons)
    # The id was used for other bytes, which stay in quarantine as they are: these are known by what they are.
    return _open(c, replace(arrival, delivery_id=by_bytes(arrival.body)))


def _place(c: Connection, context: Context, arrival: Arrival, answers: Mapping[str, Any]) -> tuple[Submission, str]:
    """The submission that the arrival makes, changes or confirms, and the state of the delivery."""
    earlier = submissions.find(c, arrival.form.name, arrival.source, arrival.submission_id)
    _require_references(c, arrival.form, answers)
    if earlier is None:
        _require(turned_away(arrival.form, arrival.received_at))
        return _begin(c, arrival, answers), "accepted"
    is_same = earlier.answers == answers or _carried(context, arrival.form, earlier) == answers
    if arrival.submitted_at < (earlier.submitted_at or earlier.received_at):
        return earlier, "accepted" if is_same else "superseded"
    if is_same:
        # No version; but what was said in between must not come out on top later.
        submissions.confirm(c, earlier, submitted_at=arrival.submitted_at)
        return earlier, "accepted"
    _require(too_late_to_change(arrival.form, arrival.received_at))
    return _change(c, arrival, earlier, answers), "accepted"


def _carried(context: Context, form: Form, earlier: Submission) -> Mapping[str, Any]:
    """What was answered before, as this version has it: a publication alone changes no submission."""
    compiled = context.form_for(form.name, form.version)
    if compiled is None or compiled.form.version != form.version or earlier.form_version == form.version:
        return earlier.answers
    [present] = presented(compiled, [earlier], context.earlier)
    return present.answers


def _require(problem: Problem | None) -> None:
    if problem is not None:
        raise _Refused(problem)


def _require_references(c: Connection, form: Form, answers: Mapping[str, Any]) -> None:
    """What an answer refers to must be there."""
    for path, question, answer in _references(form.questions, answers):
        if not submissions.has_reference(c, question.form, answer):
            raise _Refused(Problem(path, question.label, messages.NO_SUCH_REFERENCE))


def _references(
    questions: Iterable[Question], answers: Mapping[str, Any], before: str = ""
) -> Iterator[tuple[str, Question, str]]:
    """Every answer that is a reference, with its path; those in a table's rows too."""
    for question in questions:
        path, answer = before + question.name, answers.get(question.name)
        if question.form and answer is not None:
            yield path, question, str(answer)
        elif question.questions and isinstance(answer, Mapping):
            rows = enumerate(answer.get("rows", [])) if question.type == "table" else [("", answer)]
            for number, row in rows:
                yield from _references(question.questions, row, f"{path}.{number}." if number != "" else f"{path}.")


def _require_alone(c: Connection, form: Form, subject: str | None, *, but: int | None = None) -> None:
    """No other submission may have the answers that only one can have."""
    if subject is not None and submissions.has_subject(c, form.name, subject, but=but):
        path = form.one_per[0]
        question = find_question(form, path)
        raise _Refused(Problem(path, question.label if question else NO_TEXT, messages.ANOTHER))


def _begin(c: Connection, arrival: Arrival, answers: Mapping[str, Any]) -> Submission:
    subject = subject_of(arrival.form, answers)
    _require_alone(c, arrival.form, subject)
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
    )
    if kept is None:
        raise _Overtaken
    _note(c, arrival, "submission.accepted", kept.reference)
    outbox.put(c, "sheet", kept.form, now=arrival.judged_at)
    ask_for_files(c, arrival.form, kept, now=arrival.judged_at)
    _ask_for_mails(c, arrival, kept, "accepted")
    return kept


def _ask_for_mails(c: Connection, arrival: Arrival, kept: Submission, event: str) -> None:
    """One item a mail: each is due on its own day and is tried by itself."""
    for mail in arrival.form.mails:
        if mail.on == event:
            due = max(arrival.received_at + timedelta(days=mail.after_days), arrival.judged_at)
            asked = kept.form_version  # it says what that version says, whatever is published until then
            payload = {"submission_id": kept.id, "mail": mail.name, "version": kept.version, "form_version": asked}
            outbox.put(c, "mail", f"{kept.key} {mail.name}", now=due, payload=payload)


def _change(c: Connection, arrival: Arrival, earlier: Submission, answers: Mapping[str, Any]) -> Submission:
    subject = subject_of(arrival.form, answers)
    _require_alone(c, arrival.form, subject, but=earlier.id)
    kept = submissions.revise(
        c,
        earlier,
        form_version=arrival.form.version,
        answers=answers,
        language=arrival.language,
        submitted_at=arrival.submitted_at,
        received_at=arrival.judged_at,
        subject=subject,
    )
    _note(c, arrival, "submission.revised", kept.reference)
    outbox.put(c, "sheet", kept.form, now=arrival.judged_at)
    ask_for_files(c, arrival.form, kept, now=arrival.judged_at)
    _ask_for_mails(c, arrival, kept, "changed")
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


def _repeated(c: Connection, arrival: Arrival) -> Outcome:
    first = deliveries.find(c, arrival.form.name, arrival.source, arrival.delivery_id)
    if first is None or first.submission_id is None:
        return Outcome("repeated", reasons=first.reasons if first else (), stored=True)
    kept = submissions.get(c, first.submission_id)
    return Outcome("repeated", kept.reference if kept else "", kept.key if kept else "", stored=True)


def _note(c: Connection, arrival: Arrival, act: str, what: str) -> None:
    details = {"form": arrival.form.name, "form_version": arrival.form.version}
    unmapped = {"unmapped": list(arrival.unmapped)} if arrival.unmapped else {}
    audit.record(c, who=arrival.source, act=act, what=what, now=arrival.judged_at, details={**details, **unmapped})


def _tell_who_asked(c: Connection, arrival: Arrival, state: str) -> None:
    """Write down who had a kept delivery judged again, and what came of it."""
    if arrival.asked_by:
        details = {"form": arrival.form.name, "source": arrival.source, "state": state}
        audit.record(
            c,
            who=arrival.asked_by,
            act="delivery.judged_again",
            what=arrival.delivery_id,
            now=arrival.judged_at,
            details=details,
        )
