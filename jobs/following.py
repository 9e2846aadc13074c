"""Shows what is new in a sheet that is as it was left, and compares nothing else."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.metadata import version

from app.context import Context
from app.present import Present, presented
from app.projection import notes_of, rows_of, spec_of
from app.store import sheets
from app.store.sheets import Mark, Standing, Unshown
from connectors.ports import Appends, Left, SheetRow
from forms.definition import Form
from forms.schema import CompiledForm
from jobs.work import Work

PAGE = 500  # submissions in memory at once
PORTION = 10_000  # rows in one copy of the workbook


def follow(context: Context, work: Work) -> str | None:
    """Add what the sheet did not show when this began; None where it must be compared as a whole."""
    added, wanted, notes = 0, None, list[str]()
    while wanted is None or added < wanted:
        known = _known(context, work.target)
        portion = None if known is None else _add(context, work, known)
        if known is None or portion is None or (known.standing.new and not portion.rows):
            return None
        wanted = known.standing.new if wanted is None else wanted
        added += portion.rows
        notes += notes_of(portion.left_behind)
    return "; ".join((f"{added} added", *notes))


@dataclass(frozen=True, slots=True)
class Known:
    """A sheet whose mark still counts."""

    compiled: CompiledForm
    mark: Mark
    standing: Standing


@dataclass(slots=True)
class Portion:
    """What is added at once: what it settles is gathered while its rows are taken."""

    rows: int = 0
    settled: list[Unshown] = field(default_factory=list)
    left_behind: list[Present] = field(default_factory=list)


def _known(context: Context, name: str) -> Known | None:
    """None where nothing is known of the sheet, its form is another now, or the numbers of rows disagree."""
    with context.ledger.reading() as connection:
        mark, standing = sheets.mark(connection, name), sheets.standing(connection, name)
    if mark is None or standing.changed or mark.shown + standing.new != standing.kept:
        return None
    compiled = context.form_for(name, max(mark.form_version, standing.form_version))
    if compiled is None or digest(compiled.form) != mark.digest:
        return None
    return Known(compiled, mark, standing)


def _add(context: Context, work: Work, known: Known) -> Portion | None:
    spec, mark, portion = spec_of(known.compiled.form), known.mark, Portion()
    backend = context.backend(spec)
    if not isinstance(backend, Appends):
        return None
    work.still_ours()
    result = backend.append(spec, _rows(context, known, portion), Left(mark.place, mark.file, mark.left))
    if result is None or result.left is None:
        return None
    if not portion.rows:
        return portion
    new = marked(known.compiled.form, mark.shown + portion.rows, result.left)
    with context.ledger.writing() as connection:
        sheets.left_as(connection, work.target, new, portion.settled, before=mark.file)
    return portion


def _rows(context: Context, known: Known, portion: Portion) -> Iterator[SheetRow]:
    """The rows of submissions that are new, page by page; what has changed since we looked is left to the next look."""
    form, last = known.compiled.form, 0
    while portion.rows < PORTION:
        with context.ledger.reading() as connection:
            page = sheets.due_submissions(connection, form.name, after=last, limit=PAGE)
        if not page:
            return
        last = page[-1][0].id
        new = [(one, due) for one, due in page if due[0].version == 1 and one.form_version <= form.version]
        present = presented(known.compiled, [one for one, _ in new], context.earlier)
        portion.rows += len(new)
        portion.settled += [version for _, due in new for version in due]
        portion.left_behind += [one for one in present if one.left]
        yield from rows_of(form, present)


def marked(form: Form, shown: int, left: Left) -> Mark:
    """How a sheet of this form was left that shows so many submissions."""
    return Mark(form.name, form.version, digest(form), shown, left.place, left.file, left.noted)


def digest(form: Form) -> str:
    """The same for a form whose sheet shows the same of the same submissions."""
    return hashlib.sha256(f"{version('chancery')} {form!r}".encode()).hexdigest()
