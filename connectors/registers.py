"""Tables in workbooks that the service makes whole, and the register of invoices."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from connectors.ports import CellValue
from connectors.workbooks import LINE, lines_needed, print_wide, save_atomically, set_cell, style_header

TITLE = Font(size=16, bold=True, color="1D3557")
TEXT = Alignment(vertical="top", wrap_text=True)
NUMBER = Alignment(horizontal="right", vertical="top", indent=1)  # apart from the text at its right


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a table: its title, the format of its cells, its width in characters."""

    title: str
    format: str = "text"
    width: int = 14
    mark: str = ""  # what the charts know the column by: "reference", "score", "cumulative", "envelope"; "name", "bar"


def write_register(
    title: str, subtitle: str, headings: Sequence[Heading], rows: Sequence[tuple[CellValue, ...]], path: Path
) -> None:
    """The register of invoices; a last row adds up the money columns."""
    workbook = Workbook()
    sheet = cast("Worksheet", workbook.active)
    sheet.title = "Register"
    first = put_table(sheet, title, subtitle, headings, rows)
    last = first + len(rows)
    for number, heading in enumerate(headings):
        cell = cast("Cell", sheet.cell(last, number + 1))
        if heading.format == "money":
            total = sum((Decimal(str(row[number])) for row in rows), Decimal(0))
            set_cell(cell, total, "money")
        elif number == 0:
            set_cell(cell, "Total")
        cell.font = Font(bold=True)
        cell.border = Border(top=Side(style="medium"))
    save_atomically(workbook, path)


def put_table(
    sheet: Worksheet, title: str, subtitle: str, headings: Sequence[Heading], rows: Sequence[Sequence[CellValue]]
) -> int:
    """Title, subtitle, header, rows; returns the number of the first row of data."""
    set_cell(cast("Cell", sheet["A1"]), title)
    sheet["A1"].font = TITLE
    set_cell(cast("Cell", sheet["A2"]), subtitle)
    sheet["A2"].font = Font(color="5B6673")
    for number, heading in enumerate(headings, start=1):
        cell = cast("Cell", sheet.cell(4, number))
        set_cell(cell, heading.title)
        style_header(cell)
        sheet.column_dimensions[get_column_letter(number)].width = heading.width
    for row_number, row in enumerate(rows, start=5):
        for number, (value, heading) in enumerate(zip(row, headings, strict=True), start=1):
            cell = cast("Cell", sheet.cell(row_number, number))
            set_cell(cell, value, heading.format)
            cell.alignment = TEXT if value is None or isinstance(value, str) else NUMBER
    for row_number, texts in enumerate(([heading.title for heading in headings], *rows), start=4):
        sheet.row_dimensions[row_number].height = LINE * lines_needed(texts, [heading.width for heading in headings])
    sheet.freeze_panes = "A5"
    sheet.print_title_rows = "4:4"
    if rows:
        sheet.auto_filter.ref = f"A4:{get_column_letter(len(headings))}{4 + len(rows)}"
    print_wide(sheet)
    return 5


def day(value: date) -> str:
    """A day as documents say it."""
    return f"{value.day} {value:%B %Y}"
