"""The sheet job: makes a form's shared sheet agree with the ledger, and keeps what staff did to it."""

from dataclasses import dataclass, replace

from app.context import Context
from app.keeping import Keeper
from app.projection import notes_of, problem_notes
from app.staff_values import Rules
from app.standing import Standing, form_of, standing
from app.store import sheets, staff_cells
from app.store.sheets import Shown
from connectors.ports import SyncResult
from connectors.sheets.google.refusals import UNKNOWN_OUTCOME_WAIT
from jobs.following import begin, follow, marked
from jobs.looking import was_touched
from jobs.repairs import REPAIRS, RESTORE, repairs_of
from jobs.work import Work


def sync_sheet(context: Context, work: Work) -> str:
    """Bring the sheet of the form named by the target up to date, whatever number of items asked for it."""
    form = form_of(context, work.target).form
    if form.sheet.google:  # a write that we die in may be applied all the same: until then nobody may write again
        work.lease.hold(UNKNOWN_OUTCOME_WAIT + context.settings.lease_seconds)  # less passes between renewals
    if asked := repairs_of(work):
        return _repair(context, work, asked)
    said = None if was_touched(context, work) else follow(context, work)
    if said is None and begin(context, work, form):
        said = follow(context, work)
    return _compare(context, work) if said is None else said


def _repair(context: Context, work: Work, asked: frozenset[str]) -> str:
    """Do first what staff say is to be done, then compare; rows that are to come back do, whatever the form says."""
    work.still_ours()
    for word, deed in REPAIRS.items():
        if word in asked:
            deed(context, standing(context, work.target))
    return _compare(context, work, deleted=RESTORE if RESTORE in asked else "")


def _compare(context: Context, work: Work, deleted: str = "") -> str:
    """The same by everything that the ledger and the sheet hold; again where staff did what the sheet should tell."""
    first = _once(context, work, deleted)
    done = [first, *([_once(context, work, deleted)] if first.is_behind else [])]
    appended, updated = (sum(getattr(one.result, word) for one in done) for word in ("appended", "updated"))
    counts = f"{appended} added, {updated} changed, {done[-1].result.unchanged} as they were"
    return "; ".join(dict.fromkeys((counts, *(note for one in done for note in one.notes))))


@dataclass(frozen=True, slots=True)
class Compared:
    """What one comparison did, and whether what staff did makes another one needful."""

    result: SyncResult
    notes: tuple[str, ...]
    is_behind: bool


def _once(context: Context, work: Work, deleted: str) -> Compared:
    found = _judged(context, standing(context, work.target))
    if deleted:
        found = replace(found, spec=replace(found.spec, deleted=deleted))
    form, present, rows = found.compiled.form, found.present, found.rows()
    keeper = Keeper(context, found.sheet(rows), found.shown_by, work.still_ours)
    backend = context.backend(found.spec)
    work.still_ours()
    result = backend.upsert(found.spec, rows, keeper.keep)
    mark = None if result.left is None else marked(form, len(present), result.left)
    with context.ledger.writing() as connection:
        sheets.left_as(connection, work.target, mark, found.due)
        sheets.show_in(connection, work.target, Shown(form.sheet.place, form.version))
        wrong = problem_notes(form, staff_cells.with_problems(connection, work.target))
    return Compared(result, (*result.notes, *notes_of(present), *keeper.notes(), *wrong), keeper.is_behind)


def _judged(context: Context, found: Standing) -> Standing:
    """The same with what is wrong in staff's cells by the rules and answers of today."""
    fresh = Rules.of(found.compiled).judged_anew(found.present, found.known)
    if not fresh:
        return found
    with context.ledger.writing() as connection:
        staff_cells.put(connection, fresh)
    return replace(found, known=found.known.with_cells(fresh))
