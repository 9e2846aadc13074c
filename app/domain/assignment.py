"""Balanced assignment: which members read which proposals, as evenly as conflicts allow, and moving as few as can be.

Every proposal gets as many readers as there may be; then readers are exchanged along the shortest ways from who has
more to who has at least two fewer, until there is none (Harvey, Ladner, Lovász, Tamir, Semi-matchings, 2006: then no
other assignment has smaller loads). The same members in any order give the same assignment.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256

Pair = tuple[int, int]
"""A proposal and a member."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be assigned: proposals, members, and how many of them read each."""

    proposals: Collection[int]
    members: Collection[int]
    readers: int
    closed: Collection[Pair] = frozenset()  # conflicts
    begun: Collection[Pair] = frozenset()  # reviews: who has begun one keeps it
    before: Collection[Pair] = frozenset()  # as it was assigned last; it stays where it can


@dataclass(frozen=True, slots=True)
class Assignment:
    """Who reads what, and how many readers too few a proposal has."""

    pairs: frozenset[Pair]
    gaps: Mapping[int, int]


@dataclass(slots=True)
class _Table:
    """Who reads what while it is worked out."""

    open_to: Mapping[int, frozenset[int]]  # proposal -> members who may read it
    fixed: frozenset[Pair]
    before: frozenset[Pair]
    readers: dict[int, set[int]] = field(default_factory=dict)
    reads: dict[int, set[int]] = field(default_factory=dict)

    def give(self, proposal: int, member: int) -> None:
        self.readers[proposal].add(member)
        self.reads[member].add(proposal)

    def take(self, proposal: int, member: int) -> None:
        self.readers[proposal].remove(member)
        self.reads[member].remove(proposal)

    def load(self, member: int) -> int:
        return len(self.reads[member])


def assign(wish: Wish) -> Assignment:
    """The assignment that is wished for, as far as conflicts leave members."""
    table = _begun(wish)
    for proposal in sorted(table.open_to, key=lambda one: (len(table.open_to[one]), one)):
        _fill(table, proposal, wish.readers)
    _even_out(table)
    pairs = frozenset((proposal, member) for proposal, members in table.readers.items() for member in members)
    short = {proposal: wish.readers - len(members) for proposal, members in sorted(table.readers.items())}
    return Assignment(pairs, {proposal: gap for proposal, gap in short.items() if gap > 0})


def _begun(wish: Wish) -> _Table:
    """What stays: first the reviews that were begun, then what was assigned before, up to as many as are wanted."""
    members, closed = frozenset(wish.members), frozenset(wish.closed)
    open_to = {one: frozenset(m for m in members if (one, m) not in closed) for one in wish.proposals}
    table = _Table(open_to, frozenset(wish.begun), frozenset(wish.before))
    table.readers = {proposal: set() for proposal in open_to}
    table.reads = {member: set() for member in members}
    for proposal, member in sorted(table.fixed):
        if member in open_to.get(proposal, ()):
            table.give(proposal, member)
    for proposal, member in sorted(table.before - table.fixed, key=_shuffled):
        if member in open_to.get(proposal, ()) and len(table.readers[proposal]) < wish.readers:
            table.give(proposal, member)
    return table


def _fill(table: _Table, proposal: int, wanted: int) -> None:
    """Give a proposal to those who have least; of equals chance decides, always alike, so that readers mix."""
    free = table.open_to[proposal] - table.readers[proposal]
    order = sorted(free, key=lambda member: (table.load(member), _shuffled((proposal, member))))
    for member in order[: max(0, wanted - len(table.readers[proposal]))]:
        table.give(proposal, member)


def _even_out(table: _Table) -> None:
    """Until nobody has two more than somebody to whom a way of exchanges leads."""
    while way := next(filter(None, (_way_from(table, member) for member in _fullest_first(table))), []):
        for proposal, from_whom, to_whom in way:
            table.take(proposal, from_whom)
            table.give(proposal, to_whom)


def _fullest_first(table: _Table) -> list[int]:
    """Those who have two more than anybody."""
    least = min(map(table.load, table.reads), default=0)
    full = [member for member in table.reads if table.load(member) >= least + 2]
    return sorted(full, key=lambda member: (-table.load(member), member))


Step = tuple[int, int, int]
"""A proposal that goes from a member to another."""


def _way_from(table: _Table, member: int) -> list[Step]:
    """The shortest way on which a member gets rid of a proposal to somebody with at least two fewer; none: empty."""
    light = table.load(member) - 2
    came_by: dict[int, Step | None] = {member: None}
    seen = [member]
    for here in seen:  # which grows while it is gone through
        for step in _steps(table, here):
            if step[2] not in came_by:
                came_by[step[2]] = step
                seen.append(step[2])
                if table.load(step[2]) <= light:
                    return _back(came_by, step)
    return []


def _steps(table: _Table, member: int) -> Iterable[Step]:
    """To whom each proposal of a member may go; what was not assigned before goes first."""
    movable = [one for one in table.reads[member] if (one, member) not in table.fixed]
    for proposal in sorted(movable, key=lambda one: ((one, member) in table.before, one)):
        free = table.open_to[proposal] - table.readers[proposal]
        for other in sorted(free, key=lambda one: (table.load(one), one)):
            yield proposal, member, other


def _back(came_by: Mapping[int, Step | None], last: Step) -> list[Step]:
    way, step = [], came_by[last[2]]
    while step is not None:
        way.append(step)
        step = came_by[step[1]]
    return way


def _shuffled(pair: Pair) -> bytes:
    return sha256(f"{pair[0]} {pair[1]}".encode()).digest()
