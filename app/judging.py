"""Judges kept deliveries by the form as it is now, in batches: verdicts are written down, submissions are made."""

from collections.abc import Sequence
from dataclasses import replace

from sqlalchemy import Connection

from app import alerts, drift, page_body
from app.accept import MET, quarantine, repeated, take
from app.arrival import Arrival, by_bytes
from app.context import Context
from app.outcome import Outcome
from app.reasons import reason
from app.refusals import Refused
from app.store import deliveries, drafts, outbox
from app.store.deliveries import ACCEPTED, NOT_TAKEN_IN, QUARANTINED, Delivery, Message
from app.store.drafts import PAGE
from app.store.writes import Writes, gathered
from app.verdict import Judged, Several, Verdict, form_and_source, verdict_on

GONE = {
    "unknown_form": "There is no such form any more.",
    "unknown_source": "The form takes nothing from this source any more.",
}


def judge_received(context: Context, form: str, *, limit: int) -> list[Outcome]:
    """Judge the next deliveries of a form that nobody has judged. Raises LedgerDown."""
    with context.ledger.reading() as c:
        waiting = deliveries.received(c, form, limit=limit)
    return list(_judge(context, waiting).values())


def judge_received_alone(context: Context, form: str) -> list[Outcome]:
    """The same with one delivery, which is counted before: so one that always fails ends in quarantine."""
    with context.ledger.writing() as c:
        waiting = deliveries.received(c, form, limit=1)
        for one in waiting:
            deliveries.count_try(c, one.id)
    return list(_judge(context, waiting).values())


def judge_again(context: Context, delivery: int, *, asked_by: str) -> Outcome | None:
    """Judge a delivery in quarantine, or one that was taken in, by the definition as it is now; None for any other.

    One that staff had set aside comes back by it: into quarantine, or taken in, as its content says.
    The last that was taken in of a submission changes it where more is mapped now, and stays as it is where it fails;
    an earlier one is history. With one of our pages all is judged that waits of its draft, in the order it was sent in.
    It was proved when it came: the bytes and headers that were kept are read again. Raises LedgerDown.
    """
    with context.ledger.reading() as c:
        kept = deliveries.get(c, delivery)
        if kept is None or not can_be_judged_again(c, kept):
            return None
        together = _sent_together(c, kept)
    known = form_and_source(context, kept)
    if isinstance(known, Outcome):
        return known
    return _judge(context, together, asked_by).get(delivery)  # none where somebody else was first


def _sent_together(c: Connection, kept: Delivery) -> list[Delivery]:
    """The delivery with all others in quarantine that were sent from the same draft, in the order they were sent in."""
    if kept.source != PAGE:
        return [kept]
    others = deliveries.of_draft(c, kept.form, page_body.read(kept.body).draft, (QUARANTINED,))
    return sorted({one.id: one for one in (kept, *others)}.values(), key=lambda one: one.id)


def _judge(context: Context, waiting: Sequence[Delivery], asked_by: str = "") -> dict[int, Outcome]:
    """Judge deliveries and write it all down in one transaction; what came of each, by its number."""
    if not waiting:
        return {}
    judged = {one.id: verdict_on(context, one, asked_by) for one in waiting}
    with context.ledger.writing() as c, gathered(c) as writes:
        _hold_draft(c, waiting[0])
        held = deliveries.held(c, waiting)
        found = _noted(c, writes, [judged[one.id] for one in held])
        outcomes = [_outcome(context, c, writes, one, said) for one, said in zip(held, found, strict=True)]
        stopped = {one.form for one, outcome in zip(held, outcomes, strict=True) if outcome.state == QUARANTINED}
        alerts.ask(context, c, () if asked_by else stopped)
        return {one.id: outcome for one, outcome in zip(held, outcomes, strict=True)}


def _hold_draft(c: Connection, kept: Delivery) -> None:
    """Hold the draft that a delivery was sent from before the delivery, as who sends or withdraws does."""
    if kept.source == PAGE:
        drafts.find(c, kept.form, page_body.read(kept.body).draft, to_change=True)


def can_be_judged_again(c: Connection, kept: Delivery) -> bool:
    """Whether it is in quarantine or set aside, or the last of a provider's that was taken in of its submission."""
    if kept.state == ACCEPTED and kept.submission_id is not None and kept.source != PAGE:
        return deliveries.is_newest(c, kept.id, kept.submission_id)
    return kept.state in NOT_TAKEN_IN


def _noted(c: Connection, writes: Writes, found: Sequence[Verdict]) -> list[Verdict]:
    """The same, with a note on the first delivery that shows a change of its source's questions."""
    notes = drift.notice(c, writes, [one.arrival for one in found if isinstance(one, Judged)])
    return [replace(one, arrival=drift.noted(one.arrival, notes)) if isinstance(one, Judged) else one for one in found]


