"""Conflicts of a call's committee: found before anybody reads anything, said by staff, lifted by staff."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app.context import Context
from app.domain import conflicts as matching
from app.present import presented
from app.store import audit, conflicts, members, submissions
from app.store.conflicts import STAFF, Conflict, Found
from app.store.engine import alone
from app.store.members import Member
from forms.definition import Call, Form
from forms.schema import CompiledForm

SERVICE = "service"
"""Who found a conflict that nobody declared."""
Answered = tuple[int, Mapping[str, Any]]
"""A submission and its answers."""


def hold(c: Connection, form: Form, answered: Iterable[Answered], people: Sequence[Member], *, now: datetime) -> None:
    """Hold proposals against members, in the transaction that takes one or the other in: nobody sees them before."""
    if form.call is not None and form.call.committee.conflicts:
        conflicts.add(c, _found(form.call, answered, people), who=SERVICE, now=now)


def hold_arrival(c: Connection, form: Form, answered: Answered, *, now: datetime) -> None:
    """Hold a proposal that came or changed against the committee."""
    if form.call is not None and form.call.committee.conflicts:
        one_at_a_time(c, form.name)
        hold(c, form, [answered], members.of_form(c, form.name), now=now)


def hold_all(context: Context, c: Connection, compiled: CompiledForm, people: Sequence[Member]) -> None:
    """Hold every proposal of a call against these members."""
    one_at_a_time(c, compiled.form.name)
    present = presented(compiled, submissions.of_form(c, compiled.form.name), context.earlier)
    hold(c, compiled.form, [(one.submission.id, one.answers) for one in present], people, now=context.now())


def one_at_a_time(c: Connection, form: str) -> None:
    """A proposal that came while a member did would be held against nobody: one of them waits for the other."""
    alone(c, f"committee {form}")


def keep_out(context: Context, member: Member, submission: int, reason: str, *, who: str) -> None:
    """Staff say that a member may know nothing of a proposal."""
    with context.ledger.writing() as c:
        conflicts.add(c, [Found(submission, member.id, STAFF, reason)], who=who, now=context.now())
        details = {"form": member.form, "submission": submission, "reason": reason}
        audit.record(c, who=who, act="conflict added", what=f"member {member.id}", now=context.now(), details=details)


def lift(context: Context, conflict: Conflict, reason: str, *, who: str) -> None:
    """A conflict counts no more; why is in the audit log."""
    now = context.now()
    with context.ledger.writing() as c:
        conflicts.lift(c, conflict.id, who=who, now=now)
        details = {"submission": conflict.submission_id, "member": conflict.member_id, "reason": reason}
        audit.record(c, who=who, act="conflict lifted", what=f"conflict {conflict.id}", now=now, details=details)


def _found(call: Call, answered: Iterable[Answered], people: Sequence[Member]) -> Iterator[Found]:
    for submission, answers in answered:
        for person in people:
            for match in matching.found(call.committee.conflicts, answers, person):
                yield Found(submission, person.id, match.kind, match.reason)
