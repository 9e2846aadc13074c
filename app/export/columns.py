"""The tables of an export and the rows that submissions have in them: the sheet's columns, or the ledger's records."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from app.in_sheet import NOTHING, InSheet
from app.present import Present
from app.projection import rows_of, spec_of
from app.store.cells import as_json
from connectors.ports import CellValue, SheetColumn
from connectors.sheets.values import restored, stated
from connectors.tables.table import Row, Table
from forms.definition import Form

MAIN = "submissions"
"""The name of the table that has a row for each submission; the others are called as their questions."""
RECORD = (
    "reference", "key", "form", "form_version", "version", "source", "source_id", "language", "is_partial",
    "submitted_at", "received_at", "updated_at", "answers",
)  # fmt: skip
"""What a line of JSON says of a submission, before what staff made of it."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some submissions, and what staff wrote into their rows of the sheet."""

    present: Sequence[Present]
    known: InSheet = NOTHING


@dataclass(frozen=True, slots=True)
class Part:
    """One table, and the rows that submissions have in it."""

    name: str
    table: Table
    rows: Callable[[Page], Iterable[Row]]


def of_sheet(form: Form) -> tuple[Part, ...]:
    """The columns of the sheet as it shows them; staff's hold what stood in them when the sheet was last read."""
    columns = spec_of(form).columns

    def rows(page: Page) -> Iterator[Row]:
        for row in rows_of(form, page.present, page.known):
            standing = {**row.values, **row.kept}
            yield [in_column(standing.get(column.key), column) for column in columns]

    return (Part(MAIN, Table(form.name, form.sheet.tab, columns), rows),)


def in_column(value: CellValue, column: SheetColumn) -> CellValue:
    """A value as a column of the sheet shows it; a formula of staff's is its letters."""
    return stated(restored(value), column.format)


def of_records(form: Form) -> tuple[Part, ...]:
    """All that the ledger says of each submission in its newest version, the answers as they were kept."""
    columns = tuple(SheetColumn(name, name) for name in (*RECORD, "is_withdrawn", "staff"))

    def rows(page: Page) -> Iterator[Row]:
        for submission in (one.submission for one in page.present):
            staffs = {key: as_json(cell.value) for key, cell in page.known.cells.get(submission.key, {}).items()}
            said = [getattr(submission, name) for name in RECORD]
            yield [*said, page.known.is_withdrawn(submission.key), staffs]

    return (Part(MAIN, Table(form.name, MAIN, columns), rows),)
