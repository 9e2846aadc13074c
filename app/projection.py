"""The sheet as a projection of the ledger: which columns the service keeps, and the row of each submission."""

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from app.present import Present
from app.store.submissions import Submission
from connectors.ports import CellValue, SheetColumn, SheetRow, SheetSpec
from forms.definition import Column, Form, Question
from forms.types.answers import at, find_question, shown
from forms.types.blank import is_blank
from forms.versions.names import earlier_paths

LEDGER_WORDS: dict[str, Callable[[Form, Submission], CellValue]] = {
    "$reference": lambda _, s: s.reference,
    "$received": lambda form, s: _local(form, s.received_at),
    "$updated": lambda form, s: _local(form, s.updated_at),
    "$version": lambda _, s: s.version,
    "$language": lambda _, s: s.language,
    "$source": lambda _, s: s.source,
    "$late": lambda form, s: form.closes is not None and s.received_at > form.closes,
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
        columns=tuple(
            SheetColumn(
                c.path or f"staff:{c.header}",
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
    )


def rows_of(form: Form, present: Iterable[Present]) -> list[SheetRow]:
    """One row for each submission, keyed by its public identity."""
    columns = [(column, find_question(form, column.path)) for column in form.sheet.columns if column.path]
    return [
        SheetRow(one.submission.key, {column.path: _cell(form, column, asked, one) for column, asked in columns})
        for one in present
    ]


def notes_of(present: Iterable[Present]) -> list[str]:
    """What staff should know of answers that have no place in the present version: how many, not what they say."""
    found = Counter(path for one in present for path in {path for path, _ in one.left})
    return [
        f"{path}: the answers of {_counted(count)} have no place in this version (they stay in the ledger)"
        for path, count in sorted(found.items())
    ]


def _counted(count: int) -> str:
    return f"{count} submission{'' if count == 1 else 's'}"


def _cell(form: Form, column: Column, question: Question | None, present: Present) -> CellValue:
    if column.path in LEDGER_WORDS:
        return LEDGER_WORDS[column.path](form, present.submission)
    value = at(present.answers, column.path)
    if is_blank(value):
        return _left_behind(form, column.path, present)
    if column.format in CELLS:
        return _typed(column.format, str(value))
    return str(value) if question is None else shown(question, value, form.languages[0])


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
