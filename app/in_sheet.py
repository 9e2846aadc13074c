"""What the ledger knows of a form's rows in its sheet, beside what applicants answered."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import Connection

from app.store import sheet_gone, sheets, staff_cells, withdrawals
from app.store.sheet_gone import Gone
from app.store.staff_cells import Cells, StaffCell
from app.store.submissions import Submission
from forms.definition import Column, Form
from forms.versions.names import earlier_paths


@dataclass(frozen=True, slots=True)
class InSheet:
    """Of each row by its key: staff's cells, and whether it is gone; and which rows were never shown."""

    cells: Mapping[str, Cells] = field(default_factory=dict)
    gone: Mapping[str, Gone] = field(default_factory=dict)
    withdrawn: Collection[str] = frozenset()  # keys of submissions that count so
    never_shown: frozenset[int] | None = None  # numbers of submissions; none where all count as never shown

    def was_shown(self, submission: Submission) -> bool:
        """Whether its row has stood there."""
        return self.never_shown is not None and submission.id not in self.never_shown

    def is_withdrawn(self, key: str) -> bool:
        """Whether the submission of a row counts as withdrawn."""
        return key in self.withdrawn

    def with_cells(self, changed: Iterable[StaffCell]) -> "InSheet":
        """The same with cells that are otherwise."""
        cells = {key: dict(row) for key, row in self.cells.items()}
        for one in changed:
            cells.setdefault(one.key, {})[one.column] = one
        return replace(self, cells=cells)


NOTHING = InSheet()
"""Of rows that nobody has shown yet."""


def in_sheet(connection: Connection, form: str) -> InSheet:
    """Of the rows of a form. To be asked after the submissions: each has come with its mark."""
    return InSheet(
        staff_cells.of_form(connection, form),
        sheet_gone.of_form(connection, form),
        withdrawals.of_form(connection, form),
        sheets.never_shown(connection, form),
    )


def of_rows(connection: Connection, form: str, keys: Collection[str]) -> InSheet:
    """The same of some rows, but for whether they were shown."""
    gone, withdrawn = sheet_gone.of_rows(connection, keys), withdrawals.of_rows(connection, keys)
    return InSheet(staff_cells.of_rows(connection, form, keys), gone, withdrawn)


def key_of(column: Column) -> str:
    """By what a column is known in sheets and in the ledger."""
    return column.path or f"staff:{column.header}"


Keys = tuple[tuple[Column, tuple[str, ...]], ...]
"""Columns in which staff write, and the keys of each: the present one, then those of its question's earlier names."""


def staff_columns(form: Form) -> Keys:
    """The columns of a form's sheet that staff write."""
    theirs = (column for column in form.sheet.columns if column.owner != "service")
    return tuple((column, (key_of(column), *earlier_paths(form, column.path))) for column in theirs)


def of_columns(columns: Keys, cells: Cells) -> Cells:
    """The cells of one row by the present keys of its columns; those of columns that are there no more are left out."""
    found = ((key_of(column), next((cells[key] for key in keys if key in cells), None)) for column, keys in columns)
    return {key: cell for key, cell in found if cell is not None}
