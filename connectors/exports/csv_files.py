"""CSV files of any size, read row by row: their encoding and separator found out, every fault located."""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from connectors.exports.sheets import Row, wrong
from forms.errors import DefinitionErrors

SEPARATORS = ",;\t"
LOOKED_AT = 65_536
MARKS = {codecs.BOM_UTF8: "utf-8-sig", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}
"""The first bytes of a file -> its encoding."""
WESTERN = "windows-1252"
Opener = Callable[[], IO[bytes]]


@dataclass(frozen=True, slots=True)
class Written:
    """A CSV file and how it is written."""

    path: Path
    name: str
    opened: Opener
    encoding: str
    separator: str

    def rows(self) -> Iterator[Row]:
        """Each row with the line on which it begins. Raises DefinitionErrors."""
        begins = 1
        with self.opened() as file:
            text = io.TextIOWrapper(file, encoding=self.encoding, newline="")
            reader = csv.reader(text, delimiter=self.separator, strict=True)
            try:
                for cells in reader:
                    yield Row(begins, tuple(cell.strip() for cell in cells))
                    begins = reader.line_num + 1
            except csv.Error as fault:
                cause, remedy = f"not CSV: {fault}.", "Mend this line or the one before."
                raise wrong(self.path, str(begins), cause, remedy, self.name) from None
            except UnicodeError:
                raise _not_in(self) from None


def lines_of(path: Path, name: str, opened: Opener, encoding: str = "") -> Callable[[], Iterator[Row]]:
    """The rows of a CSV file, from the beginning at each call. Raises DefinitionErrors, here and when walked."""
    try:
        with opened() as file:
            start = file.read(LOOKED_AT)
    except OSError as fault:
        raise wrong(path, "file", f"cannot be read: {fault.strerror}.", "Put the file there.") from None
    spelt = encoding or _encoding(start)
    first = start.decode(spelt, errors="ignore").lstrip("\ufeff\r\n").partition("\n")[0]
    return Written(path, name, opened, spelt, max(SEPARATORS, key=first.count)).rows


def _encoding(start: bytes) -> str:
    for mark, encoding in MARKS.items():
        if start.startswith(mark):
            return encoding
    if start[1:2] == b"\0":
        return "utf-16-le"
    return "utf-16-be" if start[:1] == b"\0" else "utf-8"


def _not_in(file: Written) -> DefinitionErrors:
    """Which line it is that is not in the encoding, and what the file may be in."""
    if not file.encoding.startswith("utf-8"):
        cause, remedy = f"is not in {file.encoding}.", 'Save the file as UTF-8 (in Excel: "CSV UTF-8").'
        return wrong(file.path, "file", cause, remedy, file.name)
    with file.opened() as lines:
        for number, line in enumerate(lines, 1):
            try:
                line.decode("utf-8")
            except UnicodeDecodeError as fault:
                cause = f"byte {line[fault.start]:#04x} is not UTF-8."
                return wrong(file.path, str(number), cause, _remedy(line), file.name)
    return wrong(file.path, "file", "breaks off within a letter.", "Export it again.", file.name)


def _remedy(line: bytes) -> str:
    """What to do, with the line as an older Windows would write it, for staff to recognise."""
    try:
        looks = " ".join(line.decode(WESTERN).split())[:60]
    except UnicodeDecodeError:
        return 'Save the file as UTF-8 (in Excel: "CSV UTF-8").'
    return f'If {looks!r} reads right, say --encoding {WESTERN}; else save the file as UTF-8 (in Excel: "CSV UTF-8").'
