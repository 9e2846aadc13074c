"""The clock: asks for the regular work, once a slot however many clocks there are."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from threading import Event

import structlog
from sqlalchemy import Connection

from app.api_access import askable
from app.context import Context
from app.export import kept
from app.store import api_tokens, deliveries, outbox, ticks
from app.store.engine import LedgerDown
from app.store.writes import SCREEN
from jobs.looking import look
from jobs.sheet_watch import watched_sheets
from jobs.watch import watched

log = structlog.get_logger()


Targets = Callable[[Context, Connection], Iterable[str]]


@dataclass(frozen=True, slots=True)
class Regular:
    """A piece of work that comes round every `minutes`, for each of its targets."""

    kind: str
    minutes: int
    targets: Targets


def _forms(context: Context, _connection: Connection) -> Iterable[str]:
    return context.forms.keys()


def _waiting(_context: Context, connection: Connection) -> Iterable[str]:
    return deliveries.forms_waiting(connection)


def _askable(context: Context, connection: Connection) -> Iterable[str]:
    return askable(context, api_tokens.every(connection))


def _all(_context: Context, _connection: Connection) -> Iterable[str]:
    return ["*"]


def _watched_sheets(context: Context, _connection: Connection) -> Iterable[str]:
    return watched_sheets(context)


def _watched(context: Context, _connection: Connection) -> Iterable[str]:
    return watched(context)


def _calls(context: Context, _connection: Connection) -> Iterable[str]:
    return [name for name, compiled in context.forms.items() if compiled.form.call is not None]


def _granting(context: Context, _connection: Connection) -> Iterable[str]:
    calls = ((name, compiled.form.call) for name, compiled in context.forms.items())
    return [name for name, call in calls if call is not None and call.grant is not None and call.grant.reminders]


def _exported(context: Context, _connection: Connection) -> Iterable[str]:
    return kept.forms(context.settings)


def _mailbox(context: Context, _connection: Connection) -> Iterable[str]:
    return ["*"] if context.settings.bounces_at else []


REGULARS = (
    Regular("intake", 5, _waiting),
    Regular("sheet", 15, _forms),
    Regular("catch-up", 15, _askable),
    Regular("watch", 12 * 60, _watched),
    Regular(SCREEN, 60, _calls),
    Regular("remind", 60, _granting),
    Regular("bounces", 5, _mailbox),
    Regular("export", 60, _exported),
    Regular("uploads", 60, _all),
    Regular("drafts", 60, _all),
    Regular("sheet-watch", 12 * 60, _watched_sheets),
)
"""What comes round: what was kept and nobody has judged, whatever became of the item that asked for it; every sheet is
compared with the ledger, so that drift heals without a submission; every provider that can be is asked for what its
webhook missed; Google's watches, which end by themselves, are renewed; proposals that nobody has screened are; those
who owe a report are reminded of it; what came back of our mails is read; exports, and files that applicants never sent
whole, are removed after a day; and drafts are reminded of and forgotten."""

TICK_EVERY, LOOK_EVERY = 5.0, 60.0  # seconds


def keep_time(context: Context, stop: Event) -> None:
    """Ask for what has come round until `stop`, and look every minute at the sheets that can tell who touched them."""
    looked = time.monotonic()
    while not stop.wait(TICK_EVERY):
        try:
            tick(context)
            if time.monotonic() - looked >= LOOK_EVERY:
                look(context)
                looked = time.monotonic()
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
            for target in regular.targets(context, connection)
        ]
    return len(put)


def slot(now: datetime, minutes: int) -> str:
    """The name of the slot of `minutes` that `now` falls in."""
    return str(int(now.timestamp()) // (60 * minutes))
