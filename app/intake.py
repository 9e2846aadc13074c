"""The door: proves and keeps what providers deliver, and takes in what people and programs send directly."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from app.accept import accept
from app.adapt import without_kept_files
from app.arrival import arrival, kept_headers
from app.context import Context
from app.entrances import Entrance, Entrances, Missing
from app.outcome import Outcome
from app.reasons import problem_text
from app.store.deliveries import Message
from app.verdict import remarks
from connectors.ports import HookRequest, Received
from forms.schema import CompiledForm

__all__ = ["Door", "Outcome", "problem_text", "submit"]

Keep = Callable[[Message], Awaitable[None]]
"""Keeps a message for good before it is done. Raises LedgerDown."""
SMALL = 65_536  # bytes of a body that is proved in less time than it takes to have a thread do it


@dataclass(frozen=True, slots=True)
class Door:
    """Where providers deliver; many deliveries wait here in one thread."""

    context: Context
    entrances: Entrances
    keep: Keep

    async def receive(self, form: str, source: str, request: HookRequest) -> Outcome:
        """Prove a delivery and keep it as it came, whatever it holds; workers judge it. Raises LedgerDown."""
        entrance = self.entrances.known(form, source)
        if entrance is None or entrance.source.asks or len(request.body) > SMALL:
            proved = await asyncio.to_thread(self._found_and_proved, form, source, request)
        else:
            proved = self._proved(form, source, request, entrance)
        if isinstance(proved, Outcome):
            return proved
        await self.keep(proved)
        return RECEIVED

    def _found_and_proved(self, form: str, source: str, request: HookRequest) -> Message | Outcome:
        entrance = self.entrances.find(form, source)
        if isinstance(entrance, Missing):
            return Outcome(entrance.state)
        return self._proved(form, source, request, entrance)

    def _proved(self, form: str, source: str, request: HookRequest, entrance: Entrance) -> Message | Outcome:
        now = self.context.now()
        if not entrance.source.proof.holds(request, entrance.secrets, now):
            return UNAUTHENTIC
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
    received = Received(delivery_id, delivery_id, language=language)
    arrived = arrival(compiled.form, source, received, headers=kept_headers(headers, ()), body=body, received_at=now)
    return accept(context, replace(arrived, remarks=remarks(checked)), checked.answers)
