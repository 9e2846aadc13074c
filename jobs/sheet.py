"""The sheet job: makes a form's shared sheet agree with the ledger."""

from app.context import Context
from app.present import presented
from app.projection import notes_of, rows_of, spec_of
from app.store import sheets, submissions
from connectors.errors import ConnectorError, OutcomeUnknown
from connectors.ports import SheetRow, SheetSpec, SyncResult
from connectors.sheets.google_refusals import UNKNOWN_OUTCOME_WAIT
from forms.schema import CompiledForm
from jobs.following import begin, follow, marked
from jobs.work import Work


def sync_sheet(context: Context, work: Work) -> str:
    """Bring the sheet of the form named by the target up to date, whatever number of items asked for it."""
    said = follow(context, work)
    if said is None and begin(context, work, _form(context, work.target).form):
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
    """The same by everything that the ledger and the sheet hold."""
    with context.ledger.reading() as connection:
        due = sheets.due(connection, work.target)  # first: whatever it names is among those that are read next
        kept = submissions.of_form(connection, work.target)
    compiled = _form(context, work.target)
    form = compiled.form
    present = presented(compiled, kept, context.earlier)
    spec = spec_of(form)
    upsert = _upsert_google if spec.google else _upsert
    result = upsert(context, work, spec, rows_of(form, present))
    mark = None if result.left is None else marked(form, len(kept), result.left)
    with context.ledger.writing() as connection:
        sheets.left_as(connection, work.target, mark, due)
    counts = f"{result.appended} added, {result.updated} changed, {result.unchanged} as they were"
    return "; ".join((counts, *result.notes, *notes_of(present)))


def _upsert(context: Context, work: Work, spec: SheetSpec, rows: list[SheetRow]) -> SyncResult:
    backend = context.backend(spec)
    work.still_ours()
    return backend.upsert(spec, rows)


def _upsert_google(context: Context, work: Work, spec: SheetSpec, rows: list[SheetRow]) -> SyncResult:
    """A write that fails, or that we die in, may still be applied: until that is known nobody may write again."""
    work.lease.hold(UNKNOWN_OUTCOME_WAIT + context.settings.lease_seconds)  # less than a term passes between renewals
    try:
        return _upsert(context, work, spec, rows)
    except ConnectorError as fault:
        # only after a write of unknown outcome does that backend ask for so long a wait
        if (fault.retry_after or 0) >= UNKNOWN_OUTCOME_WAIT:
            raise OutcomeUnknown(str(fault), retry_after=fault.retry_after) from fault
        raise
