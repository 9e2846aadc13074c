"""Who reads what of a call: the proposals that are in, to whom they fall, and how far each review is.

One is in when it was sent, is not withdrawn, and is not ruled out: not by the verdict of staff, and without one by no
rule. What is not screened yet, or could not be, is in.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from app.store import assignments, conflicts, reviews, screenings, submissions, withdrawals
from app.store.assignments import Pair
from app.store.reviews import ABSTAINED, GIVEN
from forms.definition import Call

DONE = frozenset({GIVEN, ABSTAINED})


@dataclass(frozen=True, slots=True)
class Proposal:
    """A submission of a call, as far as lists know it."""

    id: int
    key: str
    reference: str
    given: int = 0  # reviews, but those of members whom a conflict keeps from it


@dataclass(frozen=True, slots=True)
class Docket:
    """What the ledger has of a call; members are shown nothing of it but through their seat."""

    proposals: tuple[Proposal, ...]  # those that are in, by reference
    closed: frozenset[Pair]
    assigned: frozenset[Pair] | None  # None: everybody reads everything
    states: Mapping[Pair, str]  # of the reviews, but for those that a conflict closes

    def reads(self, proposal: Proposal, member: int) -> bool:
        """Whether a member is to read a proposal."""
        pair = (proposal.id, member)
        return pair not in self.closed and (self.assigned is None or pair in self.assigned)


def docket_of(connection: Connection, form: str, call: Call) -> Docket:
    """The docket of a call."""
    closed = conflicts.live(connection, form)
    states = {pair: state for pair, state in reviews.states(connection, form).items() if pair not in closed}
    return Docket(
        proposals=_proposals(connection, form, Counter(pair[0] for pair, state in states.items() if state == GIVEN)),
        closed=closed,
        assigned=assignments.of_form(connection, form) if call.committee.reviews else None,
        states=states,
    )


def _proposals(connection: Connection, form: str, given: Mapping[int, int]) -> tuple[Proposal, ...]:
    withdrawn, out = withdrawals.of_form(connection, form), screenings.ruled_out(connection, form)
    sent = [one for one in submissions.whole(connection, form) if one.key not in withdrawn and one.id not in out]
    found = (Proposal(one.id, one.key, one.reference, given.get(one.id, 0)) for one in sent)
    return tuple(sorted(found, key=lambda one: one.reference))
