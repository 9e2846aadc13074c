"""Deliveries: every authentic message as it came, raw, and what became of it.

A provider's message is kept before it is read (RECEIVED); what it is called and what became of it is written down by
whoever judges it. What people and programs send us directly is judged at once, and kept with its outcome.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate
from typing import Any

from sqlalchemy import (
    Connection,
    LargeBinary,
    Row,
    bindparam,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)

from app.store import drafts, outbox
from app.store.driver import insert_ready
from app.store.insert import insert_unless_there
from app.store.submissions import Submission
from app.store.tables import deliveries, ready

RECEIVED, ACCEPTED, QUARANTINED = "received", "accepted", "quarantined"
SUPERSEDED = "superseded"  # by a newer version that had come before
PARTIAL = "partial"  # its applicant is still at it, and what there is does not stand by itself
SPLIT = "split"  # it listed several submissions, which are kept as deliveries of their own
WAITING = "waiting"  # it has no answers, which its provider's API is being asked for
FETCHED = "fetched"  # the answers were had from there
SET_ASIDE = "set_aside"  # by staff, who saw that it is junk: it is kept, and waits for nothing
WITHDRAWN = "withdrawn"  # by its applicant, before it was taken in: it is kept, and waits for nothing
NOT_TAKEN_IN = (QUARANTINED, SET_ASIDE)
"""The states in which a message is judged again as soon as staff say so."""
MOST_SHOWN = 100
MOST_BYTES = 10_000_000  # of messages that are judged together


@dataclass(frozen=True, slots=True)
class Delivery:
    """One message; `state` is one of the words above."""

    id: int
    form: str
    source: str
    delivery_id: str | None  # None until it has been read
    state: str
    submission_id: int | None
    reasons: tuple[str, ...]
    received_at: datetime
    headers: Mapping[str, str]
    body: bytes
    replaces: str | None = None  # the version that it was made from, where its sender tells
    times: int = 1  # how often the same message came
    tries: int = 0  # to judge it by itself, after a try with others failed


@dataclass(frozen=True, slots=True)
class Message:
    """An authentic message that is to be kept as it came."""

    form: str
    source: str
    received_at: datetime
    headers: Mapping[str, str]
    body: bytes


UNREAD = ("form", "source", "state", "reasons", "received_at", "headers", "body")


def keep(connection: Connection, messages: Sequence[Message]) -> None:
    """Keep messages unread, and have each form's be judged."""
    instant = ready(connection.dialect)
    rows = [(m.form, m.source, RECEIVED, "[]", instant(m.received_at), json.dumps(m.headers), m.body) for m in messages]
    insert_ready(connection, "deliveries", UNREAD, rows)
    _have_judged(connection, messages)


def keep_named(connection: Connection, messages: Mapping[str, Message]) -> None:
    """The same where it is known what each is called, which one that is there by this name keeps to itself."""
    statement = insert_unless_there(connection, deliveries, ("form", "source", "delivery_id"), deliveries.c.id)
    connection.execute(statement, [_unread(name, one) for name, one in messages.items()])
    _have_judged(connection, list(messages.values()))


def _unread(name: str, message: Message) -> dict[str, Any]:
    return {
        "form": message.form,
        "source": message.source,
        "delivery_id": name,
        "state": RECEIVED,
        "reasons": [],
        "received_at": message.received_at,
        "headers": message.headers,
        "body": message.body,
    }


def _have_judged(connection: Connection, messages: Sequence[Message]) -> None:
    for form in {m.form for m in messages}:
        outbox.put_once(connection, "intake", form, now=messages[0].received_at)


def received(connection: Connection, form: str, *, limit: int) -> list[Delivery]:
    """The next messages of a form that nobody has judged, in the order in which they were kept; few where large."""
    unread = (deliveries.c.state == RECEIVED, deliveries.c.form == form)
    sizes = select(deliveries.c.id, func.length(deliveries.c.body)).where(*unread).order_by(deliveries.c.id)
    found = connection.execute(sizes.limit(limit)).all()
    together = accumulate(size for _, size in found)
    few = [number for (number, _), so_far in zip(found, together, strict=True) if so_far <= MOST_BYTES]
    numbers = few or [number for number, _ in found[:1]]
    query = select(deliveries).where(deliveries.c.id.in_(numbers)).order_by(deliveries.c.id)
    return [_delivery(row) for row in connection.execute(query)]


