"""Which shared sheets somebody has touched: asked every minute where they live, and where that tells of a change."""

from collections.abc import Iterator

import structlog

from app.context import Context
from app.notices import TOLD
from app.projection import spec_of
from app.store import outbox, sheets
from connectors.errors import ConnectorError
from connectors.ports import Left, Telling
from jobs.work import Work

TOUCHED = "touched"
"""What the payload of a sheet item says that was asked for since others were at the sheet."""

log = structlog.get_logger()


def look(context: Context) -> list[str]:
    """Ask for the comparison of sheets that others have touched; returns their forms. Raises LedgerDown."""
    touched = list(_touched(context))
    if touched:
        asked = [outbox.Asked("sheet", name, context.now(), {TOUCHED: True}) for name in touched]
        with context.ledger.writing() as connection:
            outbox.put_all(connection, asked)
    return touched


def _touched(context: Context) -> Iterator[str]:
    """What cannot be asked now is compared with the rest every quarter of an hour."""
    for name in in_google(context):
        try:
            if is_touched(context, name):
                yield name
        except ConnectorError as fault:
            log.warning("a sheet's place does not tell of changes", form=name, fault=str(fault))
            if not fault.permanent:
                return


def was_touched(context: Context, work: Work) -> bool:
    """Whether others have been at the sheet, so far as anybody has said so who asks for its sync."""
    said = {word for item in work.items for word in item.payload}
    return TOUCHED in said or (TOLD in said and is_touched(context, work.target))


def is_touched(context: Context, name: str) -> bool:
    """Whether others have been at a form's sheet since it was left. Raises ConnectorError."""
    with context.ledger.reading() as connection:
        mark = sheets.mark(connection, name)
    compiled = context.forms.get(name)
    if mark is None or compiled is None:
        return False  # so that it is compared in any case, or by nobody
    spec = spec_of(compiled.form)
    backend = context.backend(spec)
    return isinstance(backend, Telling) and backend.touched(spec, Left(mark.place, mark.file, mark.left))


def in_google(context: Context) -> list[str]:
    """The forms whose sheets live in Google."""
    there = context.google_sheets is not None
    return [name for name, compiled in context.forms.items() if there and compiled.form.sheet.google]
