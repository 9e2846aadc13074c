"""The workbook around rows that are written by themselves: header, widths, filter and page of each tab, and styles."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import cast
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from connectors.ports import SheetColumn
from connectors.workbooks import print_wide, set_cell, style_header

HEADER_HEIGHT = 32  # points
DIMENSION, END = re.compile(rb"<dimension [^>]*/>"), b"</sheetData>"
FILTER = re.compile(rb'(<autoFilter ref="A1:[A-Z]+)1(?=")')
SELECTED = b' tabSelected="1"'  # two tabs that are would be written in together


@dataclass(frozen=True, slots=True)
class Tab:
    """One tab: what it is called, its columns, and its last row."""

    title: str
    columns: tuple[SheetColumn, ...]
    last: int = 1


def parts_of(tabs: Sequence[Tab], *, right_to_left: bool) -> dict[str, bytes]:
    """The parts of a workbook of these tabs, which hold a header and no rows, by name."""
    book = Workbook()
    book.remove(cast("Worksheet", book.active))
    for tab in tabs:
        _add(book, tab, right_to_left=right_to_left)
    held = BytesIO()
    book.save(held)
    with ZipFile(held) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def part_name(number: int) -> str:
    """The part that a tab is, by its place from 0."""
    return f"xl/worksheets/sheet{number + 1}.xml"


def around_rows(part: bytes) -> tuple[bytes, bytes]:
    """What stands before the rows of a tab (its header with it), and what stands behind them."""
    head, end, tail = part.partition(END)
    return DIMENSION.sub(b"", head, count=1).replace(SELECTED, b"", 1), end + tail


def filtered(tail: bytes, last: int) -> bytes:
    """What stands behind the rows, with the filter over all of them."""
    return FILTER.sub(rb"\g<1>%d" % last, tail)


def _add(book: Workbook, tab: Tab, *, right_to_left: bool) -> None:
    sheet = cast("Worksheet", book.create_sheet(tab.title))
    for number, column in enumerate(tab.columns, start=1):
        cell = cast("Cell", sheet.cell(1, number))
        set_cell(cell, column.header)
        style_header(cell, staff=column.owner == "staff")
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(tab.columns))}{tab.last}"
    sheet.freeze_panes = "B2"
    sheet.row_dimensions[1].height = HEADER_HEIGHT
    sheet.print_title_rows = "1:1"
    sheet.sheet_view.rightToLeft = right_to_left
    print_wide(sheet)
