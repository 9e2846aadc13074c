"""Runs what is due for one outbox item and writes down how it went: the only place a fault of any kind is caught."""

import os
import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

import structlog

from app.config import read_settings
from app.context import Context, build_context
from app.store import lanes, outbox
from app.store.outbox import Item
from connectors.errors import ConnectorError
from jobs.deeds import JOBS
from jobs.lease import kept
from jobs.work import Work

log = structlog.get_logger()

BUSY_LANE_WAIT = timedelta(seconds=1)
BACK_OFF = (2, 5, 15, 60, 300, 900, 3600)  # seconds before try 2, 3, …; then the last for ever


@cache
def process_context() -> Context:
    """The context of this worker process, made once."""
    return build_context(read_settings(os.environ))


def run_item(item_id: int) -> str:
    """What RQ calls: do everything due in the lane of this item. Returns the outcome in a word."""
    return run_in(process_context(), item_id)


def run_in(context: Context, item_id: int) -> str:
    """Do everything due in the lane (kind, target) of the item; safe to call twice or at once."""
    holder = uuid.uuid4().hex
    work = _claim(context, item_id, holder)
    if work is None:
        return "nothing to do"
    with kept(context, work.kind, work.target, holder):
        outcome = _outcome(context, work)
    _record(context, work, outcome, holder)
    return outcome.word


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run went: a word, the note or error for staff, and when to try again."""

    word: str
    said: str
    permanent: bool = False
    retry_after: float | None = None


def _claim(context: Context, item_id: int, holder: str) -> Work | None:
    now = context.now()
    with context.ledger.writing() as connection:
        item = outbox.get(connection, item_id)
        if item is None or item.state != "due":
            return None
        until = now + timedelta(seconds=context.settings.lease_seconds)
        if not lanes.acquire(connection, item.kind, item.target, holder=holder, now=now, until=until):
            outbox.postpone(connection, [item.id], now + BUSY_LANE_WAIT)
            return None
        items = tuple(outbox.of_lane(connection, item.kind, item.target))
        spent = [one.id for one in items if one.attempts >= context.settings.max_attempts]
        outbox.fail(connection, spent, error="given up: every try ended its worker", retry_at=None, now=now)
        outbox.begin(connection, [one.id for one in items])
    return Work(item.kind, item.target, tuple(one for one in items if one.id not in spent))


def _outcome(context: Context, work: Work) -> Outcome:
    if not work.items:
        return Outcome("failed", "given up")
    job = JOBS.get(work.kind)
    if job is None:
        return Outcome("failed", f"no job is called {work.kind!r}", permanent=True)
    try:
        return Outcome("done", job.deed(context, work))
    except ConnectorError as error:
        return Outcome("failed", str(error), error.permanent, error.retry_after)
    except Exception as error:  # the one broad except of the program: whatever it was, it is recorded
        log.exception("job failed", kind=work.kind, target=work.target)
        return Outcome("failed", f"{type(error).__name__}: {error}")


def _record(context: Context, work: Work, outcome: Outcome, holder: str) -> None:
    now = context.now()
    ids = [item.id for item in work.items]
    with context.ledger.writing() as connection:
        if outcome.word == "done":
            outbox.finish(connection, ids, now=now, note=outcome.said)
        else:
            for item in work.items:
                outbox.fail(
                    connection, [item.id], error=outcome.said, retry_at=_retry_at(context, item, outcome), now=now
                )
        lanes.release(connection, work.kind, work.target, holder=holder)
    log.info("job", kind=work.kind, target=work.target, items=len(ids), outcome=outcome.word, said=outcome.said)


def _retry_at(context: Context, item: Item, outcome: Outcome) -> datetime | None:
    tries = item.attempts + 1  # the item was read before this try was counted
    if outcome.permanent or tries >= context.settings.max_attempts:
        return None
    wait = max(outcome.retry_after or 0, BACK_OFF[min(tries, len(BACK_OFF)) - 1])
    return context.now() + timedelta(seconds=wait)
