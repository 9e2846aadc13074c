"""Reads a workbook that came back, cell by cell, no further than one that we wrote can go."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from connectors.entry_books.finding import NoEntryBook, Sheet, found_in
from connectors.entry_books.values import MOST_COLUMNS, MOST_ROWS, MOST_SHEETS, Found, Returned
from forms.errors import DefinitionErrors
from forms.xlsform.package import Limits, require_fit

LIMITS = Limits(bytes=10_000_000, parts=200, unpacked=50_000_000, cells=4_000_000)
FORMULA = "f"  # what openpyxl calls the type of such a cell
ODD = (
    InvalidFileException,
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    SyntaxError,  # of XML, by both parsers that openpyxl uses
    ValueError,  # entities too: defusedxml refuses them
    KeyError,
    IndexError,
    TypeError,
    AttributeError,
    OverflowError,
)
"""What openpyxl says of parts that are missing, or are not what they should be: it looks at none before it uses it."""

ESCAPED = re.compile(r"_x(005F|00[01][0-9A-F])_", re.IGNORECASE)
"""What stands for an underscore or for a control character (ECMA-376 part 1, 22.9.2.19). Of listed texts openpyxl takes
the escaped underscores away itself, so that any other letter is what its writer meant."""


def returned(data: bytes) -> Returned:
    """What came back. Raises NoEntryBook."""
    try:
        require_fit(Path("workbook"), data, LIMITS)
        return found_in(_sheets(data))
    except (DefinitionErrors, *ODD) as fault:
        raise NoEntryBook from fault


def _sheets(data: bytes) -> list[Sheet]:
    book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
    try:
        if len(book.worksheets) > MOST_SHEETS:
            raise NoEntryBook
        tables = [one for one in book.worksheets if isinstance(one, ReadOnlyWorksheet)]
        return [Sheet(one.title, {number: cells for number, cells in _rows(one) if cells}) for one in tables]
    finally:
        book.close()


def _rows(sheet: Any) -> Iterator[tuple[int, dict[int, Found]]]:
    """The rows by their numbers, of each the cells that hold something by those of their columns."""
    sheet.reset_dimensions()  # which a file may say wrongly
    for row, cells in enumerate(sheet.iter_rows(max_row=MOST_ROWS), start=1):
        placed = enumerate(cells[:MOST_COLUMNS], start=1)
        yield row, {column: _found(sheet.title, row, column, cell) for column, cell in placed if cell.value is not None}


def _found(sheet: str, row: int, column: int, cell: Any) -> Found:
    place, is_formula = f"{get_column_letter(column)}{row}", cell.data_type == FORMULA
    if is_formula and not isinstance(cell.value, str):  # one of several cells together
        return Found(sheet, place, "=…", is_formula)
    return Found(sheet, place, _plain(cell.value) if isinstance(cell.value, str) else cell.value, is_formula)


def _plain(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text
