"""The outbox: what must still happen, written in the same transaction as its cause."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, literal_column, or_, select, update

from app.store import lanes
from app.store.driver import is_there
from app.store.tables import outbox

DUE, DONE, FAILED = "due", "done", "failed"
ON_HOLD = "held"
"""Waits until staff release it (app.store.held)."""

IS_DUE = outbox.c.state == literal_column("'due'")
"""Spelled out: SQLite takes the index of due rows only for a constant, not for a parameter."""


NOT_BEGUN = "SELECT id FROM outbox WHERE state = 'due' AND kind = ? AND target = ? AND attempts = 0 LIMIT 1"
"""An item of a lane that nobody has begun; each group of deliveries asks for it.

On PostgreSQL it is held until the transaction ends: a worker that began it in between would not see what it is for.
"""
HELD: Mapping[str, str] = {"sqlite": NOT_BEGUN, "postgresql": f"{NOT_BEGUN} FOR UPDATE"}


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do: the deed that `kind` names, for `target`; `state` is due, done, failed or held."""

    id: int
    kind: str
    target: str
    payload: Mapping[str, Any]
    state: str
    not_before: datetime
    attempts: int
    error: str
    note: str
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True, slots=True)
class Asked:
    """A deed to ask for, due from `due` on."""

    kind: str
    target: str
    due: datetime
    payload: Mapping[str, Any] = field(default_factory=dict)


def put(
    connection: Connection, kind: str, target: str, *, now: datetime, payload: Mapping[str, Any] | None = None
) -> int:
    """Ask for a deed; returns the item's number."""
    values = values_of(Asked(kind, target, now, payload or {}))
    return int(connection.execute(insert(outbox).values(**values).returning(outbox.c.id)).scalar_one())


def put_all(connection: Connection, asked: Sequence[Asked]) -> None:
    """Ask for many deeds."""
    if asked:
        connection.execute(insert(outbox), [values_of(one) for one in asked])


def values_of(asked: Asked) -> dict[str, Any]:
    """The row of an item that is asked for."""
    return {
        "kind": asked.kind,
        "target": asked.target,
        "payload": dict(asked.payload),
        "state": DUE,
        "not_before": asked.due,
        "attempts": 0,
        "error": "",
        "note": "",
        "created_at": asked.due,
    }


def put_once(
    connection: Connection, kind: str, target: str, *, now: datetime, payload: Mapping[str, Any] | None = None
) -> None:
    """Ask for a deed unless it is asked for already and nobody has begun it."""
    if not is_there(connection, HELD[connection.dialect.name], (kind, target)):
        put(connection, kind, target, now=now, payload=payload)


def waiting(connection: Connection, kind: str, before: str) -> list[Item]:
    """What is still due of the lanes of which the names begin so, and a point."""
    mine = (outbox.c.kind == kind, outbox.c.target.startswith(f"{before}.", autoescape=True))
    return [Item(**row._asdict()) for row in connection.execute(select(outbox).where(IS_DUE, *mine))]


def of_submission(connection: Connection, kind: str, key: str) -> list[Item]:
    """Everything of a kind that is about a submission, the oldest first."""
    mine = or_(outbox.c.target == key, outbox.c.target.startswith(f"{key} ", autoescape=True))
    query = select(outbox).where(outbox.c.kind == kind, mine).order_by(outbox.c.id)
    return [Item(**row._asdict()) for row in connection.execute(query)]


