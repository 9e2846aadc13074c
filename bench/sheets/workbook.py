"""Rows added to a workbook that staff have made theirs: by the service in its place, and by openpyxl, as a whole."""

import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference
from openpyxl.formatting.rule import ColorScaleRule
from openpyxl.utils import get_column_letter

from bench.sheets.rows import KEYS, SPEC, cells, rows
from connectors.sheets.excel import ExcelFolder

ADDED = 10  # rows
HEADS = (
    "rows there",
    "MB",
    "openpyxl s",
    "compared s",
    "ratio",
    "known s",
    "its ratio",
    "nothing new s",
    "all right s",
)


@dataclass(frozen=True)
class Book:
    """A folder with the workbook, and the rows that stand in it."""

    folder: Path
    count: int

    @property
    def path(self) -> Path:
        return self.folder / f"{SPEC.workbook}.xlsx"

    @property
    def sheets(self) -> ExcelFolder:
        return ExcelFolder(self.folder)


def measured(folder: Path, counts: list[int], rounds: int, say: Callable[[str], None]) -> list[dict[str, object]]:
    """Ten rows more, beside so many; medians of the rounds, ratios of one round."""
    found = []
    for count in counts:
        say(f"{count:,} rows: made")
        made = as_staff_saved(folder / str(count), count)
        times = []
        for number in range(rounds):
            say(f"{count:,} rows: round {number + 1}")
            times.append(once(made, folder / "round"))
        found.append(summary(made, times))
    return found


def as_staff_saved(folder: Path, count: int) -> Book:
    """What the service made, with a column, a chart and colours of staff's, saved by another program."""
    book = Book(folder, count)
    book.sheets.upsert(SPEC, list(rows(count)))
    workbook = load_workbook(book.path)
    sheet = workbook[SPEC.tab]
    own = sheet.max_column + 1
    sheet.cell(1, own).value = "Our own"
    for row in range(2, count + 2):
        sheet.cell(row, own).value = f"seen {row}"
    chart = BarChart()
    chart.add_data(
        Reference(sheet, min_col=KEYS.index("c14") + 2, min_row=1, max_row=min(count, 50)), titles_from_data=True
    )
    sheet.add_chart(chart, f"{get_column_letter(own + 2)}2")
    scale = ColorScaleRule(start_type="min", start_color="FFFFFF", end_type="max", end_color="63BE7B")
    sheet.conditional_formatting.add(f"P2:P{count + 1}", scale)
    workbook.save(book.path)
    return book


def once(made: Book, folder: Path) -> dict[str, float]:
    """Each in turn has a copy of its own."""
    return {
        "openpyxl": timed(copied(made, folder), by_openpyxl),
        **by_us(copied(made, folder)),
    }


def copied(made: Book, folder: Path) -> Book:
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(made.folder, folder)
    return Book(folder, made.count)


def timed(book: Book, deed: Callable[[Book], object]) -> float:
    start = time.perf_counter()
    deed(book)
    return time.perf_counter() - start


def by_openpyxl(book: Book) -> None:
    workbook = load_workbook(book.path)
    for row in rows(ADDED, book.count):
        workbook[SPEC.tab].append([row.key, *cells(row)])
    workbook.save(book.path)


def by_us(book: Book) -> dict[str, float]:
    """Compared after staff saved it and added to; added to once it is known; then nothing to do, known and compared."""
    wanted = list(rows(book.count + ADDED))
    start = time.perf_counter()
    result = book.sheets.upsert(SPEC, wanted)
    compared = time.perf_counter() - start
    assert (result.appended, result.updated) == (ADDED, 0)
    assert result.left is not None
    start = time.perf_counter()
    known = book.sheets.append(SPEC, rows(ADDED, len(wanted)), (), result.left)
    added = time.perf_counter() - start
    assert known is not None
    assert known.left is not None
    start = time.perf_counter()
    assert book.sheets.append(SPEC, (), (), known.left) is not None
    nothing_known = time.perf_counter() - start
    wanted = list(rows(book.count + 2 * ADDED))
    before = book.path.stat().st_mtime_ns
    start = time.perf_counter()
    assert book.sheets.upsert(SPEC, wanted).unchanged == len(wanted)
    nothing = time.perf_counter() - start
    assert book.path.stat().st_mtime_ns == before
    return {"compared": compared, "known": added, "nothing known": nothing_known, "nothing": nothing}


def summary(made: Book, times: list[dict[str, float]]) -> dict[str, object]:
    def of(name: str) -> float:
        return round(median(one[name] for one in times), 3)

    def ratio(name: str) -> float:
        return round(median(one[name] / one["openpyxl"] for one in times), 4)

    figures = {"openpyxl s": of("openpyxl"), "compared s": of("compared"), "ratio": ratio("compared")}
    known = {"known s": of("known"), "its ratio": ratio("known"), "nothing new s": of("nothing known")}
    return {
        "rows there": made.count,
        "MB": round(made.path.stat().st_size / 1e6, 2),
        **figures,
        **known,
        "all right s": of("nothing"),
    }
