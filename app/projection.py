"""The sheet as a projection of the ledger: which columns the service keeps, and the row of each submission."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal

from app.store.submissions import Submission
from connectors.ports import CellValue, SheetColumn, SheetRow, SheetSpec
from forms.answers import at, find_question, shown
from forms.definition import Column, Form

STAFF_WIDTH = 24  # characters
LEDGER_WORDS: dict[str, Callable[[Submission], CellValue]] = {
    "$reference": lambda s: s.reference,
    "$received": lambda s: s.received_at,
    "$updated": lambda s: s.updated_at,
    "$version": lambda s: s.version,
    "$language": lambda s: s.language,
    "$source": lambda s: s.source,
}
"""What a sheet column may take from the ledger rather than from the answers."""

CELLS: dict[str, Callable[[str], CellValue]] = {
    "integer": int,
    "decimal": Decimal,
    "money": Decimal,
    "date": date.fromisoformat,
}
"""How a canonical answer becomes a typed cell; every other format stands as text."""


def spec_of(form: Form) -> SheetSpec:
    """The tab that shows the submissions of `form`."""
    sheet = form.sheet
    return SheetSpec(
        workbook=sheet.workbook,
        tab=sheet.tab,
        columns=(
            *(SheetColumn(c.path, c.header, c.format, c.width) for c in sheet.columns),
            *(SheetColumn(f"staff:{title}", title, width=STAFF_WIDTH, owner="staff") for title in sheet.staff_columns),
        ),
        google=sheet.google,
    )


def rows_of(form: Form, submissions: Iterable[Submission]) -> list[SheetRow]:
    """One row for each submission, keyed by its public identity."""
    return [SheetRow(s.key, {c.path: _cell(form, c, s) for c in form.sheet.columns}) for s in submissions]


def _cell(form: Form, column: Column, submission: Submission) -> CellValue:
    if column.path in LEDGER_WORDS:
        return LEDGER_WORDS[column.path](submission)
    value = at(submission.answers, column.path)
    if value is None:
        return None
    if column.format in CELLS:
        return CELLS[column.format](str(value))
    question = find_question(form, column.path)
    return str(value) if question is None else shown(question, value, form.languages[0])
