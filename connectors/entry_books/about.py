"""The sheets to be read: what to do with the workbook, and what its columns mean."""

from typing import cast

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from connectors.entry_books.values import Line, Reference
from connectors.workbooks import FACE, LINE, lines_needed, print_wide, set_cell, style_header

WIDTH = 106  # characters of the one column
LOOKS = {
    "title": Font(name=FACE, size=18, bold=True, color="1D3557"),
    "fact": Font(name=FACE, size=12, color="5B6673"),
    "until": Font(name=FACE, size=12, bold=True, color="7A4B00"),
    "step": Font(name=FACE, size=12),
    "address": Font(name=FACE, size=12, bold=True, color="1D5FA8"),
    "note": Font(name=FACE, size=11, color="5B6673"),
}
"""The kinds of lines."""
BANDS = {"until": PatternFill("solid", fgColor="FFF4DC")}
ROOM = {"title": 1.9, "until": 1.8}  # lines of the usual height that one line of these takes
WRAPPED = Alignment(vertical="center", wrap_text=True)
TOP = Alignment(vertical="top", wrap_text=True)


def write_about(sheet: Worksheet, lines: tuple[Line, ...]) -> None:
    """One line a row, down a page of paper."""
    sheet.column_dimensions["A"].width = 3
    sheet.column_dimensions["B"].width = WIDTH
    for number, line in enumerate(lines, start=2):
        cell = cast("Cell", sheet.cell(number, 2))
        set_cell(cell, line.text)
        cell.font, cell.alignment = LOOKS[line.kind], WRAPPED
        if line.kind in BANDS:
            cell.fill = BANDS[line.kind]
        needed = max(lines_needed([line.text], [WIDTH]), ROOM.get(line.kind, 1.3))
        sheet.row_dimensions[number].height = LINE * (needed + 0.3)
    print_wide(sheet)
    sheet.page_setup.orientation = "portrait"


def write_reference(sheet: Worksheet, reference: Reference) -> None:
    """A table to look things up in."""
    widths = [width for _, width in reference.heads]
    for number, (title, width) in enumerate(reference.heads, start=1):
        head = cast("Cell", sheet.cell(1, number))
        set_cell(head, title)
        style_header(head)
        sheet.column_dimensions[get_column_letter(number)].width = width
    for number, row in enumerate(reference.rows, start=2):
        for column, value in enumerate(row, start=1):
            cell = cast("Cell", sheet.cell(number, column))
            set_cell(cell, value)
            cell.alignment = TOP
        sheet.row_dimensions[number].height = LINE * lines_needed(row, widths)
    sheet.freeze_panes = "A2"
    sheet.print_title_rows = "1:1"
    print_wide(sheet)
