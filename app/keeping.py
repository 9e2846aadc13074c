"""Keeps what staff did to a sheet, in one transaction, before the service writes anything over."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from app import alerts, deciding
from app.context import Context
from app.earlier_rows import EarlierRow, EarlierRows
from app.in_sheet import of_columns, staff_columns
from app.noticing import Known, Sheet, Telling
from app.projection import PROBLEMS, WITHDRAWN
from app.store import audit, sheet_edits, sheet_gone, staff_cells, submissions
from app.store.portions import portions
from app.store.sheet_edits import EDIT, ROW_BACK, ROW_GONE, SheetEdit
from connectors.ports import CellEdit, Noticed

NOBODY = "sheet"
"""Who did it, in the audit log, where the place does not tell."""
ACTS = {ROW_GONE: "submission.withdrawn", ROW_BACK: "submission.back"}


class Reading:
    """Reads what the ledger knows of rows of a sheet that something was noticed of, some at a time."""

    def __init__(self, context: Context, sheet: Sheet, shown_by: int) -> None:
        self._sheet, self._earlier = sheet, EarlierRows(context, sheet.rules.compiled, shown_by)
        self._columns = staff_columns(sheet.rules.compiled.form)
        self._both = {key for key, column in sheet.columns.items() if column.owner == "both"}

    def parts(self, connection: Connection, noticed: Noticed) -> Iterator[tuple[Noticed, Known]]:
        """What was noticed, of a few rows at a time, with what is known of them."""
        gone = frozenset(sheet_gone.of_form(connection, self._form))
        edits, replaced = by_row(noticed.edits), by_row(noticed.replaced)
        for keys in portions({**edits, **replaced}):
            part = Noticed(_of(keys, edits), _of(keys, replaced))
            yield part, self.known(connection, part, gone)
        yield Noticed(gone=noticed.gone, back=noticed.back), Known({}, gone, {}, {})

    def known(self, connection: Connection, noticed: Noticed, gone: frozenset[str] = frozenset()) -> Known:
        """The same of some rows."""
        keys = {edit.key for edit in (*noticed.edits, *noticed.replaced)}
        cells = staff_cells.of_rows(connection, self._form, keys)
        history: dict[str, list[SheetEdit]] = {}
        for one in sheet_edits.of_rows(connection, self._form, {edit.key for edit in noticed.replaced}):
            history.setdefault(one.key, []).append(one)
        mine = {key: of_columns(self._columns, one) for key, one in cells.items()}
        return Known(mine, gone, history, self._may_have_stood(connection, noticed))

    def _may_have_stood(self, connection: Connection, noticed: Noticed) -> Mapping[str, Sequence[EarlierRow]]:
        """The rows that stand otherwise than the service wants, as it may have written them itself."""
        edits = (edit for edit in noticed.edits if edit.column in self._both)
        kept = [self._sheet.present[key].submission for key in by_row((*noticed.replaced, *edits))]
        versions = submissions.versions_of_many(connection, (one.id for one in kept))
        return self._earlier.of((one, versions.get(one.id, ())) for one in kept)

    @property
    def _form(self) -> str:
        return self._sheet.rules.compiled.form.name


def by_row(edits: Iterable[CellEdit]) -> dict[str, list[CellEdit]]:
    """What was noticed in each row, by its key."""
    found: dict[str, list[CellEdit]] = {}
    for edit in edits:
        found.setdefault(edit.key, []).append(edit)
    return found


def _of(keys: Iterable[str], edits: Mapping[str, Sequence[CellEdit]]) -> tuple[CellEdit, ...]:
    return tuple(edit for key in keys for edit in edits.get(key, ()))


@dataclass(slots=True)
class Keeper:
    """Takes what a backend notices of one sheet, and remembers whether the rows should say something else now."""

    context: Context
    sheet: Sheet
    shown_by: int  # the version of the form by which the sheet was written last
    still_ours: Callable[[], None]  # raises where another does this by now
    is_behind: bool = False
    gone: int = 0
    back: int = 0

    def keep(self, noticed: Noticed) -> None:
        """Write down what is new of it; a second time nothing is. Raises LedgerDown, and then nothing is written."""
        if not (noticed.edits or noticed.replaced or noticed.gone or noticed.back):
            return
        found: list[SheetEdit] = []
        with self.context.ledger.reading() as connection:
            for part, known in Reading(self.context, self.sheet, self.shown_by).parts(connection, noticed):
                told = Telling(self.sheet, known, self.context.now(), noticed.who).told(part)
                self.is_behind = self.is_behind or self._is_shown(told, known)
                found += told
        if found:
            self.still_ours()
            with self.context.ledger.writing() as connection:
                self._write(connection, found)
            self.gone += sum(one.kind == ROW_GONE for one in found)
            self.back += sum(one.kind == ROW_BACK for one in found)

    def notes(self) -> list[str]:
        """What staff should know of rows that they took away or put back."""
        word = "withdrawn" if self.sheet.spec.deleted == "withdraw" else "kept out"
        gone = [f"{_rows(self.gone)} deleted by staff: {word}"] * bool(self.gone)
        return gone + [f"{_rows(self.back)} put back by staff"] * bool(self.back)

    def _write(self, connection: Connection, found: Sequence[SheetEdit]) -> None:
        rules, form = self.sheet.rules, self.sheet.rules.compiled.form.name
        edits = [one for one in found if one.kind == EDIT]
        sheet_edits.add(connection, found)
        staff_cells.put(connection, [rules.kept(one, self.sheet.present[one.key]) for one in edits])
        for one in edits:
            deciding.follow(connection, rules, self.sheet.present[one.key].submission, one)
        self._write_rows(connection, found)
        alerts.ask(self.context, connection, {form} if any(one.problem for one in edits) else ())

    def _write_rows(self, connection: Connection, found: Iterable[SheetEdit]) -> None:
        form, withdraws = self.sheet.rules.compiled.form.name, self.sheet.spec.deleted == "withdraw"
        gone, back = ([one for one in found if one.kind == kind] for kind in (ROW_GONE, ROW_BACK))
        were = sheet_gone.of_rows(connection, [one.key for one in back])
        now = self.context.now()
        sheet_gone.put(connection, form, [one.key for one in gone], now=now, is_withdrawal=withdraws)
        sheet_gone.take_back(connection, form, [one.key for one in back])
        told = [*(gone if withdraws else ()), *(one for one in back if one.key in were and were[one.key].is_withdrawal)]
        audit.record_all(connection, [self._line(one) for one in told])

    def _line(self, edit: SheetEdit) -> audit.Line:
        reference = self.sheet.present[edit.key].submission.reference
        return audit.Line(edit.at, edit.who or NOBODY, ACTS[edit.kind], reference, {"form": edit.form})

    def _is_shown(self, found: Iterable[SheetEdit], known: Known) -> bool:
        """Whether columns of the service tell of it: what they say was made before it was noticed."""
        columns = self.sheet.columns
        is_back = WITHDRAWN in columns and any(one.kind == ROW_BACK for one in found)
        return is_back or (PROBLEMS in columns and any(self._changes(one, known) for one in found))

    def _changes(self, edit: SheetEdit, known: Known) -> bool:
        cell = known.cells.get(edit.key, {}).get(edit.column)
        return edit.kind == EDIT and edit.problem != (cell.problem if cell else "")


def _rows(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}"
