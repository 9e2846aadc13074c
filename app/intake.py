"""The door: proves and keeps what providers deliver, and takes in what people and programs send directly."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial

from app.accept import accept
from app.adapt import without_kept_files
from app.arrival import arrival, kept_headers
from app.context import Context
from app.entrances import Entrance, Entrances, Missing
from app.outcome import Outcome
from app.reasons import problem_text
from app.store.deliveries import Message
from app.store.drafts import PAGE
from app.store.engine import LedgerDown
from app.verdict import remarks
from connectors.ports import HookRequest, Received
from forms.schema import CompiledForm

__all__ = ["Door", "Outcome", "problem_text", "submit"]

Keep = Callable[[Message], Awaitable[None]]
"""Keeps a message for good before it is done. Raises LedgerDown."""
MOST_PROVED = 64  # at a time, of those whose proof takes time
SMALL = 65_536  # bytes of a body that is proved in less time than it takes to have a thread do it


@dataclass(frozen=True, slots=True)
class Door:
    """Where providers deliver; many deliveries wait here in one event loop."""

    context: Context
    entrances: Entrances
    keep: Keep
    proving: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(MOST_PROVED))

    async def receive(self, form: str, source: str, request: HookRequest) -> Outcome:
        """Prove a delivery and keep it as it came, whatever it holds; workers judge it. Raises LedgerDown."""
        entrance = await self.entrances.find(form, source)
        if isinstance(entrance, Missing):
            return Outcome(entrance.state)
        takes_time = entrance.source.asks or len(request.body) > SMALL
        prove = partial(self._proved, form, source, request, entrance)
        message = await self._by_a_thread(prove) if takes_time else prove()
        if message is None:
            return UNAUTHENTIC
        await self.keep(message)
        return RECEIVED

    async def _by_a_thread(self, prove: Callable[[], Message | None]) -> Message | None:
        if self.proving.locked():  # the rest would only wait with their bodies
            raise LedgerDown("too many deliveries take their time to be proved")
        async with self.proving:
            return await asyncio.to_thread(prove)

    def _proved(self, form: str, source: str, request: HookRequest, entrance: Entrance) -> Message | None:
        now = self.context.now()
        if not entrance.source.proof.holds(request, entrance.secrets, now):
            return None
        return Message(form, source, now, kept_headers(request.headers, entrance.secrets), request.body)


RECEIVED, UNAUTHENTIC = Outcome("received", stored=True), Outcome("unauthentic")


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
    submission_id: str = "",
    is_admitted: bool = False,
    suspicions: Sequence[str] = (),
) -> Outcome:
    """Take in what somebody sends us directly, who can be told its problems at once. Raises LedgerDown.

    `source` is "page" or "api"; the same `delivery_id` again is answered with the first reference. What is sent again
    under one `submission_id`, which is the delivery's where there is none, changes that submission. Who `is_admitted`
    is not turned away for the time; what `suspicions` speak against waits for staff. Only the page's answers may name
    files that are kept here.
    """
    compiled: CompiledForm | None = context.forms.get(form)
    if compiled is None:
        return Outcome("unknown_form")
    answers = raw if source == PAGE else without_kept_files(compiled.form.questions, raw)
    now = context.now()
    checked = compiled.check(answers, now)
    if checked.answers is None:
        return Outcome("refused", problems=checked.problems)
    received = Received(delivery_id, submission_id or delivery_id, language=language)
    arrived = arrival(compiled.form, source, received, headers=kept_headers(headers, ()), body=body, received_at=now)
    told = replace(arrived, remarks=remarks(checked), is_admitted=is_admitted, suspicions=tuple(suspicions))
    return accept(context, told, checked.answers)
