"""Assigns the eligible proposals of a call to the members of its committee, evenly and against no conflict."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from app.calls import call_named
from app.context import Context
from app.domain.assignment import Assignment, Wish, assign
from app.proposals import Proposal, proposals_of
from app.store import assignments, audit, conflicts, members, reviews
from app.store.engine import alone
from app.store.members import Member
from app.store.reviews import ABSTAINED
from connectors.errors import ConnectorError
from forms.definition import Call


@dataclass(frozen=True, slots=True)
class Standing:
    """How the assignment of a call stands, and what one that is made now would be."""

    members: list[Member]
    proposals: list[Proposal]
    now: frozenset[assignments.Pair]
    new: Assignment  # of all members, where the call has all read everything

    @property
    def is_made(self) -> bool:
        """Whether making it changes nothing."""
        return self.now == self.new.pairs

    @property
    def loads(self) -> Mapping[int, int]:
        """How many proposals each member is to read."""
        return {one.id: sum(member == one.id for _, member in self.now) for one in self.members}


def assignment_of(connection: Connection, name: str, call: Call) -> Standing:
    """How it stands. Who has begun a review keeps it; who abstained does, too, and another reads in their place."""
    there, found = members.readers(connection, name), proposals_of(connection, name)
    before, kept = assignments.of_form(connection, name), reviews.of_form(connection, name)
    abstained = frozenset((x.submission_id, x.member_id) for x in kept if x.state == ABSTAINED)
    conflicting = {(x.submission_id, x.member_id) for x in conflicts.of_form(connection, name) if not x.lifted_at}
    wish = Wish(
        proposals=[one.head.id for one in found if one.is_in],
        members=[one.id for one in there],
        readers=call.committee.reviews or len(there),
        closed=abstained | conflicting,
        begun=frozenset((x.submission_id, x.member_id) for x in kept) - abstained,
        before=before,
    )
    made = assign(wish)
    return Standing(there, found, before, replace(made, pairs=made.pairs | (abstained & before) - conflicting))


def make_assignment(context: Context, name: str, *, who: str) -> Assignment:
    """Assign what is eligible now; a later one moves as little as can be.

    Raises ConnectorError for a call in which all members read everything.
    """
    _, call = call_named(context, name)
    if not call.committee.reviews:
        raise ConnectorError(f"all members of {name} read everything: its `call` has no `reviews`", permanent=True)
    now = context.now()
    with context.ledger.writing() as c:
        alone(c, f"committee {name}")  # two who assign at once
        made = assignment_of(c, name, call).new
        assignments.replace(c, name, made.pairs, now=now)
        details = {"pairs": len(made.pairs), "gaps": len(made.gaps)}
        audit.record(c, who=who, act="assignment made", what=name, now=now, details=details)
    return made
