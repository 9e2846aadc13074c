"""Takes an export in: its rows are kept in batches and judged, and said again they change nothing."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice

from app.arrival import by_bytes, clean
from app.backfill import Export
from app.backfill_rows import Kept, kept_rows
from app.context import Context
from app.store import audit, deliveries, outbox, submissions
from app.store.deliveries import PARTIAL, QUARANTINED, SET_ASIDE, SUPERSEDED, Message
from connectors.exports.envelope import MARK
from jobs.run import run_in

BATCH = 100
WAIT, MOST_WAITS = 0.5, 240
"""Seconds between looks at what another worker judges, and how often."""
NEW, CHANGED, SAME, HERE = "new", "changed", "the same as here", "taken in before"
LEFT = "of submissions that are here already, left as they are"
ASIDE = "set aside by staff before, left there"
SAID = {QUARANTINED: "in quarantine", PARTIAL: "unfinished", SUPERSEDED: "older than here", "": "still to be judged"}


def take_in_export(
    context: Context, export: Export, file: str, tell: Callable[[int], None], *, change: bool = False
) -> Counter[str]:
    """Keep and judge every row; returns how many became what. It may be stopped at any time and begun again.

    A submission that is here already is left as it is unless `change` is asked for: what a file has no column for (a
    repeat of Kobo's in a CSV file) would be emptied.
    """
    counts: Counter[str] = Counter()
    mine = None if change else set[str]()
    for batch in _batches(kept_rows(export)):
        counts.update(_batch(context, export, file, batch, mine))
        tell(counts.total())
    form, source = export.compiled.form.name, export.wanted.word
    details = {"file": file, "rows": counts.total(), **counts}
    with context.ledger.writing() as c:
        now = context.now()
        audit.record(c, who="command line", act="export.taken_in", what=f"{form}/{source}", now=now, details=details)
    return counts


def _batches(rows: Iterator[Kept]) -> Iterator[list[Kept]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _batch(context: Context, export: Export, file: str, batch: Sequence[Kept], mine: set[str] | None) -> Iterator[str]:
    """`mine` are the submissions that this file has made so far; None where it may change others too."""
    form, source = export.compiled.form.name, export.wanted.word
    ids = [one.envelope.submission_id for one in batch]
    now = context.now()
    with context.ledger.writing() as c:
        were = deliveries.states(c, form, source, [one.envelope.delivery_id for one in batch])
        before = submissions.versions_of(c, form, source, ids)
        open_ = [one for one in batch if were.get(one.envelope.delivery_id, QUARANTINED) == QUARANTINED]
        others = before.keys() - mine if mine is not None else set()
        fresh = [one for one in open_ if one.envelope.submission_id not in others]
        if fresh:
            deliveries.keep(c, [_message(form, source, one, file, now) for one in fresh])
    if fresh:
        _judge(context, form)
    if mine is not None:
        mine |= {one.envelope.submission_id for one in fresh}
    with context.ledger.reading() as c:
        names = [name for one in fresh for name in (one.envelope.delivery_id, by_bytes(one.envelope.body))]
        states = deliveries.states(c, form, source, names)
        after = submissions.versions_of(c, form, source, ids)
    aside = sum(were.get(one.envelope.delivery_id) == SET_ASIDE for one in batch)
    yield from [ASIDE] * aside
    yield from [HERE] * (len(batch) - len(open_) - aside)
    yield from [LEFT] * (len(open_) - len(fresh))
    yield from (_became(one, states, before, after) for one in fresh)


def _message(form: str, source: str, kept: Kept, file: str, now: datetime) -> Message:
    headers = {MARK: kept.envelope.delivery_id, "x-chancery-file": clean(file), "x-chancery-place": kept.place}
    return Message(form, source, now, headers, kept.envelope.body)


def _judge(context: Context, form: str) -> None:
    """Judge what is kept, or wait for the worker who does."""
    for _ in range(MOST_WAITS):
        with context.ledger.reading() as c:
            item = outbox.newest(c, "intake", form) if deliveries.is_waiting(c, form) else None
        if item is None:
            return
        if run_in(context, item.id) != "done":
            time.sleep(WAIT)


def _became(kept: Kept, states: Mapping[str, str], before: Mapping[str, int], after: Mapping[str, int]) -> str:
    names = (by_bytes(kept.envelope.body), kept.envelope.delivery_id)
    state = next((states[name] for name in names if name in states), "")
    if state in SAID:
        return SAID[state]
    identity = kept.envelope.submission_id
    if identity not in before:
        return NEW
    return SAME if before[identity] == after.get(identity) else CHANGED
