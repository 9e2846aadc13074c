"""Tables to be written in tests, and each kind of file read again by a program that did not write it."""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import python_calamine

from connectors.ports import SheetColumn
from connectors.tables import KINDS
from connectors.tables.table import Options, Row, Table

FORMATS = ("text", "integer", "decimal", "money", "date", "datetime", "yes_no")
USUAL = Options()
Tables = dict[str, list[list[Any]]]
"""What was read: rows by the title of the tab, or the name of the file in an archive."""


def table_of(name: str, *formats: str, title: str = "") -> Table:
    columns = (SheetColumn(f"k{n}", f"Column {n}", kind, 10 + n) for n, kind in enumerate(formats))
    return Table(name, title or name, tuple(columns))


def write(path: Path, kind: str, tables: Sequence[Table], *rows: Iterable[Row], options: Options = USUAL) -> int:
    """Write a file; returns how many texts were too long for it."""
    with path.open("w+b") as target, KINDS[kind].opened(target, tables, options) as file:
        for place, some in enumerate(rows):
            file.write(place, some)
    return file.too_long


def read_openpyxl(path: Path) -> Tables:
    book = openpyxl.load_workbook(path)
    read = {sheet.title: [[unescaped(cell.value) for cell in row] for row in sheet.iter_rows()] for sheet in book}
    assert not [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    book.close()
    return read


def unescaped(value: object) -> object:
    """As Excel shows it (ECMA-376 part 1, 22.9.2.19), which openpyxl leaves to others."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda one: chr(int(one[1], 16)), value) if isinstance(value, str) else value


def read_calamine(path: Path) -> Tables:
    book = python_calamine.load_workbook(path)
    return {name: [*map(list, book.get_sheet_by_name(name).iter_rows())] for name in book.sheet_names}


def read_csv(path: Path) -> Tables:
    if not zipfile.is_zipfile(path):
        return {path.stem: csv_rows(path.read_bytes())}
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        return {Path(name).stem: csv_rows(archive.read(name)) for name in archive.namelist()}


def csv_rows(data: bytes) -> list[list[Any]]:
    return [*csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), strict=True)]


def read_json(path: Path) -> Tables:
    lines = [json.loads(line) for line in path.read_bytes().split(b"\n")[:-1]]
    return {path.stem: [list(lines[0]) if lines else [], *(list(line.values()) for line in lines)]}


READERS: dict[str, tuple[str, Callable[[Path], Tables]]] = {
    "xlsx by openpyxl": ("xlsx", read_openpyxl),
    "xlsx by calamine": ("xlsx", read_calamine),
    "ods by calamine": ("ods", read_calamine),
    "csv": ("csv", read_csv),
    "jsonl": ("jsonl", read_json),
}


def plain(value: object) -> object:
    """A value as readers agree on it: numbers as doubles of 15 digits, a day as its midnight, nothing as nothing."""
    if value is None or value == "":
        return None
    if isinstance(value, bool | str):
        return value
    if isinstance(value, datetime):
        return (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    if isinstance(value, date):
        return naive(value.year, value.month, value.day)
    assert isinstance(value, int | float | Decimal)
    return float(f"{float(value):.15g}")


def naive(year: int, month: int, day: int, *clock: int) -> datetime:
    """A moment that names no zone."""
    return datetime(year, month, day, *clock)  # noqa: DTZ001 - as cells hold it


def mixed(count: int, start: int = 0) -> Iterator[tuple[object, ...]]:
    """Mixed rows, as many as are wanted."""
    for number in range(start, start + count):
        yield (
            f"An answer, number {number}",
            number,
            Decimal(number) / 100,
            None,
            date(2026, 1, 1),
            None,
            number % 2 == 0,
        )
