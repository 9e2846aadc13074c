"""A form's sheet as the ledger would have it at one time: its tab, its rows, and what they are made of."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.context import Context
from app.in_sheet import InSheet, in_sheet
from app.noticing import Sheet
from app.present import Present, presented
from app.projection import rows_of, spec_of
from app.staff_values import Rules
from app.store import sheets, submissions
from app.store.ledger_id import ledger_id
from app.store.sheets import Unshown
from connectors.errors import ConnectorError
from connectors.ports import SheetRow, SheetSpec
from forms.schema import CompiledForm


@dataclass(frozen=True, slots=True)
class Standing:
    """What the ledger holds of a form's sheet."""

    compiled: CompiledForm
    spec: SheetSpec
    present: Sequence[Present]
    known: InSheet
    due: Sequence[Unshown]
    shown_by: int  # the version of the form by which the sheet was written last

    def rows(self) -> list[SheetRow]:
        """The rows that it should show."""
        return rows_of(self.compiled.form, self.present, self.known)

    def sheet(self, rows: Sequence[SheetRow]) -> Sheet:
        """The whole by the keys of these rows."""
        present = {one.submission.key: one for one in self.present}
        return Sheet(self.spec, {row.key: row for row in rows}, present, Rules.of(self.compiled))


def standing(context: Context, name: str) -> Standing:
    """That of the form called so. Raises ConnectorError where there is none."""
    with context.ledger.reading() as connection:
        due = sheets.due(connection, name)  # first: whatever it names is among those that are read next
        kept = submissions.of_form(connection, name)
        known = in_sheet(connection, name)  # last: what is among them has come with its mark
        shown, ledger = sheets.shown_in(connection, name), ledger_id(connection)
    compiled = form_of(context, name)
    spec = spec_of(compiled.form, ledger)
    if shown is None or shown.place != compiled.form.sheet.place:
        known = replace(known, never_shown=None)
    present = presented(compiled, kept, context.earlier)
    return Standing(compiled, spec, present, known, due, shown.form_version if shown else compiled.form.version)


def form_of(context: Context, name: str) -> CompiledForm:
    """The form as its newest submission needs it. Raises ConnectorError where there is none."""
    with context.ledger.reading() as connection:
        newest = submissions.newest_form_version(connection, name)
    compiled = context.form_for(name, newest)
    if compiled is None:
        raise ConnectorError(f"there is no form called {name!r} in the ledger, so no sheet of it", permanent=True)
    return compiled
