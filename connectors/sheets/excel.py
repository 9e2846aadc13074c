"""Excel workbooks in a folder that staff share."""

import fcntl
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from connectors.errors import ConnectorError
from connectors.ports import SheetRow, SheetSpec, SyncResult
from connectors.sheets.plan import KEY_HEADER, CellChange, Grid, Plan, make_plan
from connectors.workbooks import print_wide, save_atomically, set_cell, style_header

IN_USE_WAIT = 60.0  # seconds until a workbook that somebody has open is tried again
STAFF_NOTE = "This column is yours. The service never writes below this cell."


@dataclass(frozen=True, slots=True)
class ExcelFolder:
    """A SheetBackend over the .xlsx files of one folder."""

    folder: Path

    def where(self, spec: SheetSpec) -> str:
        return str(self._path(spec))

    def upsert(self, spec: SheetSpec, rows: Sequence[SheetRow]) -> SyncResult:
        path = self._path(spec)
        self.folder.mkdir(parents=True, exist_ok=True)
        with _one_writer(path):
            _refuse_when_open(path)
            workbook = _open(path)
            sheet = _tab(workbook, spec.tab)
            plan = make_plan(spec, rows, _grid(sheet))
            if not plan.is_empty:
                _carry_out(plan, sheet, spec)
                _save(workbook, path)
        return SyncResult(len(plan.appended), plan.updated_rows, plan.unchanged_rows, plan.notes)

    def _path(self, spec: SheetSpec) -> Path:
        name = re.sub(r'[\x00-\x1f<>:"/\\|?*]', "_", spec.workbook).strip(". ") or "Workbook"
        return self.folder / f"{name}.xlsx"


@contextmanager
def _one_writer(path: Path) -> Iterator[None]:
    with path.with_name(f".{path.stem}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _refuse_when_open(path: Path) -> None:
    """Excel and LibreOffice leave an owner file beside a workbook that somebody has open."""
    for owner in (path.with_name(f"~${path.name}"), path.with_name(f".~lock.{path.name}#")):
        if owner.exists():
            raise ConnectorError(
                f"{path.name} is open in a spreadsheet program ({owner.name} stands beside it); close it, or delete "
                "that file if nobody has it open",
                retry_after=IN_USE_WAIT,
            )


def _open(path: Path) -> Workbook:
    if not path.exists():
        workbook = Workbook()
        del workbook["Sheet"]
        return workbook
    try:
        return load_workbook(path)
    except (BadZipFile, InvalidFileException, OSError, KeyError, ValueError, TypeError, IndexError) as fault:
        raise ConnectorError(
            f"{path} cannot be read ({fault}); nothing was written. Put back a good copy, or move the file away and a "
            "new one is made",
            retry_after=IN_USE_WAIT,
        ) from fault


def _tab(workbook: Workbook, title: str) -> Worksheet:
    if title in workbook.sheetnames:
        return cast("Worksheet", workbook[title])
    return cast("Worksheet", workbook.create_sheet(title))


def _grid(sheet: Worksheet) -> Grid:
    rows = [list(row) for row in sheet.iter_rows(values_only=True)]
    while rows and all(cell is None for cell in rows[-1]):
        rows.pop()
    return cast("Grid", rows)


def _carry_out(plan: Plan, sheet: Worksheet, spec: SheetSpec) -> None:
    fresh = 0 in plan.headers
    for column, title in plan.headers.items():
        _make_column(sheet, spec, column, title)
    for change in plan.changes:
        _write(sheet, change)
    for row in plan.appended:
        for change in row:
            _write(sheet, change)
    if fresh:
        sheet.freeze_panes = "B2"
        sheet.row_dimensions[1].height = 32
        print_wide(sheet)
    if fresh or sheet.auto_filter.ref:
        sheet.auto_filter.ref = f"A1:{get_column_letter(sheet.max_column)}{max(sheet.max_row, 2)}"


def _write(sheet: Worksheet, change: CellChange) -> None:
    cell = cast("Cell", sheet.cell(change.row + 1, change.column + 1))
    set_cell(cell, change.value, change.format)


def _make_column(sheet: Worksheet, spec: SheetSpec, column: int, title: str) -> None:
    cell = cast("Cell", sheet.cell(1, column + 1))
    staff = title in spec.staff_columns
    set_cell(cell, title)
    style_header(cell, staff=staff)
    if staff:
        cell.comment = Comment(STAFF_NOTE, "Chancery")
    dimension = sheet.column_dimensions[get_column_letter(column + 1)]
    dimension.width = {one.header: one.width for one in spec.columns}.get(title, 20)
    dimension.hidden = title == KEY_HEADER


def _save(workbook: Workbook, path: Path) -> None:
    try:
        save_atomically(workbook, path)
    except OSError as fault:
        raise ConnectorError(f"{path} cannot be written: {fault}") from fault
