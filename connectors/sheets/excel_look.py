"""How a tab made by the service looks: header, widths, the hidden key column, the filter."""

from typing import cast

from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_from_string
from openpyxl.worksheet.worksheet import Worksheet

from connectors.ports import SheetSpec
from connectors.sheets.plan import KEY_HEADER
from connectors.workbooks import print_wide, set_cell, style_header

STAFF_NOTE = "This column is yours. The service never writes below this cell."
STAFF_WIDTH = 24  # characters


def make_column(sheet: Worksheet, spec: SheetSpec, header_row: int, column: int, title: str) -> None:
    """A header cell and its column; row and column count from 0."""
    cell = cast("Cell", sheet.cell(header_row + 1, column + 1))
    staff = title in spec.staff_columns
    set_cell(cell, title)
    style_header(cell, staff=staff)
    if staff:
        cell.comment = Comment(STAFF_NOTE, "Chancery")
    _take_out(sheet, column + 1)
    dimension = sheet.column_dimensions[get_column_letter(column + 1)]
    dimension.width = {one.header: one.width for one in spec.columns}.get(title, STAFF_WIDTH)
    dimension.hidden = title == KEY_HEADER


def _take_out(sheet: Worksheet, column: int) -> None:
    """End the runs of columns of one width before `column`: Excel calls a file with overlapping runs broken."""
    for dimension in sheet.column_dimensions.values():
        if dimension.min is not None and dimension.max is not None and dimension.min <= column <= dimension.max:
            dimension.max = max(dimension.min, column - 1)


def make_page(sheet: Worksheet, header_row: int) -> None:
    """Header and first column stay in sight; printed wide."""
    sheet.freeze_panes = f"C{header_row + 2}"  # A holds the hidden key
    sheet.row_dimensions[header_row + 1].height = 32
    sheet.print_title_rows = f"{header_row + 1}:{header_row + 1}"
    print_wide(sheet)


def stretch(sheet: Worksheet, header_row: int, bottom: int, *, is_new: bool) -> None:
    """Let the filter, or the table that staff made of the rows, reach to the last row."""
    top, last = header_row + 1, max(sheet.max_row, header_row + 2)
    for table in sheet.tables.values():
        start, _, end = str(table.ref).partition(":")
        column, row = coordinate_from_string(end)
        if coordinate_from_string(start)[1] == top and row == bottom and not table.totalsRowCount:
            table.ref = f"{start}:{column}{last}"
            if table.autoFilter is not None:
                table.autoFilter.ref = table.ref
    if is_new or (sheet.auto_filter.ref and not sheet.tables):
        sheet.auto_filter.ref = f"A{top}:{get_column_letter(sheet.max_column)}{last}"
