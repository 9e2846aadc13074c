"""Writes a workbook to be filled in: what may be typed is open and checked while it is typed, all else is locked."""

from io import BytesIO
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from connectors.entry_books.about import write_about, write_reference
from connectors.entry_books.marks import PIECE, SEAL
from connectors.entry_books.table import write_table
from connectors.entry_books.values import EntryBook
from connectors.workbooks import set_cell


def written(book: EntryBook) -> bytes:
    """The workbook as a file."""
    workbook = Workbook()
    about = cast("Worksheet", workbook.active)
    about.title = book.about_title
    write_about(about, book.about)
    table = cast("Worksheet", workbook.create_sheet(book.table_title))
    write_table(table, book)
    reference = cast("Worksheet", workbook.create_sheet(book.reference.title))
    write_reference(reference, book.reference)
    for sheet in (about, table, reference):
        sheet.sheet_view.rightToLeft = book.is_right_to_left
        sheet.sheet_view.showGridLines = sheet is table
        _lock(sheet)
    _seal(cast("Worksheet", workbook.create_sheet("seal")), book.seal)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _lock(sheet: Worksheet) -> None:
    """Without a password: it keeps people from mistakes, and the seal keeps them from the rest."""
    sheet.protection.sheet = True
    for act in ("formatCells", "formatColumns", "formatRows", "sort", "autoFilter"):
        setattr(sheet.protection, act, False)  # what is False is not locked (ECMA-376 part 1, 18.3.1.85)


def _seal(sheet: Worksheet, seal: str) -> None:
    sheet.sheet_state = "veryHidden"
    pieces = [SEAL, *(seal[at : at + PIECE] for at in range(0, len(seal), PIECE))]
    for number, piece in enumerate(pieces, start=1):
        set_cell(cast("Cell", sheet.cell(number, 1)), piece)
    _lock(sheet)
