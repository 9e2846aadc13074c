"""Reads a workbook that came back, cell by cell: by its marks alone, never by where something stands."""

import re
import zipfile
import zlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet._read_only import ReadOnlyWorksheet

from connectors.entry_books.marks import KEY, SEAL, TITLES
from connectors.entry_books.values import MOST_COLUMNS, MOST_ROWS, Found, FoundRow, Returned
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

Line = tuple[int, Sequence[Found]]
"""The number of a row, and its cells."""


class NoEntryBook(Exception):  # noqa: N818 - a finding about a file
    """It is no workbook, or none that was written to be filled in."""


def returned(data: bytes) -> Returned:
    """What came back. Raises NoEntryBook."""
    try:
        require_fit(Path("workbook"), data, LIMITS)
        return _read(data)
    except (DefinitionErrors, *ODD) as fault:
        raise NoEntryBook from fault


def _read(data: bytes) -> Returned:
    book = load_workbook(BytesIO(data), read_only=True, keep_links=False)
    try:
        seals, tables = [], []
        for sheet in book.worksheets:
            lines = list(_lines(sheet))
            seals += [_seal(lines)] if _is_seal(lines) else []
            tables += [(sheet.title, number, lines) for number, cells in lines if _has_key(cells)]
    finally:
        book.close()
    if len(seals) != 1 or len(tables) != 1:
        raise NoEntryBook
    return _table(seals[0], *tables[0])


def _lines(sheet: Any) -> Iterator[Line]:
    """The rows that hold something, as far as a sheet is read; one of another kind (charts alone) has none."""
    if not isinstance(sheet, ReadOnlyWorksheet):
        return
    sheet.reset_dimensions()  # which a file may say wrongly
    rows: Any = sheet.iter_rows(  # type: ignore[misc]  # the stubs know it of other sheets alone
        max_row=MOST_ROWS, max_col=MOST_COLUMNS
    )
    for number, cells in enumerate(rows, start=1):
        found = [_found(sheet.title, number, column, cell) for column, cell in enumerate(cells, start=1)]
        if any(one.value is not None for one in found):
            yield number, found


def _found(sheet: str, row: int, column: int, cell: Any) -> Found:
    place, is_formula = f"{get_column_letter(column)}{row}", cell.data_type == FORMULA
    if is_formula and not isinstance(cell.value, str):  # one of several cells together
        return Found(sheet, place, "=…", is_formula)
    return Found(sheet, place, _plain(cell.value) if isinstance(cell.value, str) else cell.value, is_formula)


def _plain(text: str) -> str:
    return ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def _is_seal(lines: Sequence[Line]) -> bool:
    return bool(lines) and lines[0][1][0].text == SEAL


def _seal(lines: Sequence[Line]) -> str:
    return "".join(cells[0].text for _, cells in lines[1:])


def _has_key(cells: Iterable[Found]) -> bool:
    return any(one.text == KEY for one in cells)


def _table(seal: str, sheet: str, top: int, lines: Sequence[Line]) -> Returned:
    """The table below, or after sorting also above, the row of marks."""
    marks = next(cells for number, cells in lines if number == top)
    columns = {column: one.text for column, one in enumerate(marks) if one.text}
    key = next(column for column, mark in columns.items() if mark == KEY)
    heads: dict[str, list[Found]] = defaultdict(list)
    for column, mark in columns.items():
        heads[mark].append(marks[column])
    rows = (
        FoundRow(cells[key].text, number, {mark: cells[column] for column, mark in columns.items()})
        for number, cells in lines
        if number != top and cells[key].text != TITLES
    )
    return Returned(seal, sheet, {mark: tuple(each) for mark, each in heads.items()}, tuple(rows))