def newest(connection: Connection, kind: str, target: str) -> Item | None:
    """The item of a lane that was written last."""
    query = select(outbox).where(outbox.c.kind == kind, outbox.c.target == target)
    row = connection.execute(query.order_by(outbox.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else Item(**row._asdict())


def due(connection: Connection, *, now: datetime, limit: int) -> list[Item]:
    """What may be rung for now, longest due first; rows another relay holds are left to it (PostgreSQL)."""
    query = (
        select(outbox)
        .where(IS_DUE, outbox.c.not_before <= now)
        .order_by(outbox.c.not_before, outbox.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [Item(**row._asdict()) for row in connection.execute(query)]


def of_lane(connection: Connection, kind: str, target: str, *, by: datetime) -> list[Item]:
    """Everything of a kind for a target that is due by then or was tried before; what is due on a later day waits."""
    query = (
        select(outbox)
        .where(IS_DUE, outbox.c.kind == kind, outbox.c.target == target)
        .where(or_(outbox.c.not_before <= by, outbox.c.attempts > 0))
        .order_by(outbox.c.id)
    )
    return [Item(**row._asdict()) for row in connection.execute(query)]


def get(connection: Connection, item: int) -> Item | None:
    """The item with this number."""
    row = connection.execute(select(outbox).where(outbox.c.id == item)).one_or_none()
    return None if row is None else Item(**row._asdict())


def postpone(connection: Connection, items: Sequence[int], until: datetime) -> None:
    """Put items off."""
    _change(connection, items, not_before=until)


def put_off(connection: Connection, items: Sequence[int], until: datetime, *, why: str) -> None:
    """Put items off that were begun for nothing: that was no try."""
    _change(connection, items, not_before=until, attempts=outbox.c.attempts - 1, error=why)


def begin(connection: Connection, items: Sequence[int]) -> list[Item]:
    """Count a try; returns the items as they are then, in order."""
    counted = (
        update(outbox)
        .where(outbox.c.id.in_(list(items)), IS_DUE)
        .values(attempts=outbox.c.attempts + 1)
        .returning(outbox)
    )
    return sorted((Item(**row._asdict()) for row in connection.execute(counted)), key=lambda item: item.id)


def finish(connection: Connection, items: Sequence[int], *, now: datetime, note: str = "") -> None:
    """Write down that items are done."""
    _change(connection, items, state=DONE, finished_at=now, note=note, error="")


def tell(connection: Connection, items: Sequence[int], said: str) -> None:
    """Write down how far items are that are under way."""
    _change(connection, items, note=said)


def fail(connection: Connection, items: Sequence[int], *, error: str, retry_at: datetime | None, now: datetime) -> None:
    """Write down a failed try: due again at `retry_at`, or failed for good where that is None."""
    if retry_at is None:
        _change(connection, items, state=FAILED, finished_at=now, error=error)
    else:
        _change(connection, items, not_before=retry_at, error=error)


def cover(connection: Connection, kind: str, target: str, *, now: datetime, note: str) -> None:
    """Write down that the failed items of a lane are done, by a later run that does all that they asked for."""
    failed = (outbox.c.kind == kind, outbox.c.target == target, outbox.c.state == FAILED)
    connection.execute(update(outbox).where(*failed).values(state=DONE, finished_at=now, note=note, error=""))


def retry(connection: Connection, item: int, *, now: datetime) -> bool:
    """Make an item that failed, for now or for good, due at once with its tries uncounted; False for any other.

    Its lane need not wait any longer either, unless it waits for an unknown outcome.
    """
    found = get(connection, item)
    if found is None or not (found.state == FAILED or (found.state == DUE and found.error and found.not_before > now)):
        return False
    lanes.end_wait(connection, found.kind, found.target)
    changed = connection.execute(
        update(outbox)
        .where(outbox.c.id == item, outbox.c.state == found.state)
        .values(state=DUE, not_before=now, attempts=0, finished_at=None)
    )
    return changed.rowcount == 1


def failed(connection: Connection) -> list[int]:
    """Every item that failed for good."""
    return list(connection.scalars(select(outbox.c.id).where(outbox.c.state == FAILED).order_by(outbox.c.id)))


def failures(connection: Connection) -> list[Item]:
    """What failed for good, the newest first."""
    return listing(connection, state=FAILED)


def listing(connection: Connection, *, state: str | None = None, kind: str = "", limit: int = 200) -> list[Item]:
    """The newest items first."""
    query = select(outbox).order_by(outbox.c.id.desc()).limit(limit)
    if kind:
        query = query.where(outbox.c.kind == kind)
    if state is not None:
        query = query.where(outbox.c.state == state)
    return [Item(**row._asdict()) for row in connection.execute(query)]


def counts(connection: Connection) -> dict[tuple[str, str], int]:
    """How many items there are of each kind in each state."""
    query = select(outbox.c.kind, outbox.c.state, func.count()).group_by(outbox.c.kind, outbox.c.state)
    return {(kind, state): count for kind, state, count in connection.execute(query)}


def _change(connection: Connection, items: Sequence[int], **values: Any) -> None:
    """Change items that are still due: an outcome once written stands."""
    if items:
        connection.execute(update(outbox).where(outbox.c.id.in_(list(items)), IS_DUE).values(**values))
