"""Excel workbooks in a folder that staff share."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from connectors.ports import Deviation, Left, Noticed, SheetRow, SheetSpec, SyncResult, ignored
from connectors.sheets.drift import deviations
from connectors.sheets.excel import copies
from connectors.sheets.excel.append import Rows, append
from connectors.sheets.excel.carrying import carry_out
from connectors.sheets.excel.draft import Draft
from connectors.sheets.excel.files import (
    BROKEN,
    File,
    file_of,
    one_writer,
    read_file,
    refuse_when_open,
    require_whole,
    saving,
    stamp_of_open,
    told,
)
from connectors.sheets.excel.left import Noted, left_as
from connectors.sheets.excel.marks import owner_name
from connectors.sheets.excel.names import leave_names
from connectors.sheets.excel.opening import Opened, new_workbook, open_tab
from connectors.sheets.excel.task import Task, task_of
from connectors.sheets.plan import make_plan


@dataclass(frozen=True, slots=True)
class ExcelFolder:
    """A SheetBackend over the .xlsx and .xlsm files of one folder: each is changed in its place, part by part."""

    folder: Path

    def where(self, spec: SheetSpec) -> str:
        """The path of the workbook."""
        return str(file_of(self.folder, spec.workbook))

    def upsert(
        self, spec: SheetSpec, rows: Sequence[SheetRow], keep: Callable[[Noticed], None] = ignored
    ) -> SyncResult:
        """Make every row stand once; a file in which nothing changes is not written."""
        path = file_of(self.folder, spec.workbook)
        with one_writer(path):
            refuse_when_open(path)
            file, tab = _opened(path, spec)
            plan = make_plan(spec, rows, tab.seen(spec))
            keep(plan.noticed)
            with told(path, BROKEN):
                task = task_of(plan, tab)
            left = _unchanged(path, file, task) if plan.is_empty else _written(path, file, task, spec)
        notes = (*plan.notes, *task.notes, *_copies(path))
        return SyncResult(len(plan.appended), plan.updated_rows, plan.unchanged_rows, notes, left)

    def look(self, spec: SheetSpec, rows: Sequence[SheetRow]) -> tuple[Deviation, ...]:
        """What differs from `rows`; the file is only read."""
        _, tab = _opened(file_of(self.folder, spec.workbook), spec)
        return deviations(spec, rows, tab.seen(spec))

    def disown(self, spec: SheetSpec) -> None:
        """Take the name away that says who keeps the tab; every other part stays as it is."""
        path = file_of(self.folder, spec.workbook)
        with one_writer(path):
            refuse_when_open(path)
            if path.exists():
                _disown(path, spec)

    def begin(self, spec: SheetSpec, before: Callable[[], None]) -> Left | None:
        """Make the tab without rows in a workbook that is not there yet, just after `before`; None where it is."""
        if file_of(self.folder, spec.workbook).exists():
            return None
        before()
        return self.upsert(spec, ()).left

    def append(
        self,
        spec: SheetSpec,
        new: Iterable[SheetRow],
        changed: Sequence[SheetRow],
        left: Left,
        keep: Callable[[Noticed], None] = ignored,  # noqa: ARG002 - in such a file there is nothing to notice
    ) -> SyncResult | None:
        """Write rows into a file that is as it was `left`; None where it is not."""
        path = file_of(self.folder, spec.workbook)
        with one_writer(path):
            refuse_when_open(path)
            done = append(path, spec, Rows(iter(new), changed), left)
        return None if done is None else SyncResult(done[0], len(changed), notes=_copies(path), left=done[1])


def _opened(path: Path, spec: SheetSpec) -> tuple[File, Opened]:
    """The workbook, made where there is none, at the tab. Raises ConnectorError."""
    file = read_file(path, lambda: new_workbook(spec.tab))
    with told(path):
        return file, open_tab(file.archive, spec, is_new=file.stamp is None)


def _copies(path: Path) -> tuple[str, ...]:
    """What staff should know of copies that stand beside the file."""
    return tuple(copies.told(copies.copies((one.name for one in path.parent.iterdir()), path.name)))


def _unchanged(path: Path, file: File, task: Task) -> Left | None:
    """How a file is left that was only read; None where somebody has saved it since."""
    plan = task.plan
    noted = Noted(plan.header_row, plan.places, plan.last_row, task.opened.sheet.last)
    with path.open("rb") as standing:
        return left_as(path, standing, noted) if stamp_of_open(standing) == file.stamp else None


def _written(path: Path, file: File, task: Task, spec: SheetSpec) -> Left:
    """Do it in a copy that takes the file's place; returns how that is left."""
    book, tab = task.opened.book, task.opened.tab
    with saving(path, file.stamp) as draft:
        with told(path, BROKEN):
            require_whole(file.archive, [book.package.entry(tab.part).filename] if tab else [])
            noted = carry_out(task, spec, file.source, draft)
        return left_as(path, draft, noted)


def _disown(path: Path, spec: SheetSpec) -> None:
    file, tab = _opened(path, spec)
    name = owner_name(spec.tab)
    if any(name == known for known, _ in tab.book.said()):
        with saving(path, file.stamp) as target, told(path, BROKEN):
            draft = Draft(tab.book)
            leave_names(draft.main, tab.book, (), {name})
            draft.copy(file.source, target)
