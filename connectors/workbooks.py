"""Writes workbooks safely: text never becomes a formula, nothing breaks the file, a save is whole or not at all."""

import math
import os
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from tempfile import NamedTemporaryFile

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from connectors.ports import CellValue

LONGEST_TEXT = 32_767  # characters in one cell, Excel specifications and limits
CUT = " … [cut: the whole text is in the ledger]"
UNKEEPABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
NUMBER_FORMATS = {
    "integer": "#,##0",
    "decimal": "#,##0.##########",
    "money": "#,##0.00",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
    "text": "@",
}
INK, PAPER, STAFF_PAPER = "FFFFFF", "1D3557", "8A5A00"
HEADER_FONT = Font(bold=True, color=INK)


def safe_text(text: str) -> str:
    """The text with what no workbook can hold made visible, and cut with a mark where it is too long."""
    visible = UNKEEPABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))
    return visible if len(visible) <= LONGEST_TEXT else visible[: LONGEST_TEXT - len(CUT)] + CUT


def set_cell(cell: Cell, value: CellValue, format: str = "text") -> None:  # noqa: A002 - the field's word
    """Put a value into a cell as what it is; a text stays a text whatever it begins with."""
    kept = cell_value(value)
    cell.value = kept
    if isinstance(kept, str):
        cell.data_type = "s"
        cell.quotePrefix = kept.startswith(("=", "+", "-", "@"))
    if format in NUMBER_FORMATS and not (isinstance(kept, str) and format != "text"):
        cell.number_format = NUMBER_FORMATS[format]


def cell_value(value: CellValue) -> CellValue:
    """What stands in the cell: times in UTC without a zone, numbers finite, text safe."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, str):
        return safe_text(value) or None
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    if isinstance(value, date):
        return value
    if not math.isfinite(value):
        raise ValueError(f"{value} cannot stand in a cell")
    return int(value) if isinstance(value, Decimal) and value == value.to_integral_value() else value


def style_header(cell: Cell, *, staff: bool = False) -> None:
    """A header cell: the service's columns in one colour, staff's own in another."""
    cell.font = HEADER_FONT
    cell.fill = PatternFill("solid", fgColor=STAFF_PAPER if staff else PAPER)
    cell.alignment = Alignment(vertical="center", wrap_text=True)


def print_wide(sheet: Worksheet) -> None:
    """Landscape, as wide as one page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)


def save_atomically(workbook: Workbook, path: Path) -> None:
    """Save beside the old file, on to the disk, and exchange them in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.stem}-", suffix=".xlsx", delete=False) as draft:
        try:
            workbook.save(draft)
            draft.flush()
            os.fsync(draft.fileno())
        except BaseException:
            Path(draft.name).unlink()
            raise
    Path(draft.name).chmod(0o644)
    Path(draft.name).replace(path)


def write_atomically(path: Path, data: bytes) -> None:
    """Write a file whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.stem}-", delete=False) as draft:
        draft.write(data)
        draft.flush()
        os.fsync(draft.fileno())
    Path(draft.name).chmod(0o644)
    Path(draft.name).replace(path)
