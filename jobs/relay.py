"""The relay: rings for every outbox item that is due, again and again until it is done."""

from datetime import timedelta
from threading import Event

import structlog
from redis.exceptions import RedisError
from rq import Queue

from app.context import Context
from app.store import outbox
from app.store.engine import LedgerDown
from jobs.bell import ring

log = structlog.get_logger()

BATCH = 500
MOST_RINGS = 1_000  # waiting in the queue at once
PAUSE = 0.2  # seconds between looks at the outbox
PAUSE_AFTER_FAULT = 1.0


def relay(context: Context, queue: Queue, stop: Event) -> None:
    """Pass due items to the queue until `stop`; outages of Redis or the ledger are waited out."""
    while not stop.is_set():
        try:
            passed = pass_on(context, queue)
        except (RedisError, LedgerDown) as fault:
            log.warning("relay waits", fault=str(fault))
            stop.wait(PAUSE_AFTER_FAULT)
            continue
        if passed < BATCH:
            stop.wait(PAUSE)


def pass_on(context: Context, queue: Queue) -> int:
    """Ring once for each lane with something due; returns how many items were passed on.

    An item is first put off by a lease, then rung for: if Redis forgets the ring, the item comes due again. While
    the workers are behind, or away, no more is rung for than they could soon answer.
    """
    room = MOST_RINGS - queue.count
    if room <= 0:
        return 0
    now = context.now()
    with context.ledger.writing() as connection:
        items = outbox.due(connection, now=now, limit=min(BATCH, room))
        if items:
            later = now + timedelta(seconds=context.settings.lease_seconds)
            outbox.postpone(connection, [item.id for item in items], later)
    if items:
        ring(queue, items)
    return len(items)
