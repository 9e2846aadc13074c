"""Judges kept deliveries by the form as it is now: read, mapped, checked, and made into submissions, in batches."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from app import alerts, drift
from app.accept import MET, Refused, repeated, set_aside, take
from app.adapt import adapt, without_kept_files
from app.api_access import lacking
from app.arrival import Arrival, arrival, by_bytes, clean
from app.context import Context
from app.outcome import Outcome
from app.store import api_tokens, deliveries, outbox
from app.store.deliveries import QUARANTINED, Delivery, Message
from app.store.writes import Writes, gathered
from connectors.errors import Unreadable
from connectors.exports.reading import source_of
from connectors.ports import HookRequest, Received
from connectors.sources import SOURCES
from connectors.sources.mapping import Mapped, mapped
from forms.definition import Source as Wanted
from forms.schema import Checked, CompiledForm, Problem

GONE = {
    "unknown_form": "There is no such form any more.",
    "unknown_source": "The form takes nothing from this source any more.",
}
MOST_TRIES = 3
NO_ANSWERS = "It tells that there are answers, and has none of them."
ASKED = "They are asked for."
UNJUDGED = "The service failed to judge this delivery {tries} times: see its log."


def judge_received(context: Context, form: str, *, limit: int) -> list[Outcome]:
    """Judge the next deliveries of a form that nobody has judged. Raises LedgerDown."""
    with context.ledger.reading() as c:
        waiting = deliveries.received(c, form, limit=limit)
    return _judge(context, waiting)


def judge_received_alone(context: Context, form: str) -> list[Outcome]:
    """The same with one delivery, which is counted before: so one that always fails ends in quarantine."""
    with context.ledger.writing() as c:
        waiting = deliveries.received(c, form, limit=1)
        for one in waiting:
            deliveries.count_try(c, one.id)
    return _judge(context, waiting)


def judge_again(context: Context, delivery: int, *, asked_by: str) -> Outcome | None:
    """Judge a delivery in quarantine by the definition as it is now; None when there is no such one.

    It was proved when it came: the bytes and headers that were kept are read again. Raises LedgerDown.
    """
    with context.ledger.reading() as c:
        kept = deliveries.get(c, delivery)
    if kept is None or kept.state != QUARANTINED:
        return None
    known = _known(context, kept)
    if isinstance(known, Outcome):
        return known
    [outcome] = _judge(context, [kept], asked_by)
    return outcome


def _known(context: Context, kept: Delivery) -> tuple[CompiledForm, Wanted] | Outcome:
    """The form and what it wants of the source, or the outcome that says which of them there is not."""
    compiled = context.form_for(kept.form)
    if compiled is None:
        return Outcome("unknown_form")
    wanted = next((one for one in compiled.form.sources if one.word == kept.source), None)
    if wanted is None or kept.source not in SOURCES:
        return Outcome("unknown_source")
    return compiled, wanted


@dataclass(frozen=True, slots=True)
class Judged:
    """A delivery with what its form makes of it: checked answers, or the reasons why there are none."""

    arrival: Arrival
    answers: dict[str, Any] | None = None
    problems: tuple[Problem, ...] = ()
    reasons: tuple[str, ...] = ()
    waits: bool = False  # for answers that its provider's API must be asked for


@dataclass(frozen=True, slots=True)
class Several:
    """A delivery that lists several submissions, one body each."""

    bodies: tuple[bytes, ...]


def _judge(context: Context, waiting: Sequence[Delivery], asked_by: str = "") -> list[Outcome]:
    """Judge deliveries and write it all down in one transaction."""
    if not waiting:
        return []
    judged = {one.id: _judged(context, one, asked_by) for one in waiting}
    with context.ledger.writing() as c, gathered(c) as writes:
        held = deliveries.held(c, waiting)
        found = _noted(c, writes, [judged[one.id] for one in held])
        outcomes = [_outcome(context, c, writes, one, said) for one, said in zip(held, found, strict=True)]
        set_aside_now = {one.form for one, outcome in zip(held, outcomes, strict=True) if outcome.state == QUARANTINED}
        alerts.ask(context, c, () if asked_by else set_aside_now)
        return outcomes


def _noted(
    c: Connection, writes: Writes, found: Sequence["Judged | Several | Outcome"]
) -> list["Judged | Several | Outcome"]:
    """The same, with a note on the first delivery that shows a change of its source's questions."""
    notes = drift.notice(c, writes, [one.arrival for one in found if isinstance(one, Judged)])
    return [replace(one, arrival=drift.noted(one.arrival, notes)) if isinstance(one, Judged) else one for one in found]


def _outcome(
    context: Context, c: Connection, writes: Writes, kept: Delivery, found: "Judged | Several | Outcome"
) -> Outcome:
    match found:
        case Several():
            return _split(c, writes, kept, found)
        case Outcome():
            return _gone(writes, kept, found)
    return _written(context, c, writes, found)


def _split(c: Connection, writes: Writes, kept: Delivery, found: Several) -> Outcome:
    """Keep each submission that a delivery lists as a delivery of its own, to be judged next."""
    pieces = [Message(kept.form, kept.source, kept.received_at, kept.headers, body) for body in found.bodies]
    deliveries.keep(c, pieces)
    reasons = (f"It listed {len(pieces)} submissions, which are kept as deliveries of their own.",)
    name = kept.delivery_id or by_bytes(kept.body)
    writes.settled.append(deliveries.Settled(kept.id, name, deliveries.SPLIT, None, reasons))
    return Outcome(deliveries.SPLIT, reasons=reasons, stored=True)


