"""What is measured: each is made ready outside of the clock, and run once in a process of its own."""

from collections.abc import Callable
from pathlib import Path

from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from bench.workbooks.books import ADDED, COLUMNS, TAB, rows, spec_of
from connectors.sheets.excel import ExcelFolder

Deed = Callable[[], object]


def adding(folder: Path, _count: int) -> Deed:
    """Rows of ten columns into the workbook of staff's, which is new to the service."""
    backend, spec, new = ExcelFolder(folder), spec_of(10), rows(ADDED, 10)

    def deed() -> None:
        assert backend.upsert(spec, new).appended == ADDED

    return deed


def by_openpyxl(folder: Path, _count: int) -> Deed:
    """The same number of rows by loading, appending and saving."""
    new = [list(row.values.values()) for row in rows(ADDED, 10)]

    def deed() -> None:
        book = load_workbook(folder / "Book.xlsx")
        for row in new:
            book[TAB].append(row)
        book.save(folder / "Book.xlsx")

    return deed


def converged(folder: Path, count: int) -> Deed:
    """All rows of a workbook of ours held against what stands there, which is the same: nothing is written."""
    backend, spec, wanted = ExcelFolder(folder), spec_of(COLUMNS), rows(count, COLUMNS)

    def deed() -> None:
        before = (folder / "Book.xlsx").stat().st_mtime_ns
        assert backend.upsert(spec, wanted).unchanged == count
        assert (folder / "Book.xlsx").stat().st_mtime_ns == before

    return deed


def by_calamine(folder: Path, _count: int) -> Deed:
    """The same workbook read by another reader, and nothing compared."""

    def deed() -> None:
        CalamineWorkbook.from_path(folder / "Book.xlsx").get_sheet_by_name(TAB).to_python()

    return deed


STAFF: dict[str, Callable[[Path, int], Deed]] = {"ours, adding": adding, "openpyxl": by_openpyxl}
OURS: dict[str, Callable[[Path, int], Deed]] = {"ours, converged": converged, "calamine, only reading": by_calamine}
CANDIDATES = STAFF | OURS
