"""What is measured: each writes all rows into a file, or reads the workbook that we wrote."""

from collections.abc import Callable
from pathlib import Path

import openpyxl
import python_calamine

from bench.exports.rows import HEADERS, TABLE, rows
from connectors.exports.files import open_export
from connectors.tables import KINDS
from connectors.tables.table import Options

PORTION = 500  # rows that the service has in memory at once


def openpyxl_writes(path: Path, count: int) -> int:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("Bench")
    sheet.append(HEADERS)
    for row in rows(count):
        sheet.append(row)
    book.save(path)
    return count


def ours(kind: str) -> Callable[[Path, int], int]:
    def written(path: Path, count: int) -> int:
        with path.open("w+b") as target, KINDS[kind].opened(target, [TABLE], Options()) as file:
            file.write(0, rows(count))
        return count

    return written


def openpyxl_reads(path: Path, count: int) -> int:  # noqa: ARG001 - as the others
    book = openpyxl.load_workbook(path, read_only=True)
    return sum(1 for _ in book["Bench"].iter_rows(values_only=True)) - 1


def calamine_reads(path: Path, count: int) -> int:  # noqa: ARG001 - as the others
    sheet = python_calamine.load_workbook(path).get_sheet_by_name("Bench")
    return sum(1 for _ in sheet.iter_rows()) - 1


def ours_reads(path: Path, count: int) -> int:  # noqa: ARG001 - as the others
    """As past submissions are imported: every cell as text, with its row's number."""
    (sheet,) = open_export(path)
    return sum(1 for _ in sheet.rows())


WRITE: dict[str, Callable[[Path, int], int]] = {
    "openpyxl write-only": openpyxl_writes,
    **{f"ours, {kind}": ours(kind) for kind in KINDS},
}
READ: dict[str, Callable[[Path, int], int]] = {
    "openpyxl read-only": openpyxl_reads,
    "calamine": calamine_reads,
    "ours, as an import": ours_reads,
}
CANDIDATES = {**WRITE, **READ}
"""Name -> what it does with a file of so many rows; returns how many it wrote or read."""