def _gone(writes: Writes, kept: Delivery, outcome: Outcome) -> Outcome:
    """Set aside what nothing can be made of, because its form or source is there no more."""
    name = kept.delivery_id or by_bytes(kept.body)
    reasons = (GONE[outcome.state],)
    writes.settled.append(deliveries.Settled(kept.id, name, QUARANTINED, None, reasons))
    return replace(outcome, reasons=reasons, stored=True)


def _judged(context: Context, kept: Delivery, asked_by: str) -> Judged | Several | Outcome:
    known = _known(context, kept)
    if isinstance(known, Outcome):
        return known
    compiled, wanted = known
    request = HookRequest(kept.body, kept.headers)
    is_spent = kept.tries >= MOST_TRIES
    pieces = () if is_spent else source_of(wanted.word, request).split(request)
    if len(pieces) > 1:
        return Several(tuple(one.body for one in pieces))
    spent = Mapped(Received(), {}), (UNJUDGED.format(tries=kept.tries),)
    found, reasons = spent if is_spent else read(compiled, wanted, request)
    arrived = arrival(
        compiled.form,
        kept.source,
        found.received,
        headers=kept.headers,
        body=kept.body,
        received_at=kept.received_at,
        unmapped=found.unmapped,
    )
    named = replace(
        arrived,
        delivery=kept.id,
        delivery_id=kept.delivery_id or arrived.delivery_id,
        judged_at=context.now(),
        asked_by=asked_by,
        asked=drift.asked_of(found),
    )
    if reasons:
        return Judged(named, reasons=reasons)
    if found.received.to_fetch:
        return _thin(context, wanted, replace(named, is_partial=False))
    checked = check(compiled, found.answers, named.received_at)
    told = replace(named, remarks=remarks(checked))
    return Judged(told, checked.answers, checked.problems, tuple(problem_text(one) for one in checked.problems))


def _thin(context: Context, wanted: Wanted, arrived: Arrival) -> Judged:
    """A delivery without answers: it waits for them, or says what must be done before they can be asked for."""
    with context.ledger.reading() as c:
        token = api_tokens.find(c, arrived.form.name, wanted.word)
    lack = lacking(context.settings, arrived.form.name, wanted, token)
    return Judged(arrived, reasons=(f"{NO_ANSWERS} {lack or ASKED}",), waits=not lack)


def read(compiled: CompiledForm, wanted: Wanted, request: HookRequest) -> tuple[Mapped, tuple[str, ...]]:
    """The delivery by our paths, or an empty one and the reason why it cannot be read."""
    try:
        received = source_of(wanted.word, request).read(request)
        return mapped(received, wanted.mapping, wanted.ignore, compiled.questions), ()
    except Unreadable as error:
        return Mapped(Received(), {}), (clean(str(error)),)


def check(compiled: CompiledForm, answers: Mapping[str, object], received_at: datetime) -> Checked:
    """What the form makes of a provider's answers, whose choices may be told by their labels."""
    return compiled.check(without_kept_files(compiled.form.questions, adapt(compiled.form, answers)), received_at)


def _written(context: Context, c: Connection, writes: Writes, judged: Judged) -> Outcome:
    """Write down one delivery, by itself: what is refused half-way leaves nothing behind."""
    try:
        return _named(context, c, writes, judged)
    except MET:
        return _named(context, c, writes, judged)


def _named(context: Context, c: Connection, writes: Writes, judged: Judged) -> Outcome:
    """The same once it is known whether the message came before, and under which name it is kept."""
    mine = judged.arrival
    writes.settle(c, mine.delivery_id)
    first = deliveries.find(c, mine.form.name, mine.source, mine.delivery_id)
    assert mine.delivery is not None  # noqa: S101 - it was read from the ledger
    if first is None or first.id == mine.delivery:
        return _taken(context, c, writes, judged)
    if first.body != mine.body:
        # The id was used for other bytes, which stay as they are: these are known by what they are.
        return _named(context, c, writes, replace(judged, arrival=replace(mine, delivery_id=by_bytes(mine.body))))
    deliveries.came_again(c, first.id, mine.delivery)
    if first.state != QUARANTINED:
        return repeated(c, first)
    outcome = _taken(context, c, writes, replace(judged, arrival=replace(mine, delivery=first.id)))
    return replace(outcome, state="repeated") if outcome.reasons == first.reasons else outcome


def _taken(context: Context, c: Connection, writes: Writes, judged: Judged) -> Outcome:
    if judged.waits:
        mine = judged.arrival
        outbox.put_once(c, "catch-up", f"{mine.form.name}/{mine.source}", now=mine.judged_at)
    if judged.answers is None:
        return set_aside(writes, judged.arrival, judged.reasons, judged.problems, waits=judged.waits)
    own = Writes()
    try:
        with c.begin_nested():
            outcome = take(context, c, own, judged.arrival, judged.answers)
    except Refused as refused:
        return set_aside(writes, judged.arrival, (problem_text(refused.problem),), (refused.problem,))
    writes.add(own)
    return outcome


def remarks(checked: Checked) -> tuple[str, ...]:
    """What staff should know of answers that were taken: warnings, and answers that nobody had asked for."""
    left_out = (f"{path} was answered though the rules do not ask it: that was left out." for path in checked.left_out)
    return (*(problem_text(one) for one in checked.warnings), *left_out)


def problem_text(problem: Problem) -> str:
    """The problem as an English sentence with its path, for staff."""
    if problem.text:
        return clean(f"{problem.text.in_language('en')} ({problem.path or 'the whole form'}: {problem.message})")
    words = {**problem.params, "label": problem.label.in_language("en") or problem.path}
    said = problem.message % words
    is_told = not problem.path or re.search(rf"(?<![\w.]){re.escape(problem.path)}(?![\w.])", said)
    return clean(said if is_told else f"{said} ({problem.path})")
