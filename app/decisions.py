"""Decides on a call's proposals, one by one: what is decided waits until all of it is released (app.releasing)."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from sqlalchemy import Connection

from app.calls import call_named, require_open
from app.context import Context
from app.domain.decisions import GRANTED, About, Said, faults, granted
from app.proposals import Proposal, proposals_of
from app.store import audit, decisions
from app.store.decisions import Decided, Standing
from app.store.engine import alone
from connectors.errors import ConnectorError

DECIDING = "deciding"


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
    def version(self) -> int:
        """The version of the proposal that is decided on: the one that what was asked for is known of."""
        found = self.proposal.screening
        return found.version if found else self.proposal.head.version

    @property
    def is_changed(self) -> bool:
        """Whether the proposal was changed since what waits was decided."""
        pending = self.standing.pending
        return pending is not None and pending.version != self.proposal.head.version

    @property
    def stamp(self) -> str:
        """Another one when something was decided of it, or it was changed, in between."""
        newest = self.standing.newest
        return f"{newest.id if newest else 0} {self.version}"

    @property
    def granted(self) -> Decimal:
        """What it gets by the newest decision, released or not."""
        newest = self.standing.newest
        return Decimal(newest.amount) if newest and newest.amount else Decimal(0)

    @property
    def is_granted(self) -> bool:
        """Whether the newest decision approves of it, with money or without."""
        return self.standing.newest is not None and self.standing.newest.outcome in GRANTED


def lines_of(connection: Connection, name: str) -> list[Line]:
    """Every proposal of a call with its decision, in the order in which they came."""
    found = decisions.of_form(connection, name)
    return [Line(one, found.get(one.head.id, Standing())) for one in proposals_of(connection, name)]


def decide(context: Context, name: str, reference: str, said: Said, *, seen: str, who: str) -> None:
    """Keep a decision, which takes the place of one that waits; `seen` is the stamp of the line that was looked at.

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
        keep(c, name, line, said, about, who=who, now=now)


def keep(c: Connection, name: str, line: Line, said: Said, about: About, *, who: str, now: datetime) -> None:
    """Keep a decision that is sound."""
    amount, head = granted(said, about), line.proposal.head
    text = None if amount is None else str(amount)
    what = Decided(head.id, line.version, said.outcome, text, said.conditions, said.reason, who)
    decisions.put(c, what, now=now)
    details = {"form": name, "outcome": said.outcome, "amount": text}
    audit.record(c, who=who, act="decision made", what=head.reference, now=now, details=details)


def take_back(context: Context, name: str, reference: str, *, seen: str, who: str) -> None:
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


def _seen(c: Connection, name: str, reference: str, seen: str) -> Line:
    """A proposal, to which nothing was done since staff looked; others wait until the transaction ends."""
    alone(c, f"decisions {name}")
    line = next((one for one in lines_of(c, name) if one.proposal.head.reference == reference), None)
    if line is None:
        raise ConnectorError(f"{name} has no proposal {reference!r}", permanent=True)
    newest = line.standing.newest
    if line.stamp != seen:
        who = f": {newest.decided_by} decided" if newest and not seen.startswith(f"{newest.id} ") else ""
        raise ConnectorError(f"it was changed while you looked at it{who}. Look again, then decide", permanent=True)
    return line
