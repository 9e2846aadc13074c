"""Thin deliveries: they tell that there are answers, which are fetched, and are settled by what came of those."""

from collections.abc import Sequence
from time import sleep

from app.api_access import Way
from app.catch_up import Seen, became, keep, only_new, seen
from app.context import Context
from app.judging import judge_received
from app.store import deliveries
from app.store.deliveries import FETCHED, QUARANTINED, Delivery, Settled
from app.verdict import read
from connectors.errors import ConnectorError
from connectors.ports import HookRequest
from jobs.work import Work

MOST_ASKED = 50  # in one run, one by one
MOST_NAMED = 20  # submissions in one reason
GONE = (404, 410)
JUDGED_AT_ONCE = 100


def answer_each(context: Context, work: Work, way: Way, thin: Sequence[Delivery]) -> None:
    """Ask for the submission that each names. Raises ConnectorError; then the rest waits."""
    asker = way.asker.begun()
    for number, one in enumerate(thin[:MOST_ASKED]):
        if number:
            sleep(asker.api.seconds)
        work.still_ours()
        found, _ = read(way.compiled, way.wanted, HookRequest(one.body, one.headers))
        try:
            body = asker.one(found.received.to_fetch)
        except ConnectorError as fault:
            if fault.status not in GONE:
                raise
            _settle(context, one, QUARANTINED, f"It tells of answers that cannot be had: {fault}.")
        else:
            _take(context, way, one, seen(way, body))


def _take(context: Context, way: Way, thin: Delivery, fetched: Seen) -> None:
    with context.ledger.writing() as connection:
        keep(connection, way, only_new(connection, way, [fetched]), now=context.now())
    settle_all(context, way, [thin], [fetched])


def settle_all(context: Context, way: Way, thin: Sequence[Delivery], found: Sequence[Seen]) -> None:
    """Have what was fetched judged, and write down with each delivery that told of it what came of it."""
    if not thin:
        return
    while judge_received(context, way.compiled.form.name, limit=JUDGED_AT_ONCE):
        pass
    with context.ledger.writing() as connection:
        outcomes = [became(connection, way, one) for one in found[:MOST_NAMED]]
    named = ", ".join(words for _, words in outcomes)
    more = f" and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    reason = f"The answers were fetched: {named}{more}." if found else "The answers were asked for: nothing was new."
    numbers = {number for number, _ in outcomes}
    submission = numbers.pop() if len(numbers) == 1 else None
    for one in thin:
        _settle(context, one, FETCHED, reason, submission)


def _settle(context: Context, thin: Delivery, state: str, reason: str, submission: int | None = None) -> None:
    with context.ledger.writing() as connection:
        settled = Settled(thin.id, str(thin.delivery_id), state, submission, (reason,))
        deliveries.settle(connection, [settled])
