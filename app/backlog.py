"""What sheets do not show yet, and by when they may: Google takes so many calls a minute."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.context import Context
from app.store import lanes, sheets
from connectors.ports import CallsLeft, Metered

ROWS_A_WRITE = 1_000
"""How many rows one write takes, roughly: two megabytes of a form with thirty columns."""
CALLS_A_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Waiting:
    """One form's sheet: how many versions of submissions wait, when it is tried next, and in how many minutes it may
    show them all."""

    form: str
    waiting: int
    opens: datetime | None  # until then nobody writes there; None where nothing is in the way
    minutes: int

    @property
    def said(self) -> str:
        """By when, in words."""
        if not self.waiting:
            return "it shows everything"
        soon = "within a minute" if self.minutes < 1 else f"in about {self.minutes} min"
        return f"{soon}, not before {self.opens:%H:%M:%S} UTC" if self.opens else soon


@dataclass(frozen=True, slots=True)
class Backlog:
    """All sheets, and the calls of Google's that are left of this minute; none where nothing lives there."""

    sheets: tuple[Waiting, ...]
    calls: CallsLeft | None


def backlog(context: Context) -> Backlog:
    """How it stands now."""
    google = context.google_sheets
    calls = google.calls_left() if isinstance(google, Metered) else None
    with context.ledger.reading() as connection:
        due = {name: sheets.standing(connection, name).due for name in context.forms}
        opens = {name: lanes.waits_until(connection, "sheet", name) for name in context.forms}
    there = [name for name, compiled in context.forms.items() if compiled.form.sheet.google]
    minutes = minutes_for((due[name] for name in there), calls.writes) if calls else 0
    found = (Waiting(name, due[name], opens[name], minutes if name in there else 0) for name in context.forms)
    return Backlog(tuple(found), calls)


def minutes_for(rows: Iterable[int], left: int) -> int:
    """How long all of these sheets take together, with so many writes left of this minute."""
    writes = sum(math.ceil(count / ROWS_A_WRITE) for count in rows)
    return max(0, math.ceil((writes - left) / CALLS_A_MINUTE))
