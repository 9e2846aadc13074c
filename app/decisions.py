"""Decides on a call's proposals: decisions wait until all are released in one act, with the quorum and the minutes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256

from sqlalchemy import Connection

from app.calls import call_named, require_open
from app.context import Context
from app.deciding import follow_release
from app.domain.decisions import GRANTED, About, Said, faults, granted
from app.proposals import Proposal, proposals_of
from app.store import audit, decisions, members, submissions
from app.store.decisions import Decided, Decision, Standing
from app.store.engine import alone
from connectors.errors import ConnectorError
from forms.definition import Call, Form

DECIDING = "deciding"
LONGEST_MINUTES = 20_000  # characters


@dataclass(frozen=True, slots=True)
class Line:
    """A proposal and what is decided of it."""

    proposal: Proposal
    standing: Standing

    @property
    def asked(self) -> Decimal:
        """The amount asked for, as far as it is known."""
        found = self.proposal.screening
        return Decimal(found.amount) if found else Decimal(0)

    @property
    def granted(self) -> Decimal:
        """What it gets by the newest decision, released or not."""
        newest = self.standing.newest
        return Decimal(newest.amount) if newest and newest.amount else Decimal(0)

    @property
    def is_granted(self) -> bool:
        """Whether the newest decision approves of it, with money or without."""
        return self.standing.newest is not None and self.standing.newest.outcome in GRANTED


@dataclass(frozen=True, slots=True)
class Release:
    """What whoever releases decisions says."""

    present: Collection[int]  # members who were at the meeting
    minutes: str
    seen: str  # the fingerprint of the decisions that they looked at


def lines_of(connection: Connection, name: str) -> list[Line]:
    """Every proposal of a call with its decision, in the order in which they came."""
    found = decisions.of_form(connection, name)
    return [Line(one, found.get(one.head.id, Standing())) for one in proposals_of(connection, name)]


def pending_of(lines: Collection[Line]) -> list[Decision]:
    """What waits to be released."""
    return [one.standing.pending for one in lines if one.standing.pending]


def fingerprint(pending: Collection[Decision]) -> str:
    """The same for the same decisions: each change makes a new one with a number of its own."""
    return sha256(" ".join(str(one.id) for one in sorted(pending, key=lambda one: one.id)).encode()).hexdigest()


def decide(context: Context, name: str, reference: str, said: Said, *, seen: int, who: str) -> None:
    """Keep a decision, which takes the place of one that waits; `seen` is the number of the newest one known, or 0.

    Raises ConnectorError in words that name every fault.
    """
    compiled, call = call_named(context, name)
    require_open(context, compiled.form, DECIDING)
    now = context.now()
    with context.ledger.writing() as c:
        line = _seen(c, name, reference, seen)
        about = About(line.proposal.is_in, line.asked, call.currency)
        if wrong := faults(said, about):
            raise ConnectorError(" ".join(wrong), permanent=True)
        amount = granted(said, about)
        text = None if amount is None else str(amount)
        what = Decided(line.proposal.head.id, said.outcome, text, said.conditions, said.reason, who)
        decisions.put(c, what, now=now)
        details = {"form": name, "outcome": said.outcome, "amount": text}
        audit.record(c, who=who, act="decision made", what=reference, now=now, details=details)


def take_back(context: Context, name: str, reference: str, *, seen: int, who: str) -> None:
    """A decision that waits is none any more. Raises ConnectorError."""
    compiled, _ = call_named(context, name)
    require_open(context, compiled.form, DECIDING)
    now = context.now()
    with context.ledger.writing() as c:
        pending = _seen(c, name, reference, seen).standing.pending
        if pending is None:
            raise ConnectorError(f"nothing of {reference} waits to be released", permanent=True)
        decisions.take_back(c, pending.id, now=now)
        audit.record(c, who=who, act="decision taken back", what=reference, now=now, details={"form": name})


def _seen(c: Connection, name: str, reference: str, seen: int) -> Line:
    """A proposal, of which nobody decided anything since staff looked; others wait until the transaction ends."""
    alone(c, f"decisions {name}")
    line = next((one for one in lines_of(c, name) if one.proposal.head.reference == reference), None)
    if line is None:
        raise ConnectorError(f"{name} has no proposal {reference!r}", permanent=True)
    newest = line.standing.newest
    if (newest.id if newest else 0) != seen:
        who = f": {newest.decided_by} decided" if newest else ""
        raise ConnectorError(f"it was changed while you looked at it{who}. Look again, then decide", permanent=True)
    return line


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
        require_still_in(lines)
        decisions.release(c, pending, now=now)
        _ask_for_mails(c, compiled.form, pending, who=who)
        details = {**_told(lines), "fingerprint": asked.seen, "present": present, "minutes": asked.minutes}
        audit.record(c, who=who, act="decisions released", what=name, now=now, details=details)
    return len(pending)


def _ask_for_mails(c: Connection, form: Form, pending: Collection[Decision], *, who: str) -> None:
    """Have the mails held that say what was decided."""
    released = {one.id: one for standing in decisions.of_form(c, form.name).values() if (one := standing.released)}
    for one in pending:
        submission = submissions.get(c, one.submission_id)
        if submission is not None:
            follow_release(c, form, submission, released[one.id], who=who)


def _present(c: Connection, name: str, call: Call, asked: Release) -> list[str]:
    """The names of those who were there: enough of the committee, and nobody else."""
    known = {one.id: one.name for one in members.of_form(c, name)}
    present = [known[one] for one in sorted(set(asked.present)) if one in known]
    if len(present) < call.committee.quorum:
        were = "1 member was" if len(present) == 1 else f"{len(present)} members were"
        said = f"{were} there, and {call.committee.quorum} must have been"
        raise ConnectorError(f"nothing was released: {said}", permanent=True)
    if len(asked.minutes) > LONGEST_MINUTES:
        raise ConnectorError(f"minutes have at most {LONGEST_MINUTES:,} characters", permanent=True)
    return present


def require_still_in(lines: Collection[Line]) -> None:
    """Nothing is granted to whoever withdrew, or became ineligible, since it was decided. Raises ConnectorError."""
    out = [one.proposal for one in lines if one.is_granted and not one.proposal.is_in]
    if out:
        said = ", ".join(f"{one.head.reference} ({one.standing})" for one in out)
        raise ConnectorError(
            f"nothing was released: decide anew on what is not eligible any more: {said}", permanent=True
        )


def _told(lines: Collection[Line]) -> Mapping[str, object]:
    """What is released, for the audit log: reference -> outcome."""
    found = {one.proposal.head.reference: one.standing.pending.outcome for one in lines if one.standing.pending}
    return {"decisions": found, "granted": str(sum(one.granted for one in lines))}
