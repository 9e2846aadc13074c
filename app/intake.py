"""The door: proves, reads, checks and keeps every submission, from a provider, the page or the API."""

import re
from collections.abc import Mapping
from dataclasses import replace

from app.accept import accept, quarantine
from app.adapt import adapt, without_kept_files
from app.arrival import Arrival, arrival, clean
from app.context import Context
from app.outcome import Outcome
from app.store import deliveries, secrets
from connectors.errors import Unreadable
from connectors.ports import HookRequest, Received, Source
from connectors.sources import SOURCES
from forms.definition import Source as Wanted
from forms.schema import Checked, CompiledForm, Problem

__all__ = ["Outcome", "judge_again", "problem_text", "receive", "submit"]


def receive(context: Context, form: str, source: str, request: HookRequest) -> Outcome:
    """Take in a provider's delivery. An authentic one is kept, whatever it holds. Raises LedgerDown."""
    known = _known(context, form, source)
    if isinstance(known, Outcome):
        return known
    now = context.now()
    with context.ledger.reading() as c:
        live = secrets.live(c, form, source)
    if not SOURCES[source].authentic(request, live, now):
        return Outcome("unauthentic")
    compiled, wanted = known
    received, reasons = _read(SOURCES[source], request, wanted)
    arrived = arrival(
        compiled.form,
        source,
        received,
        headers=request.headers,
        body=request.body,
        received_at=now,
        secrets=live,
    )
    return _judge(context, compiled, arrived, received, reasons)


def judge_again(context: Context, delivery: int, *, asked_by: str) -> Outcome | None:
    """Judge a delivery in quarantine by the definition as it is now; None when there is no such one.

    It was proved when it came: the bytes and headers that were kept are read again. Raises LedgerDown.
    """
    with context.ledger.reading() as c:
        kept = deliveries.get(c, delivery)
    if kept is None or kept.state != deliveries.QUARANTINED:
        return None
    known = _known(context, kept.form, kept.source)
    if isinstance(known, Outcome):
        return known
    compiled, wanted = known
    received, reasons = _read(SOURCES[kept.source], HookRequest(kept.body, kept.headers), wanted)
    arrived = arrival(
        compiled.form,
        kept.source,
        received,
        headers=kept.headers,
        body=kept.body,
        received_at=kept.received_at,
    )
    same = replace(arrived, delivery_id=kept.delivery_id, judged_at=context.now(), asked_by=asked_by)
    return _judge(context, compiled, same, received, reasons)


def _known(context: Context, form: str, source: str) -> tuple[CompiledForm, Wanted] | Outcome:
    """The form and what it wants of the source, or the outcome that says which of them there is not."""
    compiled = context.forms.get(form)
    if compiled is None:
        return Outcome("unknown_form")
    wanted = next((one for one in compiled.form.sources if one.word == source), None)
    if wanted is None or source not in SOURCES:
        return Outcome("unknown_source")
    return compiled, wanted


def _read(provider: Source, request: HookRequest, wanted: Wanted) -> tuple[Received, list[str]]:
    """The delivery, or an empty one and the reason why it cannot be read."""
    try:
        return provider.read(request, wanted.mapping, wanted.ignore), []
    except Unreadable as error:
        return Received("", "", {}), [clean(str(error))]


def _judge(
    context: Context, compiled: CompiledForm, arrived: Arrival, received: Received, unreadable: list[str]
) -> Outcome:
    if unreadable:
        return quarantine(context, arrived, unreadable)
    answers = without_kept_files(compiled.form.questions, adapt(compiled.form, received.answers))
    checked = compiled.check(answers, arrived.received_at)
    if checked.answers is None:
        return _set_aside(context, arrived, checked.problems)
    outcome = accept(context, replace(arrived, remarks=_remarks(checked)), checked.answers)
    return _set_aside(context, arrived, outcome.problems) if outcome.state == "refused" else outcome


def _set_aside(context: Context, arrived: Arrival, problems: tuple[Problem, ...]) -> Outcome:
    return quarantine(context, arrived, [problem_text(problem) for problem in problems], problems)


def _remarks(checked: Checked) -> tuple[str, ...]:
    """What staff should know of answers that were taken: warnings, and answers that nobody had asked for."""
    left_out = (f"{path} was answered though the rules do not ask it: that was left out." for path in checked.left_out)
    return (*(problem_text(one) for one in checked.warnings), *left_out)


def submit(
    context: Context,
    form: str,
    raw: Mapping[str, object],
    *,
    source: str,
    delivery_id: str,
    language: str,
    body: bytes,
    headers: Mapping[str, str],
) -> Outcome:
    """Take in what somebody sends us directly, who can be told its problems at once. Raises LedgerDown.

    `source` is "page" or "api"; the same `delivery_id` again is answered with the first reference. Only the page's
    answers may name files that are kept here.
    """
    compiled: CompiledForm | None = context.forms.get(form)
    if compiled is None:
        return Outcome("unknown_form")
    answers = raw if source == "page" else without_kept_files(compiled.form.questions, raw)
    now = context.now()
    checked = compiled.check(answers, now)
    if checked.answers is None:
        return Outcome("refused", problems=checked.problems)
    received = Received(delivery_id, delivery_id, raw, language=language)
    arrived = arrival(compiled.form, source, received, headers=headers, body=body, received_at=now)
    return accept(context, replace(arrived, remarks=_remarks(checked)), checked.answers)


def problem_text(problem: Problem) -> str:
    """The problem as an English sentence with its path, for staff."""
    if problem.text:
        return clean(f"{problem.text.in_language('en')} ({problem.path or 'the whole form'}: {problem.message})")
    words = {**problem.params, "label": problem.label.in_language("en") or problem.path}
    said = problem.message % words
    is_told = not problem.path or re.search(rf"(?<![\w.]){re.escape(problem.path)}(?![\w.])", said)
    return clean(said if is_told else f"{said} ({problem.path})")
