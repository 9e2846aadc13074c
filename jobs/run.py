"""Runs what is due for one outbox item and writes down how it went: the only place a fault of any kind is caught."""

import os
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

import structlog
from sqlalchemy import Connection

from app import alerts
from app.config import read_settings
from app.context import Context, serving_context
from app.store import lanes, outbox
from app.store.outbox import Item
from connectors.errors import ConnectorError, NotYet, OutcomeUnknown
from jobs.deeds import JOBS
from jobs.lease import LaneLost, Lease, kept
from jobs.work import Work

log = structlog.get_logger()

BUSY_LANE_WAIT = timedelta(seconds=1)
BACK_OFF = (2, 5, 15, 60, 300, 900, 3600)  # seconds before try 2, 3, …; then the last for ever


@cache
def process_context() -> Context:
    """The context of this worker process, made once: it works with the published forms, as the web process does."""
    return serving_context(read_settings(os.environ))


def run_item(item_id: int) -> str:
    """What RQ calls: do everything due in the lane of this item. Returns the outcome in a word."""
    return run_in(process_context(), item_id)


def run_in(context: Context, item_id: int) -> str:
    """Do everything due in the lane (kind, target) of the item; safe to call twice or at once."""
    work = _claim(context, item_id, uuid.uuid4().hex)
    if work is None:
        return "nothing to do"
    with kept(work.lease):
        outcome = _outcome(context, work)
    _record(context, work, outcome)
    log.info("job", kind=work.kind, target=work.target, items=len(work.items), outcome=outcome.word, said=outcome.said)
    return outcome.word


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a run went (done, failed, lost, waiting), the note or error for staff, and when to try again."""

    word: str
    said: str
    permanent: bool = False
    retry_after: float | None = None
    unknown: bool = False  # whether it may still come to pass


def _claim(context: Context, item_id: int, holder: str) -> Work | None:
    """Take the lane of the item and what is due in it, or put that off for as long as the lane is closed."""
    now = context.now()
    with context.ledger.writing() as connection:
        item = outbox.get(connection, item_id)
        if item is None:
            return None
        lease = Lease(context, item.kind, item.target, holder)
        until = now + timedelta(seconds=lease.term)  # so long, too, is what has been rung for put off
        # the item may be done by now, and something else of its lane have been due since it was rung for
        due = outbox.of_lane(connection, item.kind, item.target, by=until)
        if not due:
            return None
        if not lanes.acquire(connection, item.kind, item.target, holder=holder, now=now, until=until):
            closed = lanes.waits_until(connection, item.kind, item.target)
            outbox.postpone(connection, [one.id for one in due], closed or now + BUSY_LANE_WAIT)
            return None
        spent = [one.id for one in due if one.attempts >= context.settings.max_attempts]
        outbox.fail(connection, spent, error="given up: every try ended its worker", retry_at=None, now=now)
        _tell(context, connection, [one for one in due if one.id in spent])
        items = outbox.begin(connection, [one.id for one in due if one.id not in spent])
        if not items:
            lanes.release(connection, item.kind, item.target, holder=holder)
            return None
    return Work(item.kind, item.target, tuple(items), lease)


def _outcome(context: Context, work: Work) -> Outcome:
    job = JOBS.get(work.kind)
    if job is None:
        return Outcome("failed", f"no job is called {work.kind!r}", permanent=True)
    try:
        return Outcome("done", job.deed(context, work))
    except LaneLost as error:
        return Outcome("lost", str(error))
    except NotYet as error:
        return Outcome("waiting", str(error), retry_after=error.retry_after)
    except ConnectorError as error:
        return Outcome("failed", str(error), error.permanent, error.retry_after, isinstance(error, OutcomeUnknown))
    except Exception as error:  # the one broad except of the program: whatever it was, it is recorded
        log.exception("job failed", kind=work.kind, target=work.target)
        held = work.lease.held_long  # then what was under way may still come to pass
        said = f"{type(error).__name__}: {error}"
        return Outcome("failed", said, retry_after=work.lease.term if held else None, unknown=held)


def _record(context: Context, work: Work, outcome: Outcome) -> None:
    match outcome.word:
        case "done":
            _record_done(context, work, outcome)
        case "failed":
            _record_failed(context, work, outcome)
        case "waiting":
            _record_waiting(context, work, outcome)
        case "lost":
            pass  # whoever has the lane now does the work and writes down how it went


def _record_done(context: Context, work: Work, outcome: Outcome) -> None:
    now, ids = context.now(), [item.id for item in work.items]
    with context.ledger.writing() as connection:
        # the lane first, as everywhere: two transactions that took lane and items crosswise would stop each other
        lanes.release(connection, work.kind, work.target, holder=work.lease.holder)
        outbox.finish(connection, ids, now=now, note=outcome.said)
        if JOBS[work.kind].covers:
            outbox.cover(connection, work.kind, work.target, now=now, note=outcome.said)


def _record_failed(context: Context, work: Work, outcome: Outcome) -> None:
    """Close the lane until the next try, so that whatever comes new waits with what was there."""
    now = context.now()
    until = now + timedelta(seconds=_wait(work, outcome))
    given_up = [i.id for i in work.items if outcome.permanent or i.attempts >= context.settings.max_attempts]
    again = [item.id for item in work.items if item.id not in given_up]
    with context.ledger.writing() as connection:
        lane = {"kind": work.kind, "target": work.target, "holder": work.lease.holder}
        if not lanes.wait(connection, **lane, until=until, unknown=outcome.unknown):
            return  # lost at the very end
        outbox.fail(connection, given_up, error=outcome.said, retry_at=None, now=now)
        _tell(context, connection, [one for one in work.items if one.id in given_up])
        outbox.fail(connection, again, error=outcome.said, retry_at=until, now=now)
        if not again:
            lanes.end_wait(connection, work.kind, work.target)


def _record_waiting(context: Context, work: Work, outcome: Outcome) -> None:
    """Close the lane until its turn; what waits was not tried."""
    until = context.now() + timedelta(seconds=outcome.retry_after or BACK_OFF[0])
    with context.ledger.writing() as connection:
        lane = {"kind": work.kind, "target": work.target, "holder": work.lease.holder}
        if lanes.wait(connection, **lane, until=until, unknown=False):
            outbox.put_off(connection, [item.id for item in work.items], until, why=outcome.said)


def _tell(context: Context, connection: Connection, given_up: Sequence[Item]) -> None:
    """Have staff told of what failed for good, but for the telling itself."""
    mine = [one for one in given_up if one.kind != alerts.ALERT]
    alerts.ask(context, connection, alerts.forms_of(context, connection, mine).values())


def _wait(work: Work, outcome: Outcome) -> float:
    """Seconds before the lane's next try: what was asked for, or more the more often it was tried in vain."""
    tries = max(item.attempts for item in work.items)
    return max(outcome.retry_after or 0, BACK_OFF[min(tries, len(BACK_OFF)) - 1])
