"""How far a committee is: whom a link went to, who came in, and how many of their reviews they have given."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Connection

from app.proposals import proposals_of
from app.store import assignments, conflicts, member_entries, members, reviews
from app.store.assignments import Pair
from app.store.member_entries import Entry
from app.store.members import Member
from app.store.reviews import DRAFT
from forms.definition import Call


@dataclass(frozen=True, slots=True)
class Progress:
    """One member: how many reviews are given (or abstained from) of how many, and how many are begun."""

    member: Member
    entry: Entry
    done: int
    count: int
    begun: int


def progress_of(connection: Connection, form: str, call: Call) -> list[Progress]:
    """The committee as it is, in the order in which it was put together."""
    people = members.of_form(connection, form)
    to_read = _to_read(connection, form, call, people)
    states = {(one.submission_id, one.member_id): one.state for one in reviews.of_form(connection, form)}
    done = Counter(pair[1] for pair in to_read if states.get(pair, DRAFT) != DRAFT)
    begun = Counter(pair[1] for pair in to_read if states.get(pair) == DRAFT)
    count = Counter(member for _, member in to_read)
    entries = member_entries.of_form(connection, form)
    return [Progress(x, entries.get(x.id, Entry()), done[x.id], count[x.id], begun[x.id]) for x in people]


def _to_read(connection: Connection, form: str, call: Call, people: list[Member]) -> frozenset[Pair]:
    """Who is to read what: as it is assigned, or everybody what is eligible; nobody what a conflict closes."""
    eligible = [one.head.id for one in proposals_of(connection, form) if one.is_in]
    all_pairs = frozenset((proposal, one.id) for proposal in eligible for one in people)
    closed = {(x.submission_id, x.member_id) for x in conflicts.of_form(connection, form) if not x.lifted_at}
    return (assignments.of_form(connection, form) if call.committee.reviews else all_pairs) - closed
