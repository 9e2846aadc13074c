"""Opens an export, whatever it is: a CSV file, a workbook, or the archive of CSV files that ODK Central gives."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import IO, Any

import python_calamine

from connectors.exports.csv_files import lines_of
from connectors.exports.sheets import Row, Sheet, sheet_of, wrong
from forms.xlsform.package import SAVE_AGAIN, Limits, read_bytes

WORKBOOKS = (".xlsx", ".xlsm", ".xls")
LIMITS = Limits(bytes=100_000_000, parts=1_000, unpacked=600_000_000, cells=8_000_000)
"""What a workbook may hold; a larger one is exported as CSV, which is read row by row."""
MOST_FILES = 200  # in an archive
MOST_UNPACKED = 2_000_000_000  # bytes in an archive, which are never unpacked at once


def open_export(path: Path, encoding: str = "") -> list[Sheet]:
    """The tables of an export; the first is that of the submissions. Raises DefinitionErrors."""
    kind = path.suffix.lower()
    if kind == ".zip":
        return _archive(path, encoding)
    if kind in WORKBOOKS:
        return _workbook(path)
    return [sheet_of(path, path.name, lines_of(path, "file", lambda: path.open("rb"), encoding))]


def _archive(path: Path, encoding: str) -> list[Sheet]:
    try:
        with zipfile.ZipFile(path) as archive:
            parts = [one for one in archive.infolist() if one.filename.lower().endswith(".csv")]
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, NotImplementedError):
        raise wrong(path, "file", "is damaged, or no archive.", "Export it again.") from None
    if not parts:
        raise wrong(path, "file", "holds no CSV file.", "Export the submissions as a ZIP file of CSV files.")
    if len(parts) > MOST_FILES or sum(one.file_size for one in parts) > MOST_UNPACKED:
        raise wrong(path, "file", "holds more than an export would.", "Unpack it, and import its first file alone.")
    ordered = sorted(parts, key=lambda one: (len(one.filename), one.filename))  # FORM.csv before FORM-repeat.csv
    return [_part(path, one.filename, encoding) for one in ordered]


def _part(path: Path, member: str, encoding: str) -> Sheet:
    def opened() -> IO[bytes]:
        try:
            return zipfile.ZipFile(path).open(member)
        except (zipfile.BadZipFile, OSError, RuntimeError, NotImplementedError):
            raise wrong(path, member, "is damaged.", "Export it again.") from None

    def rows() -> Iterator[Row]:
        try:
            yield from lines_of(path, member, opened, encoding)()
        except (zipfile.BadZipFile, EOFError, zlib.error):
            raise wrong(path, member, "is damaged.", "Export it again.") from None

    return sheet_of(path, Path(member).stem, rows)


def _workbook(path: Path) -> list[Sheet]:
    data = read_bytes(path, LIMITS)
    try:
        book = python_calamine.load_workbook(io.BytesIO(data))
        names = [one.name for one in book.sheets_metadata if one.typ == python_calamine.SheetTypeEnum.WorkSheet]
        tables = {name: book.get_sheet_by_name(name) for name in names}
    except python_calamine.PasswordError:
        raise wrong(path, "file", "is protected by a password.", "Save it without one.") from None
    except (python_calamine.CalamineError, OSError, ValueError, OverflowError):
        raise wrong(path, "file", "is damaged, or no workbook.", SAVE_AGAIN) from None
    except BaseException as fault:
        if type(fault).__name__ != "PanicException":  # what a fault of the Rust library comes as
            raise
        raise wrong(path, "file", "is damaged.", SAVE_AGAIN) from None
    full = {name: table for name, table in tables.items() if table.total_height}
    if not full:
        raise wrong(path, "file", "has no headings.", "Export it again, with the headings.")
    return [sheet_of(path, name, _walk(table), is_grid=True) for name, table in full.items()]


def _walk(table: python_calamine.CalamineSheet) -> Callable[[], Iterator[Row]]:
    """The rows; columns before the first that is filled are none of the library's, and count all the same."""
    lead = ("",) * (table.start[1] if table.start else 0)

    def rows() -> Iterator[Row]:
        for number, cells in enumerate(table.iter_rows(), 1):
            yield Row(number, (*lead, *(cell_text(one) for one in cells)))

    return rows


def _number(value: float) -> str:
    exact = Decimal(repr(value))
    return f"{exact:.0f}" if exact == exact.to_integral_value() else f"{exact:f}"


def _moment(value: datetime) -> str:
    """A day where no time is said: workbooks do not tell them apart."""
    return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ", timespec="seconds")


TEXTS: Mapping[type, Callable[[Any], str]] = {
    bool: lambda value: "yes" if value else "no",
    float: _number,
    datetime: _moment,
    date: date.isoformat,
    time: time.isoformat,
}


def cell_text(value: object) -> str:
    """A cell as the text that a CSV file would hold: days in ISO 8601, numbers without a needless fraction."""
    return TEXTS.get(type(value), str)(value).strip()
