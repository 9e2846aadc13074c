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

    def of(self, kept: Iterable[tuple[Submission, Sequence[Version]]]) -> dict[str, list[EarlierRow]]:
        """Those of some submissions by key, the newest version first, which each is given so."""
        found: dict[str, list[EarlierRow]] = {}
        then = [_as_it_was(submission, one) for submission, versions in kept for one in versions]
        rows = {number: self._rows(number, then) for number in self._numbers(then)}
        for place, one in enumerate(then):
            each = (rows[number][place] for number in self._numbers([one]))
            found.setdefault(one.key, []).extend(row for row in each if row is not None)
        return found

    def _numbers(self, then: Iterable[Submission]) -> list[int]:
        """The versions of the form that count for these submissions."""
        asked = (one.form_version for one in then)
        return list(dict.fromkeys((self._compiled.form.version, self._shown_by, *asked)))

    def _rows(self, number: int, then: Sequence[Submission]) -> Sequence[EarlierRow | None]:
        """Each as that version of the form has it; none where there is no such version."""
        compiled = self._in_version(number)
        if compiled is None:
            return [None] * len(then)
        return [
            EarlierRow(compiled.form, row) for row in rows_of(compiled.form, presented(compiled, then, self._earlier))
        ]

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
