"""What is wrong with the values that staff write into a sheet, by the rules of the form, in words for staff."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from marshmallow import ValidationError

from app.in_sheet import InSheet, key_of, of_columns, staff_columns
from app.present import Present
from app.reasons import problem_text, with_value
from app.store.sheet_edits import SheetEdit
from app.store.staff_cells import StaffCell
from connectors.ports import CellValue
from connectors.sheets.values import is_formula
from forms.definition import Column, Question
from forms.schema import CompiledForm
from forms.types.paths import questions_by_path
from forms.types.staff_cells import problem, read_cell


@dataclass(frozen=True, slots=True)
class Rules:
    """What a form says of the values in its sheet's columns."""

    compiled: CompiledForm
    columns: Mapping[str, Column]  # those that staff write, by key
    questions: Mapping[str, Question]  # and totals, by path

    @classmethod
    def of(cls, compiled: CompiledForm) -> "Rules":
        """Those of a form."""
        columns = {key_of(column): column for column, _ in staff_columns(compiled.form)}
        return cls(compiled, columns, dict(questions_by_path(compiled.form.questions)))

    def problem(self, key: str, present: Present, value: CellValue) -> str:
        """What is wrong with a value in the column `key` of a row; empty where nothing is, or nobody can tell."""
        column = self.columns[key]
        if is_formula(value):
            return ""
        try:
            answer = read_cell(column, self.questions.get(column.path), value)
        except ValidationError as fault:
            said = problem(column, fault)
        else:
            said = "" if answer is None else self._against_the_rest(column, present, answer)
        said = " ".join(said.split())  # one line, as `$problems` has one for each
        return said and with_value(said, value if isinstance(value, bool | int | float) else str(value), "stands there")

    def _against_the_rest(self, column: Column, present: Present, answer: object) -> str:
        """What the form would have said to an applicant who answered so."""
        if column.path not in self.compiled.questions:
            return ""
        answers = _with(present.answers, column.path.split("."), answer)
        checked = self.compiled.check(answers, present.submission.received_at)
        said = next((problem_text(one) for one in checked.problems if one.path == column.path), "")
        return said if column.header in said or not said else f"{column.header}: {said}"

    def kept(self, edit: SheetEdit, present: Present) -> StaffCell:
        """A cell as it is after an edit."""
        return StaffCell(edit.form, edit.key, edit.column, edit.after, edit.problem, self._by(present))

    def _by(self, present: Present) -> str:
        return f"{self.compiled.form.version}.{present.submission.version}"

    def _judged(self, key: str, cell: StaffCell, present: Present) -> StaffCell:
        said = self.problem(key, present, cell.value)
        return replace(cell, column=key, problem=said, judged_by=self._by(present))

    def judged_anew(self, present: Iterable[Present], known: InSheet) -> list[StaffCell]:
        """The cells of these rows that were judged by other rules or answers than there are now.

        Of a column that is there no more, nothing is wrong.
        """
        columns, found = staff_columns(self.compiled.form), list[StaffCell]()
        for one in present:
            cells = known.cells.get(one.submission.key, {})
            theirs = of_columns(columns, cells)
            old = {key: cell for key, cell in theirs.items() if cell.judged_by != self._by(one)}
            found += [self._judged(key, cell, one) for key, cell in old.items()]
            found += [replace(cell, problem="") for key, cell in cells.items() if cell.problem and key not in theirs]
        return found


def _with(answers: Mapping[str, Any], path: list[str], answer: object) -> dict[str, Any]:
    """The answers with another one at a path."""
    name, *rest = path
    inner = answers.get(name)
    below = _with(inner if isinstance(inner, Mapping) else {}, rest, answer) if rest else answer
    return {**answers, name: below}
