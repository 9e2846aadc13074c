"""A workbook read, changed and saved as a whole: whatever staff have made of it stays."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell, MergedCell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet.worksheet import Worksheet

from connectors.errors import ConnectorError
from connectors.ports import CellValue, Left, Noticed, SheetRow, SheetSpec, SyncResult, ignored
from connectors.sheets.excel_append import Noted, left_as
from connectors.sheets.excel_files import Stamp, open_workbook, saving, stamp_of, stamp_of_open
from connectors.sheets.excel_look import make_column, make_page, offer, rename_column, stretch
from connectors.sheets.excel_marks import claim, leave_mark, marks_of, owner_of
from connectors.sheets.layout import KEY_COLUMN, Grid, Seen
from connectors.sheets.plan import CellChange, Plan, make_plan
from connectors.sheets.values import formula, unmarked
from connectors.workbooks import set_cell

TRUTHS = {"=TRUE()": True, "=FALSE()": False}  # as LibreOffice saves them
MOST_ROWS, MOST_COLUMNS = 100_000, 1_000
"""What a tab may hold that is read as a whole; a cell farther off is a slip, and all cells up to it would be read."""


def upsert_wholly(
    path: Path, spec: SheetSpec, rows: Sequence[SheetRow], keep: Callable[[Noticed], None] = ignored
) -> SyncResult:
    """Make every row stand once in a file whose writers are kept off; nothing is written where nothing changes."""
    stamp = stamp_of(path)
    workbook = open_workbook(path)
    sheet = _tab(workbook, spec.tab)
    plan = make_plan(spec, rows, _seen(sheet, spec))
    keep(plan.noticed)
    return result_of(plan, _carried_out(plan, sheet, path, stamp))


def seen_wholly(path: Path, spec: SheetSpec) -> Seen:
    """A tab as it stands, and nothing where there is none; the file is only read."""
    return _seen(_tab(open_workbook(path), spec.tab), spec)


def _carried_out(plan: Plan, sheet: Worksheet, path: Path, stamp: Stamp) -> Left | None:
    """Save what is to change; returns how the file is left."""
    if plan.is_empty:
        return left_if_same(path, stamp, noted_of(plan))
    _carry_out(plan, sheet)
    with saving(path, stamp) as draft:
        cast("Workbook", sheet.parent).save(draft)
        return left_as(path, draft, noted_of(plan))


def left_if_same(path: Path, stamp: Stamp, noted: Noted) -> Left | None:
    """How a file is left that was only read; None where somebody has saved it since."""
    with path.open("rb") as file:
        return left_as(path, file, noted) if stamp_of_open(file) == stamp else None


def noted_of(plan: Plan) -> Noted:
    """What a later append wants to know of a tab once all is done."""
    return Noted(plan.header_row, plan.places, plan.last_row)


def result_of(plan: Plan, left: Left | None) -> SyncResult:
    """What was done, and how the file was left."""
    return SyncResult(len(plan.appended), plan.updated_rows, plan.unchanged_rows, plan.notes, left)


def _tab(workbook: Workbook, title: str) -> Worksheet:
    """The tab of that name, letter case aside as in Excel, or a new one."""
    for name in workbook.sheetnames:
        if name.casefold() == title.casefold():
            found = workbook[name]
            if not isinstance(found, Worksheet):
                raise ConnectorError(f"the tab {name!r} holds a chart and no cells; rename it, then retry")
            return found
    return cast("Worksheet", workbook.create_sheet(title))


def _seen(sheet: Worksheet, spec: SheetSpec) -> Seen:
    keys = [key for column in (KEY_COLUMN, *spec.columns) for key in (column.key, *column.was)]
    covered = frozenset(
        (row - 1, column - 1) for (row, column), cell in sheet._cells.items() if isinstance(cell, MergedCell)
    )
    return Seen(_grid(sheet), marks_of(sheet, keys), covered, owner_of(sheet))


def _grid(sheet: Worksheet) -> Grid:
    """The values up to the last, made of the cells there are: asking for a cell would create it."""
    found = {place: value for place, cell in sheet._cells.items() if (value := _value(cell)) is not None}
    for row, column in found:
        if row > MOST_ROWS or column > MOST_COLUMNS:
            raise _too_far(sheet, row, column)
    height = max((row for row, _ in found), default=0)
    width = max((column for _, column in found), default=0)
    rows: list[list[CellValue]] = [[None] * width for _ in range(height)]
    for (row, column), value in found.items():
        rows[row - 1][column - 1] = value
    return rows


def _too_far(sheet: Worksheet, row: int, column: int) -> ConnectorError:
    return ConnectorError(
        f"the tab {sheet.title!r} has something in cell {sheet._cells[row, column].coordinate}; the service keeps tabs "
        f"of up to {MOST_ROWS:,} rows and {MOST_COLUMNS:,} columns. Delete what stands there, then retry",
        permanent=True,
    )


def _value(cell: Cell | MergedCell) -> CellValue:
    if cell.data_type == "f":
        return TRUTHS.get(str(cell.value), formula(cell.value))
    if isinstance(cell.value, str | CellRichText):
        return unmarked(str(cell.value))
    return cast("CellValue", cell.value)


def _carry_out(plan: Plan, sheet: Worksheet) -> None:
    for place, one in plan.made.items():
        make_column(sheet, plan.header_row, place, one)
        offer(sheet, plan.header_row, place, one.column.dropdown)
    for place, title in plan.renamed.items():
        rename_column(sheet, plan.header_row, place, title)
    for mark in plan.marks:
        leave_mark(sheet, mark)
    if plan.claim:
        claim(sheet, plan.claim)
    for change in _changes(plan):
        set_cell(cast("Cell", sheet.cell(change.row + 1, change.column + 1)), change.value, change.format)
    if plan.is_new:
        make_page(sheet, plan.header_row, max(plan.made))
    stretch(sheet, plan.header_row, {row[0].row + 1 for row in plan.appended})


def _changes(plan: Plan) -> Iterator[CellChange]:
    yield from plan.changes
    for row in plan.appended:
        yield from row
