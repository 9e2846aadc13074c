"""The sheet as a projection of the ledger: which columns the service keeps, and the row of each submission."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.in_sheet import NOTHING, InSheet, Keys, key_of, of_columns, staff_columns
from app.present import Present
from app.store.staff_cells import Cells, StaffCell
from app.store.submissions import Submission
from connectors.ports import CellValue, SheetColumn, SheetRow, SheetSpec
from forms.definition import Column, Form, Question
from forms.types.answers import at, find_question, shown
from forms.types.blank import is_blank
from forms.versions.names import earlier_paths
from forms.wording import RIGHT_TO_LEFT

PROBLEMS, WITHDRAWN = "$problems", "$withdrawn"


@dataclass(frozen=True, slots=True)
class Entry:
    """A submission as the ledger has it, and what is known of its row."""

    form: Form
    submission: Submission
    cells: Cells  # of staff, by present keys
    is_withdrawn: bool


LEDGER_WORDS: dict[str, Callable[[Entry], CellValue]] = {
    "$reference": lambda one: one.submission.reference,
    "$received": lambda one: _local(one.form, one.submission.received_at),
    "$updated": lambda one: _local(one.form, one.submission.updated_at),
    "$version": lambda one: one.submission.version,
    "$language": lambda one: one.submission.language,
    "$source": lambda one: one.submission.source,
    "$late": lambda one: one.form.closes is not None and one.submission.received_at > one.form.closes,
    PROBLEMS: lambda one: "\n".join(cell.problem for cell in one.cells.values() if cell.problem) or None,
    WITHDRAWN: lambda one: one.is_withdrawn,
}
"""What a sheet column may take from the ledger rather than from the answers."""

CELLS: dict[str, Callable[[str], CellValue]] = {
    "integer": int,
    "decimal": Decimal,
    "money": Decimal,
    "date": date.fromisoformat,
}
"""How a canonical answer becomes a typed cell; every other format stands as text."""


def spec_of(form: Form, ledger: str = "") -> SheetSpec:
    """The tab that shows the submissions of `form`; whoever writes there says of which ledger it is."""
    sheet = form.sheet
    return SheetSpec(
        workbook=sheet.workbook,
        tab=sheet.tab,
        columns=tuple(
            SheetColumn(
                key_of(c),
                c.header,
                c.format,
                c.width,
                c.owner,
                c.dropdown,
                was=earlier_paths(form, c.path),
            )
            for c in sheet.columns
        ),
        google=sheet.google,
        owner=f"{ledger} {form.name}" if ledger else "",
        deleted=sheet.deleted_rows,
        right_to_left=form.languages[0] in RIGHT_TO_LEFT,
    )


def rows_of(form: Form, present: Iterable[Present], known: InSheet = NOTHING) -> list[SheetRow]:
    """One row for each submission, keyed by its public identity."""
    columns = [(column, find_question(form, column.path)) for column in form.sheet.columns if column.path]
    theirs = staff_columns(form)
    return [_row(form, one, columns, theirs, known) for one in present]


def _row(
    form: Form, present: Present, columns: list[tuple[Column, Question | None]], theirs: Keys, known: InSheet
) -> SheetRow:
    submission = present.submission
    cells = of_columns(theirs, known.cells.get(submission.key, {}))
    entry = Entry(form, submission, cells, known.is_withdrawn(submission.key))
    return SheetRow(
        key=submission.key,
        values={column.path: _cell(entry, column, asked, present) for column, asked in columns},
        kept={key: cell.value for key, cell in cells.items()},
        was_shown=known.was_shown(submission),
        is_gone=submission.key in known.gone,
    )


def notes_of(present: Iterable[Present]) -> list[str]:
    """What staff should know of answers that have no place in the present version: how many, not what they say."""
    found = Counter(path for one in present for path in {path for path, _ in one.left})
    return [
        f"{path}: the answers of {_counted(count)} have no place in this version (they stay in the ledger)"
        for path, count in sorted(found.items())
    ]


def problem_notes(form: Form, cells: Iterable[StaffCell]) -> list[str]:
    """What staff should know of values of theirs that are wrong: how many, not what they say."""
    headers = {key_of(column): column.header for column in form.sheet.columns}
    found = Counter(headers[cell.column] for cell in cells if cell.column in headers)
    return [
        f"{header}: {count} value{'' if count == 1 else 's'} that the form does not take"
        for header, count in sorted(found.items())
    ]


def _counted(count: int) -> str:
    return f"{count} submission{'' if count == 1 else 's'}"


def _cell(entry: Entry, column: Column, question: Question | None, present: Present) -> CellValue:
    if column.path in LEDGER_WORDS:
        return LEDGER_WORDS[column.path](entry)
    value = at(present.answers, column.path)
    if is_blank(value):
        return _left_behind(entry.form, column.path, present)
    if column.format in CELLS:
        return _typed(column.format, str(value))
    return str(value) if question is None else shown(question, value, entry.form.languages[0])


def _local(form: Form, moment: datetime) -> datetime:
    """As clocks show it where the form's days and hours are meant: staff hold it against the closing time."""
    return moment.astimezone(ZoneInfo(form.zone)).replace(tzinfo=None)


def _left_behind(form: Form, path: str, present: Present) -> CellValue:
    """What was answered there in an earlier version and has no place in this one: staff should still see it."""
    left = dict(present.left)
    return next((left[one] for one in (path, *earlier_paths(form, path)) if one in left), None)


def _typed(format_: str, text: str) -> CellValue:
    """The answer as a typed cell; one that was kept under other rules and does not fit stands as the text it is."""
    try:
        return CELLS[format_](text)
    except (ValueError, ArithmeticError):
        return text
