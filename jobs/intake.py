"""The intake job: judges the deliveries of a form that were kept unread, batch by batch."""

from collections import Counter

from app.context import Context
from app.judging import judge_received, judge_received_alone
from app.store import outbox
from jobs.work import Work

BATCH = 100
"""Deliveries in one transaction: it keeps others from writing for as long as they take (about 50 ms)."""

MOST_BATCHES = 50
"""In one run: then the rest is asked for anew, so that a form that never ends leaves workers for others' work."""


def take_in(context: Context, work: Work) -> str:
    """Judge what has come for the form that the target names. After a failed try one at a time, to find the culprit."""
    is_careful = any(item.attempts > 1 for item in work.items)
    counts: Counter[str] = Counter()
    for _ in range(MOST_BATCHES):
        work.still_ours()
        outcomes = (
            judge_received_alone(context, work.target)
            if is_careful
            else judge_received(context, work.target, limit=BATCH)
        )
        if not outcomes:
            return _told(counts)
        counts.update(outcome.state for outcome in outcomes)
    with context.ledger.writing() as connection:
        outbox.put_once(connection, work.kind, work.target, now=context.now())
    return f"{_told(counts)}; goes on"


def _told(counts: Counter[str]) -> str:
    return ", ".join(f"{count} {state}" for state, count in sorted(counts.items())) or "nothing new"
