"""What of the submissions that an API gives is new here, so that asking again and again leaves nothing behind."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from app.api_access import Way
from app.arrival import by_bytes, usable
from app.store import deliveries, submissions
from app.store.deliveries import Message
from app.store.submissions import State
from app.verdict import read
from connectors.ports import HookRequest

HEADERS = {"content-type": "application/json", "x-chancery-from": "catch-up"}
"""What is kept with a submission that nobody sent: it was asked for."""
AT_ONCE = 1_000  # looked up by one query
NOT_TAKEN = frozenset({deliveries.QUARANTINED, deliveries.SET_ASIDE})


@dataclass(frozen=True, slots=True)
class Seen:
    """A submission as an API gives it, with what it would be known by once it is judged."""

    body: bytes
    delivery_id: str
    submission_id: str
    version: str = ""
    submitted_at: datetime | None = None
    is_named: bool = False  # whether the provider itself names this state of the submission
    is_partial: bool = False


def seen(way: Way, body: bytes) -> Seen:
    """What a body is; one that cannot be read is known by its bytes."""
    found, _ = read(way.compiled, way.wanted, HookRequest(body, HEADERS))
    received = found.received
    named = usable(received.delivery_id)
    known_as = named or by_bytes(body)
    return Seen(
        body,
        known_as,
        usable(received.submission_id) or known_as,
        received.version,
        received.submitted_at,
        bool(named),
        received.is_partial,
    )


def is_new(one: Seen, ids: Collection[str], states: Mapping[str, State], *, tells_changes: bool = True) -> bool:
    """Whether it says more than what is here: by its name, or by its time where that tells of changes."""
    if one.delivery_id in ids:
        return False
    state = states.get(one.submission_id)
    if state is None:
        return True
    if not tells_changes:
        return state.is_partial and not one.is_partial
    if one.submitted_at is None:
        return bool(one.version)  # without a time only what says that it was edited can be newer
    if one.is_named:
        return True
    is_later = state.submitted_at is None or one.submitted_at > state.submitted_at
    return is_later or (state.is_partial and not one.is_partial)


def only_new(connection: Connection, way: Way, found: Sequence[Seen]) -> list[Seen]:
    """Those that are new."""
    new = list[Seen]()
    for begin in range(0, len(found), AT_ONCE):
        some = found[begin : begin + AT_ONCE]
        new += _new_of(connection, way, some)
    return new


def _new_of(connection: Connection, way: Way, found: Sequence[Seen]) -> list[Seen]:
    form, source = way.compiled.form.name, way.wanted.word
    changes = way.asker.api.tells_changes
    ids = deliveries.known(connection, form, source, {one.delivery_id for one in found})
    states = submissions.states(connection, form, source, {one.submission_id for one in found})
    return [one for one in found if is_new(one, ids, states, tells_changes=changes)]


def keep(connection: Connection, way: Way, new: Sequence[Seen], *, now: datetime) -> None:
    """Keep what is new as if it had been delivered, to be judged next."""
    form, source = way.compiled.form.name, way.wanted.word
    if new:
        named = {one.delivery_id: Message(form, source, now, HEADERS, one.body) for one in new}
        deliveries.keep_named(connection, named)


def became(connection: Connection, way: Way, one: Seen) -> tuple[int | None, str]:
    """What came of a submission that was judged: its number, and how staff know it."""
    form, source = way.compiled.form.name, way.wanted.word
    delivery = deliveries.find(connection, form, source, one.delivery_id)
    kept = submissions.find(connection, form, source, one.submission_id)
    if kept is not None and (delivery is None or delivery.state not in NOT_TAKEN):
        return kept.id, kept.reference
    state = delivery.state.replace("_", " ") if delivery else "not yet judged"
    return None, f"delivery {one.delivery_id} ({state})"
