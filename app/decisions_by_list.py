"""Decides as a frozen shortlist proposes on all that nobody has decided on; each decision waits and can be changed."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Connection

from app.calls import call_named, require_open
from app.context import Context
from app.decisions import DECIDING, Line, keep, lines_of
from app.domain.decisions import REJECT, About, Said, faults
from app.domain.proposed import proposed
from app.shortlisting.inputs import read
from app.shortlisting.verifying import found
from app.store import audit, submissions
from app.store.engine import alone
from connectors.errors import ConnectorError
from forms.definition import Call


@dataclass(frozen=True, slots=True)
class Asked:
    """What staff want made of a list."""

    shortlist: int  # its number
    reserve: int  # how many of those who are not taken are put on the reserve list, the best first
    reason: str  # why all others are rejected


@dataclass(frozen=True, slots=True)
class Done:
    """How many decisions wait now because of it, and on which proposals nothing could be decided, and why."""

    count: int
    left: Mapping[str, str]  # by reference


def decide_by_list(context: Context, name: str, asked: Asked, *, who: str) -> Done:
    """Keep a decision for every proposal of the list on which there is none. Raises ConnectorError."""
    compiled, call = call_named(context, name)
    require_open(context, compiled.form, DECIDING)
    listed, left, now = _listed(context, name, asked), {}, context.now()
    with context.ledger.writing() as c:
        alone(c, f"decisions {name}")
        to_decide = [one for one in lines_of(c, name) if one.standing.newest is None]
        _require_reason(asked, to_decide, listed.outcomes)
        for line in to_decide:
            said = _said(c, call, line, listed.outcome(line), asked.reason)
            about = About(line.proposal.is_in, line.asked, call.currency)
            wrong = listed.fault(line) or " ".join(faults(said, about))
            if wrong:
                left[line.proposal.head.reference] = wrong
            else:
                keep(c, name, line, said, about, who=who, now=now)
        done = Done(len(to_decide) - len(left), left)
        details = {"shortlist": asked.shortlist, "reserve": asked.reserve, "decided": done.count, "left": len(left)}
        audit.record(c, who=who, act="decided by list", what=name, now=now, details=details)
    return done


@dataclass(frozen=True, slots=True)
class _Listed:
    """A frozen shortlist, as proposals are held against it."""

    number: int
    outcomes: Mapping[str, str]  # by reference, as all that follows
    ineligible: Collection[str]
    amounts: Mapping[str, Decimal]

    def outcome(self, line: Line) -> str:
        """What it proposes; empty for one that is not on it."""
        return self.outcomes.get(line.proposal.head.reference, "")

    def fault(self, line: Line) -> str:
        """Why nothing can be decided by it; empty where something can."""
        reference = line.proposal.head.reference
        if reference not in self.outcomes:
            return f"It is not on shortlist {self.number}."
        was = reference not in self.ineligible, self.amounts[reference]
        is_same = was == (line.proposal.is_in, line.asked)
        return "" if is_same else f"It was changed since shortlist {self.number} was frozen."


def _listed(context: Context, name: str, asked: Asked) -> _Listed:
    frozen = found(context, name, asked.shortlist)
    if isinstance(frozen, str):
        raise ConnectorError(f"shortlist {asked.shortlist} cannot be read: {frozen}", permanent=True)
    candidates = read(frozen.inputs).candidates
    amounts = dict(zip(candidates.references, candidates.amounts, strict=True))
    return _Listed(asked.shortlist, proposed(frozen.result, asked.reserve), frozen.result["ineligible"], amounts)


def _require_reason(asked: Asked, lines: Sequence[Line], outcomes: Mapping[str, str]) -> None:
    """Who is eligible and not taken is told why. Raises ConnectorError."""
    named = ((one.proposal.is_in, outcomes.get(one.proposal.head.reference)) for one in lines)
    count = sum(is_in and outcome == REJECT for is_in, outcome in named)
    if count and not asked.reason:
        said = "1 would be" if count == 1 else f"{count} would be"
        raise ConnectorError(f"nothing was decided: write why the others are rejected ({said})", permanent=True)


def _said(c: Connection, call: Call, line: Line, outcome: str, reason: str) -> Said:
    """The decision in words; who is not eligible is told by which rules, in the language of the proposal."""
    if outcome != REJECT:
        return Said(outcome)
    screening, submission = line.proposal.screening, submissions.get(c, line.proposal.head.id)
    if line.proposal.is_in or screening is None or submission is None:
        return Said(outcome, reason=reason)
    barred = [rule.reason.in_language(submission.language) for rule in call.rules if rule.name in screening.bars]
    return Said(outcome, reason=screening.verdict_reason or " ".join(barred) or reason)
