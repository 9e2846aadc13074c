"""The sheet job: makes a form's shared sheet agree with the ledger, and keeps what staff did to it."""

from dataclasses import dataclass, replace

from app.context import Context
from app.in_sheet import InSheet, in_sheet
from app.keeping import Keeper
from app.noticing import Sheet
from app.present import Present, presented
from app.projection import notes_of, place_of, problem_notes, rows_of, spec_of
from app.staff_values import Rules
from app.store import sheets, staff_cells, submissions
from app.store.ledger_id import ledger_id
from app.store.sheets import Shown, Unshown
from connectors.errors import ConnectorError
from connectors.ports import SheetSpec, SyncResult
from connectors.sheets.google.refusals import UNKNOWN_OUTCOME_WAIT
from forms.schema import CompiledForm
from jobs.following import begin, follow, marked
from jobs.looking import was_touched
from jobs.work import Work


def sync_sheet(context: Context, work: Work) -> str:
    """Bring the sheet of the form named by the target up to date, whatever number of items asked for it."""
    form = _form(context, work.target).form
    if form.sheet.google:  # a write that we die in may be applied all the same: until then nobody may write again
        work.lease.hold(UNKNOWN_OUTCOME_WAIT + context.settings.lease_seconds)  # less passes between renewals
    said = None if was_touched(context, work) else follow(context, work)
    if said is None and begin(context, work, form):
        said = follow(context, work)
    return _compare(context, work) if said is None else said


def _form(context: Context, name: str) -> CompiledForm:
    """The form as its newest submission needs it."""
    with context.ledger.reading() as connection:
        newest = submissions.newest_form_version(connection, name)
    compiled = context.form_for(name, newest)
    if compiled is None:
        raise ConnectorError(f"there is no form called {name!r} in the ledger, so no sheet of it", permanent=True)
    return compiled


def _compare(context: Context, work: Work) -> str:
    """The same by everything that the ledger and the sheet hold; again where staff did what the sheet should tell."""
    first = _once(context, work)
    done = [first, *([_once(context, work)] if first.is_behind else [])]
    appended, updated = (sum(getattr(one.result, word) for one in done) for word in ("appended", "updated"))
    counts = f"{appended} added, {updated} changed, {done[-1].result.unchanged} as they were"
    return "; ".join(dict.fromkeys((counts, *(note for one in done for note in one.notes))))


@dataclass(frozen=True, slots=True)
class Compared:
    """What one comparison did, and whether what staff did makes another one needful."""

    result: SyncResult
    notes: tuple[str, ...]
    is_behind: bool


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger holds of a form's sheet at one time."""

    compiled: CompiledForm
    spec: SheetSpec
    present: list[Present]
    known: InSheet
    due: list[Unshown]
    shown_by: int


def _once(context: Context, work: Work) -> Compared:
    standing = _judged(context, _standing(context, work.target))
    form, present = standing.compiled.form, standing.present
    rows = rows_of(form, present, standing.known)
    keyed = {row.key: row for row in rows}, {one.submission.key: one for one in present}
    sheet = Sheet(standing.spec, *keyed, Rules.of(standing.compiled))
    keeper = Keeper(context, sheet, standing.shown_by, work.still_ours)
    backend = context.backend(standing.spec)
    work.still_ours()
    result = backend.upsert(standing.spec, rows, keeper.keep)
    mark = None if result.left is None else marked(form, len(present), result.left)
    with context.ledger.writing() as connection:
        sheets.left_as(connection, work.target, mark, standing.due)
        sheets.show_in(connection, work.target, Shown(place_of(standing.spec), form.version))
        wrong = problem_notes(form, staff_cells.with_problems(connection, work.target))
    return Compared(result, (*result.notes, *notes_of(present), *keeper.notes(), *wrong), keeper.is_behind)


def _standing(context: Context, name: str) -> Standing:
    with context.ledger.reading() as connection:
        due = sheets.due(connection, name)  # first: whatever it names is among those that are read next
        kept = submissions.of_form(connection, name)
        known = in_sheet(connection, name)  # last: what is among them has come with its mark
        shown, ledger = sheets.shown_in(connection, name), ledger_id(connection)
    compiled = _form(context, name)
    spec = spec_of(compiled.form, ledger)
    if shown is None or shown.place != place_of(spec):
        known = replace(known, never_shown=None)
    present = presented(compiled, kept, context.earlier)
    return Standing(compiled, spec, present, known, due, shown.form_version if shown else compiled.form.version)


def _judged(context: Context, standing: Standing) -> Standing:
    """The same with what is wrong in staff's cells by the rules and answers of today."""
    fresh = Rules.of(standing.compiled).judged_anew(standing.present, standing.known)
    if not fresh:
        return standing
    with context.ledger.writing() as connection:
        staff_cells.put(connection, fresh)
    return replace(standing, known=standing.known.with_cells(fresh))
