"""Writes a workbook to be filled in: what may be typed is open and checked while it is typed, all else is locked."""

import itertools
from collections.abc import Iterable
from copy import copy
from io import BytesIO
from typing import Any, cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.worksheet.worksheet import Worksheet

from connectors.entry_books.about import write_about, write_reference
from connectors.entry_books.marks import PIECE, SEAL
from connectors.entry_books.table import HEAD, write_table
from connectors.entry_books.values import EntryBook
from connectors.workbooks import set_cell

FROM_THE_RIGHT = 2
"""A reading order (ECMA-376 part 1, 18.8.1)."""


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
    if book.is_right_to_left:
        _turn(about.iter_rows())
        _turn(reference.iter_rows())
        _turn(table.iter_rows(min_row=HEAD, max_row=HEAD))
    _seal(cast("Worksheet", workbook.create_sheet("seal")), book.seal)
    out = BytesIO()
    workbook.save(out)
    return out.getvalue()


def _turn(rows: Iterable[Iterable[Any]]) -> None:
    """Our own texts run from right to left whatever they begin with; what others wrote runs as it is written."""
    for cell in itertools.chain.from_iterable(rows):
        turned = copy(cell.alignment)
        turned.horizontal, turned.readingOrder = "right", FROM_THE_RIGHT
        cell.alignment = turned


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
