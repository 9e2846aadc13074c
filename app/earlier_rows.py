"""What the service itself may have written into a row before: nobody should take that for staff's doing."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from app.context import Context
from app.present import presented
from app.projection import rows_of
from app.store.submissions import Submission, Version
from connectors.ports import CellValue, SheetColumn, SheetRow
from connectors.sheets.values import same, stated
from forms.definition import Form
from forms.schema import CompiledForm, compile_form


@dataclass(frozen=True, slots=True)
class EarlierRow:
    """A row as it may have stood in the sheet once, by a version of its form."""

    form: Form
    row: SheetRow

    def values(self, column: SheetColumn) -> Iterator[CellValue]:
        """What it held in a column, whatever that was called then."""
        formats = {one.path: one.format for one in self.form.sheet.columns}
        for key in (column.key, *column.was):
            if key in self.row.values:
                yield stated(self.row.values[key], formats[key])


def wrote(rows: Iterable[EarlierRow], column: SheetColumn, value: CellValue) -> bool:
    """Whether the service may have written `value` into a column of a row that stood like one of these."""
    return any(same(value, one) for row in rows for one in row.values(column))


class EarlierRows:
    """The rows of submissions as each version of theirs may have stood in the sheet.

    The versions of the form that count are the present one, the one by which the sheet was written last, and the one
    that each version of the submission was asked by.
    """

    def __init__(self, context: Context, compiled: CompiledForm, shown_by: int) -> None:
        self._compiled, self._shown_by, self._earlier = compiled, shown_by, context.earlier
        self._in_version = cache(self._compiled_in)

    def of(self, submission: Submission, versions: Iterable[Version]) -> Sequence[EarlierRow]:
        """Those of one submission."""
        return [row for version in versions for row in self._of_version(_as_it_was(submission, version))]

    def _of_version(self, then: Submission) -> Iterator[EarlierRow]:
        for number in dict.fromkeys((self._compiled.form.version, self._shown_by, then.form_version)):
            compiled = self._in_version(number)
            if compiled is not None:
                [row] = rows_of(compiled.form, presented(compiled, [then], self._earlier))
                yield EarlierRow(compiled.form, row)

    def _compiled_in(self, version: int) -> CompiledForm | None:
        if version == self._compiled.form.version:
            return self._compiled
        form = self._earlier(self._compiled.form.name, version)
        return None if form is None else compile_form(form)


def _as_it_was(submission: Submission, version: Version) -> Submission:
    return replace(
        submission,
        version=version.version,
        form_version=version.form_version,
        answers=version.answers,
        language=version.language,
        updated_at=version.received_at,
    )
