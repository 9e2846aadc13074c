"""Excel workbooks in a folder that staff share."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from connectors.errors import ConnectorError
from connectors.ports import CellValue, SheetRow, SheetSpec, SyncResult
from connectors.sheets.excel_files import file_of, one_writer, open_workbook, refuse_when_open, save_workbook
from connectors.sheets.excel_look import make_column, make_page, stretch
from connectors.sheets.plan import CellChange, Grid, Plan, make_plan
from connectors.sheets.values import formula
from connectors.workbooks import as_read, set_cell

TRUTHS = {"=TRUE()": True, "=FALSE()": False}  # as LibreOffice saves them


@dataclass(frozen=True, slots=True)
class ExcelFolder:
    """A SheetBackend over the .xlsx files of one folder."""

    folder: Path

    def where(self, spec: SheetSpec) -> str:
        """The path of the workbook."""
        return str(file_of(self.folder, spec.workbook))

    def upsert(self, spec: SheetSpec, rows: Sequence[SheetRow]) -> SyncResult:
        """Make every row stand once; a file in which nothing changes is not written."""
        path = file_of(self.folder, spec.workbook)
        with one_writer(path):
            refuse_when_open(path)
            workbook = open_workbook(path)
            sheet = _tab(workbook, spec.tab)
            plan = make_plan(spec, rows, _grid(sheet))
            if not plan.is_empty:
                _keep_letters(workbook)
                _carry_out(plan, sheet, spec)
                save_workbook(workbook, path)
        return SyncResult(len(plan.appended), plan.updated_rows, plan.unchanged_rows, plan.notes)


def _tab(workbook: Workbook, title: str) -> Worksheet:
    """The tab of that name, letter case aside as in Excel, or a new one."""
    for name in workbook.sheetnames:
        if name.casefold() == title.casefold():
            found = workbook[name]
            if not isinstance(found, Worksheet):
                raise ConnectorError(f"the tab {name!r} holds a chart and no cells; rename it, then retry")
            return found
    return cast("Worksheet", workbook.create_sheet(title))


def _grid(sheet: Worksheet) -> Grid:
    rows = [[_value(cell) for cell in row] for row in sheet.iter_rows()]
    while rows and all(cell is None for cell in rows[-1]):
        rows.pop()
    return rows


def _value(cell: Cell | MergedCell) -> CellValue:
    if cell.data_type != "f":
        return cast("CellValue", cell.value)
    return TRUTHS.get(str(cell.value), formula(cell.value))


def _keep_letters(workbook: Workbook) -> None:
    """openpyxl takes _x005F_ off when it reads; put it back, or a text with _x0041_ in it would turn into another."""
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "s" and isinstance(cell.value, str) and "_x" in cell.value:
                    _keep_text(cell, as_read(cell.value))


def _keep_text(cell: Cell, text: str) -> None:
    cell.value = text
    cell.data_type = "s"


def _carry_out(plan: Plan, sheet: Worksheet, spec: SheetSpec) -> None:
    bottom = sheet.max_row
    for column, title in plan.headers.items():
        make_column(sheet, spec, plan.header_row, column, title)
    for change in plan.changes:
        _write(sheet, change)
    for row in plan.appended:
        for change in row:
            _write(sheet, change)
    if plan.is_new:
        make_page(sheet, plan.header_row)
    stretch(sheet, plan.header_row, bottom, is_new=plan.is_new)


def _write(sheet: Worksheet, change: CellChange) -> None:
    set_cell(cast("Cell", sheet.cell(change.row + 1, change.column + 1)), change.value, change.format)
