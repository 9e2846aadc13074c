"""What stands in cells and is not read: formulas that were saved without a value, errors, and cells merged into one.

calamine gives a formula without a value and an error alike as an empty cell, so both are looked for in the package.
"""

import html
import io
import posixpath
import re
import zipfile
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import python_calamine
from openpyxl.utils import get_column_letter
from openpyxl.utils.cell import coordinate_from_string

from forms.xlsform.headers import sheet_name
from forms.xlsform.package import read_bytes

SHEET = re.compile(rb"<(?:[\w.-]+:)?sheet\b([^<>]*)>")
RELATION = re.compile(rb"<(?:[\w.-]+:)?Relationship\b([^<>]*)>")
CELL = re.compile(rb"<(?:[\w.-]+:)?c\b([^<>]*[^<>/]|)>(.*?)</(?:[\w.-]+:)?c>", re.DOTALL)
ATTRIBUTE = re.compile(rb"""([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
FORMULA = re.compile(rb"<(?:[\w.-]+:)?f\b")
SAVED = re.compile(rb"<(?:[\w.-]+:)?v\b[^<>]*>([^<]*)<")
PLACE = re.compile(r"[A-Z]{1,3}[1-9][0-9]{0,6}")
MERGED = "merged cells"
NO_VALUE = "it holds a formula that was saved without its value."
WORK_OUT = "Write the value itself, or open the workbook in Excel or LibreOffice and save it."


class Lost(NamedTuple):
    """A cell that is not read as it looks."""

    column: int  # from 1
    last: int
    row: int
    what: str
    cause: str
    remedy: str

    @property
    def columns(self) -> frozenset[int]:
        """The columns it reaches over."""
        return frozenset(range(self.column, self.last + 1))

    @property
    def is_single(self) -> bool:
        """Whether it is one cell."""
        return self.what != MERGED

    @property
    def cell(self) -> str:
        """As a spreadsheet names it."""
        return f"{get_column_letter(self.column)}{self.row}"


def lost_cells(path: Path, names: Collection[str]) -> Iterator[tuple[str, Lost]]:
    """What is lost on the sheets of these names, which have been read before."""
    data = read_bytes(path)
    with python_calamine.load_workbook(io.BytesIO(data)) as book:
        for title in book.sheet_names:
            if (name := sheet_name(title)) in names:
                ranges = book.get_sheet_by_name(title).merged_cell_ranges or []
                yield from ((name, _merged(*one)) for one in ranges if one[0] != one[1])
    if data.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for title, part in _parts(package):
                if (name := sheet_name(title)) in names:
                    yield from ((name, one) for one in _unread(package.read(part)))


def _merged(first: tuple[int, int], last: tuple[int, int]) -> Lost:
    (top, left), (bottom, right) = first, last
    ends = f"{get_column_letter(left + 1)}{top + 1}:{get_column_letter(right + 1)}{bottom + 1}"
    cause = f"the cells {ends} are merged, which counts for the first of them alone."
    return Lost(
        left + 1, right + 1, top + 1, MERGED, cause, "Unmerge them, and write into each cell what it is to say."
    )


def _parts(package: zipfile.ZipFile) -> Iterator[tuple[str, str]]:
    """The title of each sheet and the part that holds it."""
    names = set(package.namelist())
    book, links = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
    if not {book, links} <= names:
        return
    targets = {one.get("Id", ""): one.get("Target", "") for one in _all(RELATION, package.read(links))}
    for one in _all(SHEET, package.read(book)):
        relation = next((said for word, said in one.items() if word.endswith(":id")), "")
        part = posixpath.normpath(posixpath.join("/xl", targets.get(relation, ""))).lstrip("/")
        if part in names:
            yield one.get("name", ""), part


def _all(pattern: re.Pattern[bytes], data: bytes) -> Iterator[Mapping[str, str]]:
    return (_attributes(one[1]) for one in pattern.finditer(data))


def _attributes(tag: bytes) -> dict[str, str]:
    return {one[1].decode(): html.unescape((one[2] or one[3] or b"").decode(errors="replace"))
            for one in ATTRIBUTE.finditer(tag)}  # fmt: skip


def _unread(data: bytes) -> Iterator[Lost]:
    """The formulas without a value and the errors of a sheet."""
    for one in CELL.finditer(data):
        words = _attributes(one[1])
        saved = SAVED.search(one[2])
        said = saved[1].decode(errors="replace").strip() if saved else ""
        if not PLACE.fullmatch(words.get("r", "")):
            continue
        letters, row = coordinate_from_string(words["r"])
        column = _number(letters)
        if words.get("t") == "e":
            remedy = "Mend the formula, or write the value itself."
            yield Lost(column, column, row, f"cell {words['r']}", f"it holds the error {said or '#N/A'}.", remedy)
        elif FORMULA.search(one[2]) and not said and words.get("t") not in {"str", "s", "inlineStr"}:
            yield Lost(column, column, row, f"cell {words['r']}", NO_VALUE, WORK_OUT)


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
