"""How far a committee is: whom a link went to, who came in, and how many of their reviews they have given."""

from dataclasses import dataclass

from sqlalchemy import Connection

from app.docket import DONE, Docket, docket_of
from app.store import member_entries, members
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
    docket, entries = docket_of(connection, form, call), member_entries.of_form(connection, form)
    people = members.of_form(connection, form)
    return [_progress(docket, member, entries.get(member.id, Entry())) for member in people]


def _progress(docket: Docket, member: Member, entry: Entry) -> Progress:
    theirs = () if member.is_donor else docket.proposals
    states = [docket.states.get((one.id, member.id)) for one in theirs if docket.reads(one, member.id)]
    return Progress(member, entry, sum(one in DONE for one in states), len(states), states.count(DRAFT))
