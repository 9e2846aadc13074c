"""The sheet job: makes a form's shared sheet agree with the ledger."""

from app.context import Context
from app.present import presented
from app.projection import notes_of, rows_of, spec_of
from app.store import sheets, submissions
from connectors.errors import ConnectorError
from connectors.sheets.google.refusals import UNKNOWN_OUTCOME_WAIT
from forms.schema import CompiledForm
from jobs.following import begin, follow, marked
from jobs.work import Work


def sync_sheet(context: Context, work: Work) -> str:
    """Bring the sheet of the form named by the target up to date, whatever number of items asked for it."""
    form = _form(context, work.target).form
    if form.sheet.google:  # a write that we die in may be applied all the same: until then nobody may write again
        work.lease.hold(UNKNOWN_OUTCOME_WAIT + context.settings.lease_seconds)  # less passes between renewals
    said = follow(context, work)
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
    """The same by everything that the ledger and the sheet hold."""
    with context.ledger.reading() as connection:
        due = sheets.due(connection, work.target)  # first: whatever it names is among those that are read next
        kept = submissions.of_form(connection, work.target)
    compiled = _form(context, work.target)
    form = compiled.form
    present = presented(compiled, kept, context.earlier)
    spec = spec_of(form)
    backend = context.backend(spec)
    work.still_ours()
    result = backend.upsert(spec, rows_of(form, present))
    mark = None if result.left is None else marked(form, len(kept), result.left)
    with context.ledger.writing() as connection:
        sheets.left_as(connection, work.target, mark, due)
    counts = f"{result.appended} added, {result.updated} changed, {result.unchanged} as they were"
    return "; ".join((counts, *result.notes, *notes_of(present)))