def forms_waiting(connection: Connection) -> list[str]:
    """The forms that have messages which nobody has judged."""
    return list(connection.scalars(select(deliveries.c.form).where(deliveries.c.state == RECEIVED).distinct()))


def is_newest(connection: Connection, delivery: int, submission: int) -> bool:
    """Whether a message is the last that was taken in of a submission."""
    taken = (deliveries.c.submission_id == submission, deliveries.c.state == ACCEPTED)
    return bool(connection.execute(select(func.max(deliveries.c.id)).where(*taken)).scalar() == delivery)


def unread_again(connection: Connection, submission: Submission, replaced: Collection[str], *, now: datetime) -> None:
    """Have the newest links of a submission's chain of edits judged again: those that no other was made from."""
    heads = (
        deliveries.c.submission_id == submission.id,
        deliveries.c.replaces.is_not(None),
        deliveries.c.delivery_id.not_in(list(replaced)),
    )
    connection.execute(update(deliveries).where(*heads).values(state=RECEIVED))
    outbox.put_once(connection, "intake", submission.form, now=now)


def held(connection: Connection, messages: Sequence[Delivery]) -> list[Delivery]:
    """Those of `messages` that nobody has judged since they were read; held until the transaction ends (PostgreSQL)."""
    query = select(deliveries.c.id, deliveries.c.state).where(deliveries.c.id.in_([one.id for one in messages]))
    states = {number: state for number, state in connection.execute(query.with_for_update())}  # noqa: C416
    return [one for one in messages if states.get(one.id) == one.state]


def waiting(connection: Connection, form: str, source: str) -> list[Delivery]:
    """The messages without answers, which are still to be asked for, oldest first."""
    query = select(deliveries).where(
        deliveries.c.state == WAITING, deliveries.c.form == form, deliveries.c.source == source
    )
    return [_delivery(row) for row in connection.execute(query.order_by(deliveries.c.id))]


def known(connection: Connection, form: str, source: str, ids: Collection[str]) -> set[str]:
    """Those of `ids` that messages of a source have."""
    query = select(deliveries.c.delivery_id).where(deliveries.c.form == form, deliveries.c.source == source)
    return {str(one) for one in connection.scalars(query.where(deliveries.c.delivery_id.in_(ids)))}


def is_waiting(connection: Connection, form: str) -> bool:
    """Whether any message of a form has not been judged."""
    query = select(deliveries.c.id).where(deliveries.c.state == RECEIVED, deliveries.c.form == form)
    return connection.execute(query.limit(1)).first() is not None


def count_try(connection: Connection, delivery: int) -> None:
    """Write down, before a message is judged by itself, that it is tried."""
    connection.execute(update(deliveries).where(deliveries.c.id == delivery).values(tries=deliveries.c.tries + 1))


def insert(
    connection: Connection,
    *,
    form: str,
    source: str,
    delivery_id: str,
    headers: Mapping[str, str],
    body: bytes,
    received_at: datetime,
) -> int | None:
    """Keep a message; None when (form, source, delivery_id) is there already."""
    values = {
        "form": form,
        "source": source,
        "delivery_id": delivery_id,
        "state": RECEIVED,
        "reasons": [],
        "received_at": received_at,
        "headers": dict(headers),
        "body": body,
    }
    keys = ("form", "source", "delivery_id")
    number: int | None = connection.execute(
        insert_unless_there(connection, deliveries, keys, deliveries.c.id), values
    ).scalar()
    return number


FIND = (
    select(deliveries)
    .where(*(deliveries.c[name] == bindparam(name) for name in ("form", "source", "delivery_id")))
    .with_for_update()
)


