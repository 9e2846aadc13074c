"""Releases what is decided of a call, in one act, with quorum and minutes, and asks for the mails that tell of it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection

from app.calls import call_named, require_open
from app.context import Context
from app.deciding import follow_release
from app.decisions import DECIDING, Line, lines_of
from app.grants.making import Released, require_unsigned
from app.grants.making import follow_release as make_grant
from app.store import audit, decisions, members, submissions
from app.store.decisions import Decision
from app.store.engine import alone
from connectors.errors import ConnectorError
from forms.definition import Call, Form

LONGEST_MINUTES = 20_000  # characters


@dataclass(frozen=True, slots=True)
class Release:
    """What whoever releases decisions says."""

    present: Collection[int]  # members who were at the meeting
    minutes: str
    seen: str  # the fingerprint of the decisions that they looked at


def pending_of(lines: Collection[Line]) -> list[Decision]:
    """What waits to be released."""
    return [one.standing.pending for one in lines if one.standing.pending]


def fingerprint(pending: Collection[Decision]) -> str:
    """The same for the same decisions: each change makes a new one with a number of its own."""
    return sha256(" ".join(str(one.id) for one in sorted(pending, key=lambda one: one.id)).encode()).hexdigest()


def release(context: Context, name: str, asked: Release, *, who: str) -> int:
    """Release all that waits, in one act; returns how many decisions. Raises ConnectorError and releases none."""
    compiled, call = call_named(context, name)
    require_open(context, compiled.form, DECIDING)
    now = context.now()
    with context.ledger.writing() as c:
        alone(c, f"decisions {name}")
        lines = [one for one in lines_of(c, name) if one.standing.pending]
        pending = pending_of(lines)
        if not pending or fingerprint(pending) != asked.seen:
            raise ConnectorError(
                "what waits was changed while you looked at it: look again, then release", permanent=True
            )
        present = _present(c, name, call, asked)
        _require_still_in(lines)
        _require_unchanged(lines)
        require_unsigned(c, compiled.form, pending)
        decisions.release(c, pending, now=now)
        _follow(c, compiled.form, lines, who=who)
        details = {**_told(lines), "fingerprint": asked.seen, "present": present, "minutes": asked.minutes}
        audit.record(c, who=who, act="decisions released", what=name, now=now, details=details)
    return len(pending)


def _follow(c: Connection, form: Form, lines: Collection[Line], *, who: str) -> None:
    """Make the grants that were approved, and have the mails held that say what was decided."""
    standing = decisions.of_form(c, form.name)
    for line in lines:
        released = standing[line.proposal.head.id].released
        submission = submissions.get(c, line.proposal.head.id)
        if released is not None and released.released_at is not None and submission is not None:
            make_grant(c, form, Released(line.proposal, released, who, released.released_at))
            follow_release(c, form, submission, released, who=who)


def _present(c: Connection, name: str, call: Call, asked: Release) -> list[str]:
    """The names of those who were there: enough of the committee, and nobody else."""
    known = {one.id: one.name for one in members.readers(c, name)}
    present = [known[one] for one in sorted(set(asked.present)) if one in known]
    if len(present) < call.committee.quorum:
        were = "1 member was" if len(present) == 1 else f"{len(present)} members were"
        said = f"{were} there, and {call.committee.quorum} must have been"
        raise ConnectorError(f"nothing was released: {said}", permanent=True)
    if len(asked.minutes) > LONGEST_MINUTES:
        raise ConnectorError(f"minutes have at most {LONGEST_MINUTES:,} characters", permanent=True)
    return present


def _require_still_in(lines: Collection[Line]) -> None:
    """Nothing is granted to whoever withdrew, or became ineligible, since it was decided. Raises ConnectorError."""
    out = [one.proposal for one in lines if one.is_granted and not one.proposal.is_in]
    if out:
        said = ", ".join(f"{one.head.reference} ({one.standing})" for one in out)
        raise ConnectorError(
            f"nothing was released: decide anew on what is not eligible any more: {said}", permanent=True
        )


def _require_unchanged(lines: Collection[Line]) -> None:
    """What is released was decided of the proposals as they are now. Raises ConnectorError."""
    changed = [one.proposal.head.reference for one in lines if one.is_changed]
    if changed:
        said = f"decide anew on what was changed since it was decided on: {', '.join(changed)}"
        raise ConnectorError(f"nothing was released: {said}", permanent=True)


def _told(lines: Collection[Line]) -> Mapping[str, object]:
    """What is released, for the audit log: reference -> outcome."""
    found = {one.proposal.head.reference: one.standing.pending.outcome for one in lines if one.standing.pending}
    return {"decisions": found, "granted": str(sum(one.granted for one in lines))}
