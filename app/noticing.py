"""What staff did to a sheet as it is kept, pure: what the service wrote itself is left out, and so is what is known."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.earlier_rows import EarlierRow, wrote
from app.present import Present
from app.projection import PROBLEMS, WITHDRAWN
from app.staff_values import Rules
from app.store.sheet_edits import EDIT, REPLACED, ROW_BACK, ROW_GONE, SheetEdit
from app.store.staff_cells import Cells
from connectors.ports import CellEdit, CellValue, Noticed, SheetColumn, SheetRow, SheetSpec
from connectors.sheets.values import as_kept, stated


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form's sheet as it should be; rows and what they are made of go by the key of the row."""

    spec: SheetSpec
    rows: Mapping[str, SheetRow]
    present: Mapping[str, Present]
    rules: Rules
    columns: Mapping[str, SheetColumn] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", {column.key: column for column in self.spec.columns})


@dataclass(frozen=True, slots=True)
class Known:
    """What the ledger knows of the rows that something was noticed of, by key."""

    cells: Mapping[str, Cells]  # by the present keys of their columns
    gone: frozenset[str]
    history: Mapping[str, Sequence[SheetEdit]]  # the newest first
    earlier: Mapping[str, Sequence[EarlierRow]]  # as they may have stood, the newest first

    def cell(self, edit: CellEdit) -> tuple[CellValue] | None:
        """What a cell of staff's held last; None where nobody has written there."""
        cell = self.cells.get(edit.key, {}).get(edit.column)
        return None if cell is None else (cell.value,)

    def wrote(self, column: SheetColumn, edit: CellEdit) -> bool:
        """Whether what stands in a cell is what the service may have written there."""
        if column.key == WITHDRAWN and isinstance(edit.now, bool):
            return True
        if column.key == PROBLEMS:
            return isinstance(edit.now, str) and set(edit.now.splitlines()) <= self._problems(edit.key)
        return wrote(self.earlier.get(edit.key, ()), column, edit.now)

    def _problems(self, key: str) -> set[str]:
        """Every line that the service has had reason to write into `$problems` of a row."""
        cells = {cell.problem for cell in self.cells.get(key, {}).values()}
        return cells | {one.problem for one in self.history.get(key, ())}


@dataclass(frozen=True, slots=True)
class Telling:
    """What was noticed of a sheet at one time."""

    sheet: Sheet
    known: Known
    now: datetime
    who: str

    def told(self, noticed: Noticed) -> list[SheetEdit]:
        """What is new of it, for the history."""
        gone = (self._row(ROW_GONE, key) for key in noticed.gone if key not in self.known.gone)
        back = (self._row(ROW_BACK, key) for key in noticed.back if key in self.known.gone)
        return [*self._edits(noticed.edits), *self._replaced(noticed.replaced), *gone, *back]

    def _edits(self, edits: Iterable[CellEdit]) -> Iterator[SheetEdit]:
        for edit in edits:
            kept = self.known.cell(edit)
            is_old = as_kept(edit.now, kept[0]) if kept else self._is_ours(edit)
            if not is_old:
                present = self.sheet.present[edit.key]
                before = kept[0] if kept else self._first(edit)
                yield self._cell(EDIT, edit, before, self.sheet.rules.problem(edit.column, present, edit.now))

    def _first(self, edit: CellEdit) -> CellValue:
        """What stood in a cell before staff wrote there: in a column of both, what the row was added with."""
        column = self.sheet.columns[edit.column]
        values = [one for row in self.known.earlier.get(edit.key, ()) for one in row.values(column)]
        return values[-1] if values and column.owner == "both" else self._wanted(edit)

    def _wanted(self, edit: CellEdit) -> CellValue:
        column = self.sheet.columns[edit.column]
        return stated(self.sheet.rows[edit.key].values.get(column.key), column.format)

    def _replaced(self, edits: Iterable[CellEdit]) -> Iterator[SheetEdit]:
        """What is written over and is known neither as the service's own nor from a run that died before it wrote."""
        for edit in edits:
            entry = self._cell(REPLACED, edit, self._wanted(edit), "")
            alike = (one for one in self.known.history.get(edit.key, ()) if _place(one) == _place(entry))
            last = next(alike, None)
            if not self._is_ours(edit) and (last is None or (last.before, last.after) != (entry.before, entry.after)):
                yield entry

    def _is_ours(self, edit: CellEdit) -> bool:
        return self.known.wrote(self.sheet.columns[edit.column], edit)

    def _cell(self, kind: str, edit: CellEdit, before: CellValue, problem: str) -> SheetEdit:
        column = self.sheet.columns[edit.column]
        return SheetEdit(
            form=self._form,
            key=edit.key,
            kind=kind,
            at=self.now,
            column=column.key,
            header=column.header,
            owner=column.owner,
            before=before,
            after=edit.now,
            who=self.who,
            problem=problem,
        )

    def _row(self, kind: str, key: str) -> SheetEdit:
        return SheetEdit(self._form, key, kind, self.now, who=self.who)

    @property
    def _form(self) -> str:
        return self.sheet.rules.compiled.form.name


def _place(edit: SheetEdit) -> tuple[str, str]:
    return edit.kind, edit.column