def find(connection: Connection, form: str, source: str, delivery_id: str) -> Delivery | None:
    """The message with this identity; the row is held until the transaction ends (PostgreSQL)."""
    said = {"form": form, "source": source, "delivery_id": delivery_id}
    row = connection.execute(FIND, said).one_or_none()
    return None if row is None else _delivery(row)


def get(connection: Connection, delivery: int) -> Delivery | None:
    """The message with this number."""
    row = connection.execute(select(deliveries).where(deliveries.c.id == delivery)).one_or_none()
    return None if row is None else _delivery(row)


def of_states(connection: Connection, form: str, states: Collection[str], delivery_id: str | None = None) -> list[int]:
    """The messages of a form in these states (or the one of this identity), oldest first.

    Not those of our own pages unless they are named: that a definition was mended does not make them a person's.
    """
    query = select(deliveries.c.id).where(deliveries.c.form == form, deliveries.c.state.in_(list(states)))
    mine = deliveries.c.source != drafts.PAGE if delivery_id is None else deliveries.c.delivery_id == delivery_id
    return list(connection.scalars(query.where(mine).order_by(deliveries.c.id)))


def states(connection: Connection, form: str, source: str, delivery_ids: Collection[str]) -> dict[str, str]:
    """The state of each of these messages that is there, by its identity."""
    query = select(deliveries.c.delivery_id, deliveries.c.state).where(
        deliveries.c.form == form, deliveries.c.source == source, deliveries.c.delivery_id.in_(list(delivery_ids))
    )
    return {identity: state for identity, state in connection.execute(query)}  # noqa: C416


def count_quarantined(connection: Connection, form: str) -> int:
    """How many messages of a form are in quarantine."""
    mine = (deliveries.c.form == form, deliveries.c.state == QUARANTINED)
    return int(connection.execute(select(func.count()).select_from(deliveries).where(*mine)).scalar_one())


def put_aside(connection: Connection, delivery: int) -> bool:
    """Take a message out of quarantine without taking it in; False when it is not there."""
    mine = (deliveries.c.id == delivery, deliveries.c.state == QUARANTINED)
    return connection.execute(update(deliveries).where(*mine).values(state=SET_ASIDE)).rowcount == 1


def of_draft(connection: Connection, form: str, draft: str, states: Collection[str]) -> list[Delivery]:
    """What was sent from a draft and stands in these states, in the order in which it was sent."""
    mine = (deliveries.c.form == form, deliveries.c.source == drafts.PAGE, deliveries.c.state.in_(list(states)))
    named = deliveries.c.delivery_id.startswith(f"{draft}.", autoescape=True)
    return [
        _delivery(row) for row in connection.execute(select(deliveries).where(*mine, named).order_by(deliveries.c.id))
    ]


def withdraw(connection: Connection, form: str, draft: str) -> list[Delivery]:
    """Let what a draft sent and nobody has taken in wait for nothing; returns it as it was."""
    held = of_draft(connection, form, draft, NOT_TAKEN_IN)
    mine = (deliveries.c.id.in_([one.id for one in held]), deliveries.c.state.in_(NOT_TAKEN_IN))
    gone = set(connection.scalars(update(deliveries).where(*mine).values(state=WITHDRAWN).returning(deliveries.c.id)))
    return [one for one in held if one.id in gone]


