"""What would become of the rows of an export, without storing anything."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime

from app.backfill import Export
from app.backfill_rows import Kept
from app.reasons import reason
from app.verdict import check, read
from connectors.exports.envelope import MARK
from connectors.ports import HookRequest
from forms.schema import Problem

MOST_TOLD = 10


@dataclass(slots=True)
class Tried:
    """How many rows would be what, the first problems by their place, and rows that have one id."""

    states: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    submissions: Counter[str] = field(default_factory=Counter)


def tried(export: Export, rows: Iterable[Kept], now: Callable[[], datetime]) -> Tried:
    """Check every row by the form as it is now."""
    found = Tried()
    for kept in rows:
        found.submissions[kept.envelope.submission_id] += 1
        state, told = _judged(export, kept, now())
        found.states[state] += 1
        found.problems += told[: MOST_TOLD - len(found.problems)]
    return found


def _judged(export: Export, kept: Kept, now: datetime) -> tuple[str, list[str]]:
    request = HookRequest(kept.envelope.body, {MARK: kept.envelope.delivery_id})
    found, reasons = read(export.compiled, export.wanted, request)
    if reasons:
        return "quarantined", [f"{kept.place}: {reason}" for reason in reasons]
    checked = check(export.compiled, found.answers, min(found.received.submitted_at or now, now))
    if checked.answers is not None:
        return "accepted", []
    if found.received.is_partial:
        return "unfinished", []
    why = ((one, reason(export.compiled.form, one, found.answers)) for one in checked.problems)
    return "quarantined", [f"{_place(export, kept, one)}: {said}" for one, said in why]


def _place(export: Export, kept: Kept, problem: Problem) -> str:
    """The cell that a problem is about; the row where no column is."""
    columns = (one.index for one in export.main.columns if one.path and one.path == problem.path)
    index = next(columns, None)
    if index is None:
        return kept.place
    sheet = export.main.sheet
    where = sheet.place(kept.row.number, index)
    return where if sheet.is_grid else f"{where}, {sheet.headings[index]!r}"
