"""What a form makes of a kept delivery: read, mapped and checked, with nothing written."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from app import drift, page_body
from app.adapt import adapt, without_kept_files
from app.api_access import lacking
from app.arrival import Arrival, arrival, clean
from app.context import Context
from app.enclosed import astray
from app.journey import under_new_names
from app.outcome import Outcome
from app.reasons import problem_text, reason
from app.store import api_tokens
from app.store.deliveries import Delivery
from app.store.drafts import PAGE
from connectors.errors import Unreadable
from connectors.exports.reading import source_of
from connectors.ports import HookRequest, Received
from connectors.sources import SOURCES
from connectors.sources.mapping import Mapped, mapped
from forms.definition import Source as Wanted
from forms.schema import Checked, CompiledForm, Problem

FROM_PAGE = Wanted(PAGE)
"""What every form wants of our own pages: its answers by our own paths."""
MOST_TRIES = 3
NO_ANSWERS = "It tells that there are answers, and has none of them."
ASKED = "They are asked for."
UNJUDGED = "The service failed to judge this delivery {tries} times: see its log."


@dataclass(frozen=True, slots=True)
class Judged:
    """A delivery with what its form makes of it: checked answers, or the reasons why there are none."""

    arrival: Arrival
    answers: dict[str, Any] | None = None
    problems: tuple[Problem, ...] = ()
    reasons: tuple[str, ...] = ()
    waits: bool = False  # for answers that its provider's API must be asked for
    was: str = ""  # the state that it had
    sent: Mapping[str, object] = field(default_factory=dict)  # the answers by our paths, as they came


@dataclass(frozen=True, slots=True)
class Several:
    """A delivery that lists several submissions, one body each."""

    bodies: tuple[bytes, ...]


Verdict = Judged | Several | Outcome
"""An Outcome says which of form and source there is not."""


def form_and_source(context: Context, kept: Delivery) -> tuple[CompiledForm, Wanted] | Outcome:
    """The form and what it wants of the source, or the outcome that says which of them there is not."""
    compiled = context.form_for(kept.form)
    if compiled is None:
        return Outcome("unknown_form")
    if kept.source == PAGE:
        return compiled, FROM_PAGE
    wanted = next((one for one in compiled.form.sources if one.word == kept.source), None)
    if wanted is None or kept.source not in SOURCES:
        return Outcome("unknown_source")
    return compiled, wanted


def verdict_on(context: Context, kept: Delivery, asked_by: str) -> Verdict:
    """What is to be made of a delivery by its form as it is now."""
    known = form_and_source(context, kept)
    if isinstance(known, Outcome):
        return known
    compiled, wanted = known
    if kept.source == PAGE:
        return _sent_from_page(context, compiled, kept, asked_by)
    request = HookRequest(kept.body, kept.headers)
    is_spent = kept.tries >= MOST_TRIES and not asked_by
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
        asked=drift.asked_of(found, wanted.mapping, compiled.form.languages[0]),
    )
    if reasons:
        return Judged(named, reasons=reasons, was=kept.state)
    if found.received.to_fetch:
        return _thin(context, wanted, replace(named, is_partial=False))
    checked = check(compiled, found.answers, named.received_at)
    told = replace(named, remarks=remarks(checked))
    why = tuple(reason(compiled.form, one, found.answers) for one in checked.problems)
    return Judged(told, checked.answers, checked.problems, why, was=kept.state, sent=found.answers)


def _sent_from_page(context: Context, compiled: CompiledForm, kept: Delivery, asked_by: str) -> Judged:
    """The same of what an applicant sent from our pages, once staff have seen that it is a person's."""
    sent = page_body.read(kept.body)
    received = Received(kept.delivery_id or "", sent.draft, language=sent.language)
    arrived = arrival(compiled.form, PAGE, received, headers=kept.headers, body=kept.body, received_at=kept.received_at)
    answers = under_new_names(compiled.form.questions, sent.answers)
    checked = compiled.check(answers, kept.received_at)
    known = replace(arrived, delivery=kept.id, judged_at=context.now(), asked_by=asked_by, is_admitted=sent.is_admitted)
    told = replace(known, remarks=remarks(checked))
    why = tuple(reason(compiled.form, one, answers) for one in checked.problems)
    return Judged(told, checked.answers, checked.problems, why, was=kept.state, sent=answers)


def _thin(context: Context, wanted: Wanted, arrived: Arrival) -> Judged:
    """A delivery without answers: it waits for them, or says what must be done before they can be asked for."""
    with context.ledger.reading() as c:
        token = api_tokens.find(c, arrived.form.name, wanted.word)
    lack = lacking(context.settings, arrived.form.name, wanted, token)
    return Judged(arrived, reasons=(f"{NO_ANSWERS} {lack or ASKED}",), waits=not lack)


def read(compiled: CompiledForm, wanted: Wanted, request: HookRequest) -> tuple[Mapped, tuple[str, ...]]:
    """The delivery by our paths; with reasons where it cannot be read (then it is empty) or holds files astray."""
    try:
        received = source_of(wanted.word, request).read(request)
        found = mapped(received, wanted.mapping, wanted.ignore, compiled.questions)
    except Unreadable as error:
        return Mapped(Received(), {}), (clean(str(error)),)
    return found, astray(compiled.form, found.answers)


def check(compiled: CompiledForm, answers: Mapping[str, object], received_at: datetime) -> Checked:
    """What the form makes of a provider's answers, whose choices may be told by their labels."""
    return compiled.check(without_kept_files(compiled.form.questions, adapt(compiled.form, answers)), received_at)


def remarks(checked: Checked) -> tuple[str, ...]:
    """What staff should know of answers that were taken: warnings, and answers that nobody had asked for."""
    left_out = (f"{path} was answered though the rules do not ask it: that was left out." for path in checked.left_out)
    return (*(problem_text(one) for one in checked.warnings), *left_out)
