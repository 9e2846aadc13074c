"""The sheet job: makes a form's shared sheet agree with the ledger."""

from app.context import Context
from app.projection import rows_of, spec_of
from app.store import submissions
from jobs.work import Work


def sync_sheet(context: Context, work: Work) -> str:
    """Bring the sheet of the form named by the target up to date, whatever number of items asked for it."""
    form = context.forms[work.target].form
    with context.ledger.reading() as connection:
        kept = submissions.of_form(connection, form.name)
    spec = spec_of(form)
    result = context.backend(spec).upsert(spec, rows_of(form, kept))
    counts = f"{result.appended} added, {result.updated} changed, {result.unchanged} as they were"
    return "; ".join((counts, *result.notes))