def called(connection: Connection, name: str, states: Collection[str]) -> list[Delivery]:
    """The messages in these states with this number or this id of their provider, without their bodies."""
    others = [column for column in deliveries.c if column is not deliveries.c.body]
    number = int(name) if name.isdecimal() and len(name) < 10 else 0
    query = select(*others, literal(b"", LargeBinary).label("body")).where(
        deliveries.c.state.in_(list(states)), or_(deliveries.c.delivery_id == name, deliveries.c.id == number)
    )
    return [_delivery(row) for row in connection.execute(query.order_by(deliveries.c.id).limit(MOST_SHOWN))]


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of a message, and what it is called."""

    delivery: int
    delivery_id: str
    state: str
    submission_id: int | None = None
    reasons: Sequence[str] = ()
    replaces: str = ""


def settle(connection: Connection, settled: Sequence[Settled]) -> None:
    """Write down what became of messages."""
    statement = update(deliveries).where(deliveries.c.id == bindparam("row"))
    names = ("delivery_id", "state", "submission_id", "reasons", "replaces")
    values = [
        {"row": s.delivery, "delivery_id": s.delivery_id, "state": s.state, "submission_id": s.submission_id,
         "reasons": list(s.reasons), "replaces": s.replaces or None}
        for s in settled
    ]  # fmt: skip
    if values:
        connection.execute(statement.values({name: bindparam(name) for name in names}), values)


def came_again(connection: Connection, first: int, again: int) -> None:
    """Count a message that is the same as an earlier one with it."""
    connection.execute(update(deliveries).where(deliveries.c.id == first).values(times=deliveries.c.times + 1))
    connection.execute(delete(deliveries).where(deliveries.c.id == again))


def replaced(connection: Connection, submission: int) -> set[str]:
    """The versions of a submission that later ones say they were made from."""
    query = select(deliveries.c.replaces).where(deliveries.c.submission_id == submission)
    return set(connection.scalars(query.where(deliveries.c.replaces.is_not(None))))


def listing(
    connection: Connection, *, state: str | None = None, form: str | None = None, limit: int = 100, body_bytes: int = 0
) -> list[Delivery]:
    """The newest messages first, with so much of their bodies: a hundred whole ones could be gigabytes."""
    nothing = literal(b"", LargeBinary)  # what SQLite makes null of when it cuts it
    body = func.coalesce(func.substr(deliveries.c.body, 1, body_bytes), nothing) if body_bytes else nothing
    others = [column for column in deliveries.c if column is not deliveries.c.body]
    query = select(*others, body.label("body")).order_by(deliveries.c.id.desc()).limit(limit)
    if state is not None:
        query = query.where(deliveries.c.state == state)
    if form is not None:
        query = query.where(deliveries.c.form == form)
    return [_delivery(row) for row in connection.execute(query)]


def glimpse(connection: Connection, delivery: int, *, body_bytes: int) -> tuple[Delivery, int] | None:
    """The message with this number with so much of its body, and how large that is."""
    nothing = literal(b"", LargeBinary)  # what SQLite makes null of when it cuts it
    body = func.coalesce(func.substr(deliveries.c.body, 1, body_bytes), nothing)
    size = select(func.length(deliveries.c.body)).where(deliveries.c.id == delivery)
    others = [column for column in deliveries.c if column is not deliveries.c.body]
    row = connection.execute(select(*others, body.label("body")).where(deliveries.c.id == delivery)).one_or_none()
    return None if row is None else (_delivery(row), int(connection.execute(size).scalar() or 0))


def of_submission(connection: Connection, submission: int) -> list[Delivery]:
    """The messages that made or changed a submission, the newest first, without their bodies."""
    others = [column for column in deliveries.c if column is not deliveries.c.body]
    query = select(*others, literal(b"", LargeBinary).label("body")).where(deliveries.c.submission_id == submission)
    return [_delivery(row) for row in connection.execute(query.order_by(deliveries.c.id.desc()).limit(MOST_SHOWN))]


def quarantined_by_form(connection: Connection) -> dict[str, int]:
    """How many messages of each form are in quarantine for what they say."""
    query = select(deliveries.c.form, func.count()).where(
        deliveries.c.state == QUARANTINED, deliveries.c.source != drafts.PAGE
    )
    return {form: count for form, count in connection.execute(query.group_by(deliveries.c.form))}  # noqa: C416


def counts(connection: Connection) -> dict[str, int]:
    """How many messages stand in each state."""
    query = select(deliveries.c.state, func.count()).group_by(deliveries.c.state).order_by(deliveries.c.state)
    return {key: count for key, count in connection.execute(query)}  # noqa: C416


def _delivery(row: Row[*tuple[Any, ...]]) -> Delivery:
    values = row._asdict()
    return Delivery(**{**values, "reasons": tuple(values["reasons"])})
