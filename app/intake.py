"""The door: proves and keeps what providers deliver, and takes in what people and programs send directly."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.accept import accept
from app.adapt import without_kept_files
from app.arrival import arrival, kept_headers
from app.context import Context
from app.outcome import Outcome
from app.store.deliveries import Message
from app.verdict import problem_text, remarks
from connectors.ports import HookRequest, Received
from connectors.sources import SOURCES
from forms.schema import CompiledForm

__all__ = ["Door", "Outcome", "problem_text", "submit"]

Secrets = Callable[[str, str], Sequence[str]]
"""(form, source) -> its live secrets."""
Keep = Callable[[Message], None]
"""Keeps a message for good before it returns. Raises LedgerDown."""


@dataclass(frozen=True, slots=True)
class Door:
    """Where providers deliver."""

    context: Context
    secrets: Secrets
    keep: Keep

    def receive(self, form: str, source: str, request: HookRequest) -> Outcome:
        """Prove a delivery and keep it as it came, whatever it holds; workers judge it. Raises LedgerDown."""
        compiled = self.context.forms.get(form)
        if compiled is None:
            return Outcome("unknown_form")
        if source not in SOURCES or all(one.word != source for one in compiled.form.sources):
            return Outcome("unknown_source")
        now, live = self.context.now(), self.secrets(form, source)
        if not SOURCES[source].proof.holds(request, live, now):
            return Outcome("unauthentic")
        self.keep(Message(form, source, now, kept_headers(request.headers, live), request.body))
        return Outcome("received", stored=True)


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
