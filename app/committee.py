"""What a member of a call's committee may know and do: every page, file and count of theirs asks here.

Whatever a conflict closes to a member is in no part of their seat, as if it did not exist.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import Connection

from app.docket import DONE, Docket, Proposal, docket_of
from app.domain.decisions import APPROVE, CONDITIONS, RESERVE
from app.domain.stages import COMMENTING, RANKING, SCORING, Window, today, window
from app.store import conflicts, decisions, members, reviews
from app.store.decisions import Standing
from app.store.members import Member
from app.store.reviews import GIVEN, Review
from forms.definition import Call, Form

PROPOSED = frozenset({APPROVE, CONDITIONS, RESERVE})
"""Decisions that donors are shown before they are released."""
CLOSED = Window(is_open=False)


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the proposals that they are to read somebody is done with."""

    name: str
    done: int
    count: int


@dataclass(frozen=True, slots=True)
class Listed:
    """A proposal as donors see it listed before its decision is released: what is proposed, and no reasons."""

    proposal: Proposal
    outcome: str  # approve, conditions or reserve
    amount: str | None  # a decimal number


@dataclass(frozen=True, slots=True)
class Seat:
    """What one member may know and do now."""

    member: Member
    scoring: Window
    ranking: Window
    known: Mapping[str, Proposal]  # by key: all but what a conflict closes
    to_read: tuple[Proposal, ...]
    states: Mapping[int, str] = field(default_factory=dict)  # of the member's own reviews, by submission
    coverage: tuple[Progress, ...] = ()  # of the whole committee; for the chair alone
    commenting: Window = CLOSED
    listed: tuple[Listed, ...] = ()  # for donors alone, while they may comment

    @property
    def done(self) -> int:
        """How many proposals the member is done with."""
        return sum(self.states.get(one.id) in DONE for one in self.to_read)

    @property
    def compared(self) -> tuple[Proposal, ...]:
        """Those of which the member may see what others say: their own say stands, and they read it or lead.

        Before scoring is over nobody sees anything: they could still say something else for what they saw.
        """
        if not (self.ranking.is_open and self.scoring.is_over):
            return ()
        is_chair, said = self.member.is_chair, self.states
        return tuple(one for one in self.known.values() if is_chair or said.get(one.id) == GIVEN)

    def is_to_read(self, proposal: Proposal) -> bool:
        """Whether the member is to read and score it."""
        return proposal in self.to_read

    def may_open(self, proposal: Proposal) -> bool:
        """Whether the member may read it: is to, and has said that no conflict keeps them, which begins a review."""
        return proposal.id in self.states and self.is_to_read(proposal)

    def after(self, key: str = "") -> Proposal | None:
        """The next one to review: of those that have the fewest reviews, the first by reference, but this one."""
        due = [one for one in self.to_read if self.states.get(one.id) not in DONE and one.key != key]
        return min(due, key=lambda one: (one.given, one.reference), default=None)


def seat_of(connection: Connection, form: Form, call: Call, member: Member, now: datetime) -> Seat:
    """The seat of a member at an aware moment."""
    docket = docket_of(connection, form.name, call)
    if member.is_donor:
        return _of_donor(connection, call, member, docket, today(form, now))
    known = [one for one in docket.proposals if (one.id, member.id) not in docket.closed]
    return Seat(
        member=member,
        scoring=window(call.stages, SCORING, today(form, now)),
        ranking=window(call.stages, RANKING, today(form, now)),
        known={one.key: one for one in known},
        to_read=tuple(one for one in known if docket.reads(one, member.id)),
        states={one.id: docket.states[one.id, member.id] for one in known if (one.id, member.id) in docket.states},
        coverage=_coverage(docket, known, members.readers(connection, form.name)) if member.is_chair else (),
    )


def _of_donor(connection: Connection, call: Call, member: Member, docket: Docket, day: date) -> Seat:
    """A donor knows no proposal, but for what a list says of those that are proposed for approval."""
    commenting = window(call.stages, COMMENTING, day)
    pending = decisions.of_form(connection, member.form) if commenting.is_open else {}
    listed = [
        Listed(one, waiting.outcome, waiting.amount)
        for one in docket.proposals
        if (one.id, member.id) not in docket.closed
        and (waiting := pending.get(one.id, Standing()).pending)
        and waiting.outcome in PROPOSED
    ]
    return Seat(member, CLOSED, CLOSED, {}, (), commenting=commenting, listed=tuple(listed))


def _coverage(docket: Docket, known: list[Proposal], committee: list[Member]) -> tuple[Progress, ...]:
    """Of the proposals that the chair knows, and of no others."""
    return tuple(_progress(docket, known, member) for member in committee)


def _progress(docket: Docket, known: list[Proposal], member: Member) -> Progress:
    theirs = [one for one in known if docket.reads(one, member.id)]
    done = sum(docket.states.get((one.id, member.id)) in DONE for one in theirs)
    return Progress(member.name, done, len(theirs))


def said_by_others(connection: Connection, seat: Seat, proposal: Proposal) -> list[tuple[str, Review]]:
    """What others say of a proposal that the seat knows, with their names; nothing before the member may see it.

    Drafts are their writers' own, and what a conflict closed since does not count.
    """
    if proposal not in seat.compared:
        return []
    closed = conflicts.live(connection, seat.member.form)
    names = {one.id: one.name for one in members.of_form(connection, seat.member.form, gone=True)}
    found = reviews.of_submission(connection, proposal.id)
    return [
        (names[one.member_id], one)
        for one in sorted(found, key=lambda one: one.member_id)
        if one.state in DONE and one.member_id != seat.member.id and (proposal.id, one.member_id) not in closed
    ]
