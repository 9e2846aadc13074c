"""Shows what is new in a sheet that is as it was left, and compares nothing else."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version

from app.context import Context
from app.in_sheet import InSheet, of_rows
from app.keeping import Keeper
from app.noticing import Sheet
from app.present import Present, presented
from app.projection import notes_of, rows_of, spec_of
from app.staff_values import Rules
from app.store import sheets, staff_cells
from app.store.ledger_id import ledger_id
from app.store.sheets import Due, Mark, Shown, Standing, Unshown
from connectors.ports import Follows, Left, SheetRow
from forms.definition import Form
from forms.schema import CompiledForm
from jobs.work import Work

PAGE = 500  # submissions in memory at once
PORTION = 10_000  # rows in one copy of the workbook


def follow(context: Context, work: Work) -> str | None:
    """Show what the sheet did not show when this began; None where it must be compared as a whole."""
    added, changed, due, notes = 0, 0, None, list[str]()
    while due is None or due > 0:
        known = _known(context, work.target)
        portion = None if known is None else _write(context, work, known)
        if known is None or portion is None or (known.standing.due and not portion.settled):
            return None
        due = (known.standing.due if due is None else due) - len(portion.settled)
        added, changed = added + portion.added, changed + portion.changed
        notes += (*portion.notes, *notes_of(portion.left_behind))
    return "; ".join((f"{added} added, {changed} changed", *dict.fromkeys(notes)))


@dataclass(frozen=True, slots=True)
class Known:
    """A sheet whose mark still counts."""

    compiled: CompiledForm
    mark: Mark
    standing: Standing
    ledger: str


@dataclass(slots=True)
class Portion:
    """What is written at once: what it settles is gathered while its rows are taken."""

    context: Context
    compiled: CompiledForm
    taken: int = 0  # submissions that it did not show
    added: int = 0  # rows of them
    changed: int = 0
    settled: list[Unshown] = field(default_factory=list)
    left_behind: list[Present] = field(default_factory=list)
    notes: tuple[str, ...] = ()  # what the sheet's backend has to say
    present: Mapping[str, Present] = field(default_factory=dict)  # what the changed rows are made of, by key

    def changed_rows(self) -> list[SheetRow]:
        """The rows of submissions that the sheet shows as they were."""
        with self.context.ledger.reading() as connection:
            found = sheets.changed(connection, self.compiled.form.name, limit=PAGE)
        present = self._present(self._able(found))
        self.present = {one.submission.key: one for one in present}
        rows = self._rows(present)
        self.changed += len(rows)
        return rows

    def new_rows(self) -> Iterator[SheetRow]:
        """The rows of submissions that it does not show, page by page."""
        last = 0
        while self.taken < PORTION:
            with self.context.ledger.reading() as connection:
                page = sheets.new(connection, self.compiled.form.name, after=last, limit=PAGE)
            if not page:
                return
            last = page[-1].submission.id
            able = self._able(page)
            rows = self._rows(self._present(able))
            self.taken, self.added = self.taken + len(able), self.added + len(rows)
            yield from rows

    def _able(self, page: Sequence[Due]) -> list[Due]:
        """Those that this version of the form can show: a newer one may have been published since we looked."""
        return [one for one in page if one.submission.form_version <= self.compiled.form.version]

    def _present(self, page: Sequence[Due]) -> list[Present]:
        present = presented(self.compiled, [one.submission for one in page], self.context.earlier)
        self.settled += [version for one in page for version in one.settles]
        self.left_behind += [one for one in present if one.left]
        return present

    def _rows(self, present: Sequence[Present]) -> list[SheetRow]:
        """What is to be written of them: rows that staff took away stay away."""
        form = self.compiled.form
        rows = rows_of(form, present, self._known(present))
        return [row for row in rows if not row.is_gone or form.sheet.deleted_rows == "restore"]

    def _known(self, present: Sequence[Present]) -> InSheet:
        """What staff wrote in rows that are shown anew, or have changed, judged by the present rules and answers."""
        with self.context.ledger.reading() as connection:
            known = of_rows(connection, self.compiled.form.name, [one.submission.key for one in present])
        fresh = Rules.of(self.compiled).judged_anew(present, known) if known.cells else []
        if fresh:
            with self.context.ledger.writing() as connection:
                staff_cells.put(connection, fresh)
        return known.with_cells(fresh)


def _known(context: Context, name: str) -> Known | None:
    """None where nothing is known of the sheet, its form is another now, or the numbers of rows disagree."""
    with context.ledger.reading() as connection:
        mark, standing, ledger = sheets.mark(connection, name), sheets.standing(connection, name), ledger_id(connection)
    if mark is None or mark.shown + standing.new != standing.kept:
        return None
    compiled = context.form_for(name, max(mark.form_version, standing.form_version))
    if compiled is None or digest(compiled.form) != mark.digest:
        return None
    return Known(compiled, mark, standing, ledger)


def _write(context: Context, work: Work, known: Known) -> Portion | None:
    form, mark, portion = known.compiled.form, known.mark, Portion(context, known.compiled)
    spec = spec_of(form, known.ledger)
    backend = context.backend(spec)
    if not isinstance(backend, Follows):
        return None
    changed = portion.changed_rows()
    sheet = Sheet(spec, {row.key: row for row in changed}, portion.present, Rules.of(known.compiled))
    keeper = Keeper(context, sheet, mark.form_version, work.still_ours)
    work.still_ours()
    left = Left(mark.place, mark.file, mark.left)
    result = backend.append(spec, portion.new_rows(), changed, left, keeper.keep)
    if result is None or result.left is None or keeper.is_behind:
        return None
    portion.notes = result.notes
    if portion.settled:
        new = marked(form, mark.shown + portion.taken, result.left)
        with context.ledger.writing() as connection:
            sheets.left_as(connection, form.name, new, portion.settled, before=mark.file)
    return portion


def begin(context: Context, work: Work, form: Form) -> bool:
    """Make a sheet that is not there, to be followed from the first submission on; False where that cannot be."""
    with context.ledger.reading() as connection:
        spec = spec_of(form, ledger_id(connection))
    backend = context.backend(spec)
    work.still_ours()

    def nothing_shown() -> None:
        with context.ledger.writing() as connection:
            sheets.all_due(connection, form.name)

    left = backend.begin(spec, nothing_shown) if isinstance(backend, Follows) else None
    if left is not None:
        with context.ledger.writing() as connection:
            sheets.show_in(connection, form.name, Shown(form.sheet.place, form.version))
            sheets.left_as(connection, form.name, marked(form, 0, left), ())
    return left is not None


def marked(form: Form, shown: int, left: Left) -> Mark:
    """How a sheet of this form was left that shows so many submissions."""
    return Mark(form.name, form.version, digest(form), shown, left.place, left.file, left.noted)


def digest(form: Form) -> str:
    """The same for a form whose sheet shows the same of the same submissions."""
    return hashlib.sha256(f"{version('chancery')} {form!r}".encode()).hexdigest()