def _outcome(context: Context, c: Connection, writes: Writes, kept: Delivery, found: Verdict) -> Outcome:
    if isinstance(found, Judged):
        return _written(context, c, writes, found)
    name = kept.delivery_id or by_bytes(kept.body)
    writes.settle(c, name)
    first = deliveries.find(c, kept.form, kept.source, name)
    if first is not None and first.id != kept.id:
        deliveries.came_again(c, first.id, kept.id)
        return repeated(c, first)
    return _split(c, writes, kept, name, found) if isinstance(found, Several) else _gone(writes, kept, name, found)


def _split(c: Connection, writes: Writes, kept: Delivery, name: str, found: Several) -> Outcome:
    """Keep each submission that a delivery lists as a delivery of its own, to be judged next."""
    pieces = [Message(kept.form, kept.source, kept.received_at, kept.headers, body) for body in found.bodies]
    deliveries.keep(c, pieces)
    reasons = (f"It listed {len(pieces)} submissions, which are kept as deliveries of their own.",)
    writes.settled.append(deliveries.Settled(kept.id, name, deliveries.SPLIT, None, reasons))
    return Outcome(deliveries.SPLIT, reasons=reasons, stored=True)


def _gone(writes: Writes, kept: Delivery, name: str, outcome: Outcome) -> Outcome:
    """Put into quarantine what nothing can be made of, because its form or source is there no more."""
    reasons = (GONE[outcome.state],)
    writes.settled.append(deliveries.Settled(kept.id, name, QUARANTINED, None, reasons))
    return replace(outcome, reasons=reasons, stored=True)


def _written(context: Context, c: Connection, writes: Writes, judged: Judged) -> Outcome:
    """Write down one delivery, by itself: what is refused half-way leaves nothing behind."""
    try:
        return _named(context, c, writes, judged)
    except MET:
        return _named(context, c, writes, judged)


def _named(context: Context, c: Connection, writes: Writes, judged: Judged) -> Outcome:
    """The same once it is known whether the message came before, and under which name it is kept."""
    mine = judged.arrival
    if mine.replaces:
        writes.settle_all(c)  # which message was made from which is looked up
    writes.settle(c, mine.delivery_id)
    first = deliveries.find(c, mine.form.name, mine.source, mine.delivery_id)
    assert mine.delivery is not None  # noqa: S101 - it was read from the ledger
    if first is None or first.id == mine.delivery:
        return _taken(context, c, writes, judged)
    if first.body != mine.body:
        # The id was used for other bytes, which stay as they are: these are known by what they are.
        return _named(context, c, writes, replace(judged, arrival=replace(mine, delivery_id=by_bytes(mine.body))))
    if _is_said_anew(c, mine, first):
        anew = replace(mine, delivery_id=f"{mine.delivery_id}#{mine.delivery}")
        return _taken(context, c, writes, replace(judged, arrival=anew))
    deliveries.came_again(c, first.id, mine.delivery)
    if first.state != QUARANTINED:
        return repeated(c, first)
    outcome = _taken(context, c, writes, replace(judged, arrival=replace(mine, delivery=first.id)))
    return replace(outcome, state="repeated") if outcome.reasons == first.reasons else outcome


def _is_said_anew(c: Connection, mine: Arrival, first: Delivery) -> bool:
    """Whether others of its submission came since a message that is known by its bytes alone: then it is no retry."""
    if mine.delivery_id != by_bytes(mine.body) or first.submission_id is None:
        return False
    return not deliveries.is_newest(c, first.id, first.submission_id)


def _taken(context: Context, c: Connection, writes: Writes, judged: Judged) -> Outcome:
    if judged.waits:
        mine = judged.arrival
        outbox.put_once(c, "catch-up", f"{mine.form.name}/{mine.source}", now=mine.judged_at)
    if judged.answers is None and judged.was == ACCEPTED:
        return Outcome(QUARANTINED, problems=judged.problems, reasons=judged.reasons)
    if judged.answers is None:
        return quarantine(writes, judged.arrival, judged.reasons, judged.problems, waits=judged.waits)
    own = Writes()
    try:
        with c.begin_nested():
            outcome = take(context, c, own, judged.arrival, judged.answers)
    except Refused as refused:
        why = (reason(judged.arrival.form, refused.problem, judged.sent),)
        if judged.was == ACCEPTED:
            return Outcome(QUARANTINED, problems=(refused.problem,), reasons=why)
        return quarantine(writes, judged.arrival, why, (refused.problem,))
    writes.add(own)
    return outcome
