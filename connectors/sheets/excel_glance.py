"""A tab read quickly: its values alone, where nothing in it needs more to be understood."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import cast
from zipfile import ZipFile

from defusedxml.ElementTree import fromstring
from python_calamine import CalamineError, CalamineWorkbook

from connectors.ports import CellValue, SheetSpec
from connectors.sheets.excel_book import BOOK, tab_of
from connectors.sheets.excel_files import BROKEN
from connectors.sheets.excel_marks import marks_among, owner_among
from connectors.sheets.excel_splice import Unlike
from connectors.sheets.excel_styles import MAIN
from connectors.sheets.excel_zip import CHUNK
from connectors.sheets.layout import KEY_COLUMN, Seen

FORMULA_OR_FAR = re.compile(rb'<f[ >/]|r="[A-Z]{3}')  # only the cells' own values are read, and each up to the last
ROW = re.compile(rb'<row [^>]*?\br="(\d+)"')
SLIPS = 1_000  # rows that may be missing between others


@dataclass(frozen=True, slots=True)
class Glance:
    """What was seen of a tab, and the number of its last row, whether or not anything stands in it."""

    seen: Seen
    last: int


def glance(path: Path, spec: SheetSpec) -> Glance | None:
    """The tab of a sound file; None where the workbook must be read as a whole."""
    try:
        content = path.read_bytes()
        with ZipFile(BytesIO(content)) as archive:
            tab = tab_of(archive, spec.tab)
            last = _last_row(archive, tab.part)
            if last is None or not _is_sound(archive):
                return None
            names = fromstring(archive.read(BOOK)).iterfind(f"{MAIN}definedNames/{MAIN}definedName")
            told = [(one.get("name", ""), one.text or "") for one in names if one.get("localSheetId") is None]
        sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_name(tab.title)
        grid = [[_value(cell) for cell in row] for row in sheet.to_python(skip_empty_area=False)]
        merged = sheet.merged_cell_ranges or ()
    except (*BROKEN, CalamineError, Unlike):
        return None
    keys = [key for column in (KEY_COLUMN, *spec.columns) for key in (column.key, *column.was)]
    marks, owner = marks_among(told, tab.title, keys), owner_among(told, tab.title)
    return Glance(Seen(grid, marks, _covered(merged), owner), last)


def _is_sound(archive: ZipFile) -> bool:
    """Whether every part is whole; an empty one is none, and its check sum would not tell."""
    has_all = all((entry.file_size and entry.compress_size) or entry.is_dir() for entry in archive.infolist())
    return has_all and archive.testzip() is None


def _last_row(archive: ZipFile, part: str) -> int | None:
    """The number of the last row; None where a formula stands in the tab, or a cell far off."""
    count, last, text = 0, 0, b""
    with archive.open(part) as file:
        while piece := file.read(CHUNK):
            text = text[text.rfind(b"<") :] + piece if text else piece
            if FORMULA_OR_FAR.search(text):
                return None
            numbers = ROW.findall(text)
            count, last = count + len(numbers), int(numbers[-1]) if numbers else last
    return last if last <= 2 * count + SLIPS else None


def _value(cell: object) -> CellValue:
    return None if cell == "" else cast("CellValue", cell)


def _covered(merged: Iterable[tuple[tuple[int, int], tuple[int, int]]]) -> frozenset[tuple[int, int]]:
    """Every cell of merged ones but the first of each."""
    return frozenset(
        (row, column)
        for (top, left), (bottom, right) in merged
        for row in range(top, bottom + 1)
        for column in range(left, right + 1)
        if (row, column) != (top, left)
    )
