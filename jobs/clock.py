"""The clock: asks for the regular work, once a slot however many clocks there are."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Event

import structlog

from app.context import Context
from app.store import outbox, ticks
from app.store.engine import LedgerDown

log = structlog.get_logger()

LOOK_EVERY = 5.0  # seconds


@dataclass(frozen=True, slots=True)
class Regular:
    """A piece of work that comes round every `minutes`."""

    kind: str
    minutes: int


REGULARS = (Regular("sheet", 15),)
"""What comes round: every sheet is compared with the ledger, so that drift heals without a submission."""


def keep_time(context: Context, stop: Event) -> None:
    """Ask for what has come round until `stop`."""
    while not stop.wait(LOOK_EVERY):
        try:
            tick(context)
        except LedgerDown as fault:
            log.warning("clock waits", fault=str(fault))


def tick(context: Context) -> int:
    """Ask for the work of the current slots that nobody has asked for; returns how many items were put."""
    now = context.now()
    with context.ledger.writing() as connection:
        put = [
            outbox.put(connection, regular.kind, target, now=now)
            for regular in REGULARS
            if ticks.claim(connection, regular.kind, slot(now, regular.minutes))
            for target in _targets(context)
        ]
    return len(put)


def slot(now: datetime, minutes: int) -> str:
    """The name of the slot of `minutes` that `now` falls in."""
    return str(int(now.timestamp()) // (60 * minutes))


def _targets(context: Context) -> Iterable[str]:
    return context.forms.keys()
