"""The sheet-watch job: Drive tells of changes to a sheet, as far as it can reach us; a watch ends after a day."""

from app.context import Context
from app.notices import address_for, token_for
from app.projection import spec_of
from connectors.errors import ConnectorError
from connectors.ports import Telling
from jobs.looking import in_google
from jobs.work import Work


def watch_sheet(context: Context, work: Work) -> str:
    """Have Drive tell of changes to the sheet of the form that the target names; without that it is asked."""
    compiled = context.forms.get(work.target)
    if compiled is None:
        raise ConnectorError(f"no form is called {work.target!r}", permanent=True)
    spec = spec_of(compiled.form)
    backend = context.backend(spec)
    if not isinstance(backend, Telling):
        return "its place tells nobody of changes"
    settings = context.settings
    work.still_ours()
    try:
        return backend.watch(spec, address_for(settings, work.target), token_for(settings, work.target))
    except ConnectorError as fault:
        return f"Drive does not tell of changes, so it is asked every minute: {fault}"


def watched_sheets(context: Context) -> list[str]:
    """The forms of whose sheets Drive can tell: it speaks to https addresses alone."""
    return in_google(context) if context.settings.base_url.startswith("https://") else []
