"""Writes workbooks safely: text never becomes a formula, nothing breaks the file, a save is whole or not at all."""

import math
import os
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.workbook import Workbook
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from connectors.cells import cell_value, is_quoted, literal
from connectors.ports import CellValue

MODE = 0o644
FACE = "Calibri"  # of every cell that does not say another; openpyxl names none where a font is given
LINE = 15.0  # points, one line of text
NUMBER_FORMATS = {
    "integer": "#,##0",
    "decimal": "#,##0.##########",
    "money": "#,##0.00",
    "score": "0.00",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
    "text": "@",
}
INK, PAPER, STAFF_PAPER = "FFFFFF", "1D3557", "8A5A00"
HEADER_FONT = Font(bold=True, color=INK)


def set_cell(cell: Cell, value: CellValue, format: str = "text") -> None:  # noqa: A002 - the field's word
    """Put a value into a cell as what it is; a text stays a text whatever it begins with."""
    kept = cell_value(value)
    if isinstance(kept, str):
        cell.value = literal(kept)
        cell.data_type = "s"
        cell.quotePrefix = is_quoted(kept)
        cell.number_format = NUMBER_FORMATS["text"]
        return
    cell.value = kept
    cell.quotePrefix = False
    if format in NUMBER_FORMATS:
        cell.number_format = NUMBER_FORMATS[format]


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


def lines_needed(texts: Sequence[CellValue], widths: Sequence[float]) -> int:
    """How many lines the fullest cell of a row needs: not every program works out the height of wrapped text."""
    needed = (_lines(text, width) for text, width in zip(texts, widths, strict=True) if isinstance(text, str))
    return max([1, *needed])


def _lines(text: str, width: float) -> int:
    return sum(max(1, math.ceil(_breadth(line) / width)) for line in text.split("\n"))


def _breadth(text: str) -> float:
    """Width in the characters that columns are measured in, with room for words that move to the next line."""
    return 1.15 * sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def save_atomically(workbook: Workbook, path: Path, check: Callable[[], None] = lambda: None) -> None:
    """Save beside the old file, on to the disk, and exchange them in one step; `check` may still refuse before it."""
    with replacing(path, check=check) as draft:
        workbook.save(draft)


def write_atomically(path: Path, data: bytes, *, mode: int = MODE) -> None:
    """Write a file whole or not at all; `mode` says who may read a new one."""
    with replacing(path, mode) as draft:
        draft.write(data)


@contextmanager
def replacing(path: Path, new_mode: int = MODE, check: Callable[[], None] = lambda: None) -> Iterator[IO[bytes]]:
    """A draft that becomes `path` once it is whole and on the disk; on any fault nothing of it stays."""
    if not path.parent.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        _sync_folder(path.parent.parent)
    with NamedTemporaryFile(dir=path.parent, prefix=f".{path.stem[:80]}-", suffix=path.suffix, delete=False) as draft:
        try:
            yield draft
            draft.flush()
            os.fsync(draft.fileno())
            mode = path.stat().st_mode & 0o777 if path.exists() else new_mode
            Path(draft.name).chmod(mode)
            check()
            Path(draft.name).replace(path)
        except BaseException:
            Path(draft.name).unlink(missing_ok=True)
            raise
    _sync_folder(path.parent)


def _sync_folder(path: Path) -> None:
    """A new name, too, must outlast a power cut."""
    folder = os.open(path, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
