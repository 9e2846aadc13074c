"""The workbooks the service makes whole: a call's shortlist, the register of invoices, tables of grants."""

import io
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import cast

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from connectors.ports import CellValue
from connectors.workbooks import LINE, lines_needed, print_wide, save_atomically, set_cell, style_header

WITHIN, BELOW = PatternFill("solid", fgColor="E3F1E5"), PatternFill("solid", fgColor="F3F3F3")
RED = "B00020"
BUDGET_LINE = Border(bottom=Side(style="thick", color=RED))
CHARACTER = 0.19  # centimetres, one character of a column's width
TITLE = Font(size=16, bold=True, color="1D3557")
TEXT = Alignment(vertical="top", wrap_text=True)
NUMBER = Alignment(horizontal="right", vertical="top", indent=1)  # apart from the text at its right


@dataclass(frozen=True, slots=True)
class Heading:
    """One column of a table: its title, the format of its cells, its width in characters."""

    title: str
    format: str = "text"
    width: int = 14
    mark: str = ""  # what the charts know the column by: "reference", "score", "cumulative", "envelope"; "name", "bar"


OUT = (
    Heading("Reference", width=16),
    Heading("Applicant", width=26),
    Heading("Title", width=46),
    Heading("Why", width=70),
)
OUT_SAID = "Submissions barred by a rule of the call, with every reason."
METHOD = (Heading("What", width=30), Heading("How", width=100))


@dataclass(frozen=True, slots=True)
class MoreSheet:
    """A further sheet; where columns are marked "bar", they are drawn against the one that is marked "name"."""

    title: str
    subtitle: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[CellValue, ...], ...]


@dataclass(frozen=True, slots=True)
class ShortlistPage:
    """What the shortlist workbook shows; each row as long as the headings."""

    title: str
    subtitle: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[CellValue, ...], ...]
    taken: tuple[bool, ...]  # of each row
    line: int  # how many rows from the top are above the budget line
    ineligible: tuple[tuple[str, str, str, str], ...]  # reference, applicant, title, reasons
    method: tuple[tuple[str, CellValue], ...]
    more: tuple[MoreSheet, ...] = ()

    def column(self, mark: str) -> int:
        """The number of the marked column, from 1."""
        return next(number for number, heading in enumerate(self.headings, start=1) if heading.mark == mark)

    @property
    def has_money(self) -> bool:
        """Whether there is an envelope to be held against."""
        return any(heading.mark == "envelope" for heading in self.headings)


def write_shortlist(page: ShortlistPage, path: Path) -> None:
    """The committee's workbook: ranking with the budget line and a chart, who is out and why, and the method."""
    workbook = Workbook()
    ranking = cast("Worksheet", workbook.active)
    ranking.title = "Shortlist"
    _rank(ranking, page)
    _table(_new(workbook, "Not eligible"), "Not eligible", OUT_SAID, OUT, page.ineligible)
    for one in page.more:
        _add_more(_new(workbook, one.title), one)
    _table(_new(workbook, "Method"), "Method", "How the ranking was made.", METHOD, page.method)
    save_atomically(workbook, path)


def _new(workbook: Workbook, title: str) -> Worksheet:
    return cast("Worksheet", workbook.create_sheet(title))


def _add_more(sheet: Worksheet, more: MoreSheet) -> None:
    first = _table(sheet, more.title, more.subtitle, more.headings, more.rows)
    bars = [number for number, heading in enumerate(more.headings, start=1) if heading.mark == "bar"]
    if bars and more.rows:
        sheet.add_chart(_group_chart(sheet, more, first, bars), f"A{first + len(more.rows) + 2}")


def _group_chart(sheet: Worksheet, more: MoreSheet, first: int, bars: Sequence[int]) -> BarChart:
    """Bars side by side for each row."""
    last, chart = first + len(more.rows) - 1, BarChart()
    chart.type, chart.style, chart.title = "bar", 10, more.title
    for number in bars:
        data = Reference(sheet, min_col=number, min_row=first - 1, max_row=last)  # with the header, for the legend
        chart.add_data(data, titles_from_data=True)
    name = next(number for number, heading in enumerate(more.headings, start=1) if heading.mark == "name")
    chart.set_categories(Reference(sheet, min_col=name, min_row=first, max_row=last))
    chart.x_axis.scaling.orientation = "maxMin"  # in the order of the table
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.x_axis.tickLblPos = "low"  # beside the plot, where bars go below 0 too
    chart.gapWidth, chart.legend.position = 60, "b"
    chart.width, chart.height = 24, max(7.0, 0.5 * len(bars) * len(more.rows) + 3)
    if len(bars) == 1:
        chart.legend = None
    return chart


def _rank(sheet: Worksheet, page: ShortlistPage) -> None:
    first = _table(sheet, page.title, page.subtitle, page.headings, page.rows)
    for number, is_taken in enumerate(page.taken):
        _colour(sheet, first + number, len(page.headings), WITHIN if is_taken else BELOW)
    if page.line:
        for column in range(1, len(page.headings) + 1):
            sheet.cell(first + page.line - 1, column).border = BUDGET_LINE
    if page.rows:
        _add_charts(sheet, page, first)


def _add_charts(sheet: Worksheet, page: ShortlistPage, first: int) -> None:
    """The charts below the table, side by side so that no page break cuts one; that of money where there is any."""
    scores, row = _score_chart(sheet, page, first), first + len(page.rows) + 2
    sheet.add_chart(scores, f"A{row}")
    if not page.has_money:
        return
    lefts = itertools.accumulate((heading.width * CHARACTER for heading in page.headings), initial=0.0)
    column = next((number for number, left in enumerate(lefts, start=1) if left > scores.width), len(page.headings) + 1)
    sheet.add_chart(_money_chart(sheet, page, first), f"{get_column_letter(column)}{row}")


def _money_chart(sheet: Worksheet, page: ShortlistPage, first: int) -> BarChart:
    """What is requested down to each place, against the envelope."""
    last, chart, envelope = first + len(page.rows) - 1, BarChart(), LineChart()
    chart.title = "Requested down to each place, and the envelope"
    for one, mark in ((chart, "cumulative"), (envelope, "envelope")):
        number = page.column(mark)
        data = Reference(sheet, min_col=number, min_row=first - 1, max_row=last)  # with the header, for the legend
        one.add_data(data, titles_from_data=True)
    envelope.series[0].graphicalProperties.line.solidFill = RED
    envelope.series[0].marker.symbol = "none"
    chart.set_categories(Reference(sheet, min_col=page.column("reference"), min_row=first, max_row=last))
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.y_axis.numFmt, chart.gapWidth, chart.legend.position = "#,##0", 40, "b"
    chart.width, chart.height = 26, 11
    chart += envelope
    return chart


def _score_chart(sheet: Worksheet, page: ShortlistPage, first: int) -> BarChart:
    last = first + len(page.rows) - 1
    chart = BarChart()
    chart.type, chart.style, chart.title = "bar", 10, "Score by proposal (out of 100)"
    chart.add_data(Reference(sheet, min_col=page.column("score"), min_row=first, max_row=last), titles_from_data=False)
    chart.set_categories(Reference(sheet, min_col=page.column("reference"), min_row=first, max_row=last))
    chart.legend = None
    chart.y_axis.scaling.min, chart.y_axis.scaling.max = 0, 100
    chart.y_axis.numFmt = "0"
    chart.x_axis.scaling.orientation = "maxMin"  # the best on top, as in the table
    chart.x_axis.delete = chart.y_axis.delete = False
    chart.gapWidth = 40
    chart.width, chart.height = 26, max(7.0, 0.62 * len(page.rows) + 2)
    return chart


def write_register(
    title: str, subtitle: str, headings: Sequence[Heading], rows: Sequence[tuple[CellValue, ...]], path: Path
) -> None:
    """The register of invoices; a last row adds up the money columns."""
    workbook = Workbook()
    sheet = cast("Worksheet", workbook.active)
    sheet.title = "Register"
    first = _table(sheet, title, subtitle, headings, rows)
    last = first + len(rows)
    for number, heading in enumerate(headings):
        cell = cast("Cell", sheet.cell(last, number + 1))
        if heading.format == "money":
            total = sum((Decimal(str(row[number])) for row in rows), Decimal(0))
            set_cell(cell, total, "money")
        elif number == 0:
            set_cell(cell, "Total")
        cell.font = Font(bold=True)
        cell.border = Border(top=Side(style="medium"))
    save_atomically(workbook, path)


def tables_workbook(sheets: Sequence[MoreSheet]) -> bytes:
    """A workbook with one sheet a table."""
    workbook = Workbook()
    for place, one in enumerate(sheets):
        sheet = cast("Worksheet", workbook.active) if place == 0 else _new(workbook, one.title)
        sheet.title = one.title
        _add_more(sheet, one)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def _table(
    sheet: Worksheet, title: str, subtitle: str, headings: Sequence[Heading], rows: Sequence[Sequence[CellValue]]
) -> int:
    """Title, subtitle, header, rows; returns the number of the first row of data."""
    set_cell(cast("Cell", sheet["A1"]), title)
    sheet["A1"].font = TITLE
    set_cell(cast("Cell", sheet["A2"]), subtitle)
    sheet["A2"].font = Font(color="5B6673")
    for number, heading in enumerate(headings, start=1):
        cell = cast("Cell", sheet.cell(4, number))
        set_cell(cell, heading.title)
        style_header(cell)
        sheet.column_dimensions[get_column_letter(number)].width = heading.width
    for row_number, row in enumerate(rows, start=5):
        for number, (value, heading) in enumerate(zip(row, headings, strict=True), start=1):
            cell = cast("Cell", sheet.cell(row_number, number))
            set_cell(cell, value, heading.format)
            cell.alignment = TEXT if value is None or isinstance(value, str) else NUMBER
    for row_number, texts in enumerate(([heading.title for heading in headings], *rows), start=4):
        sheet.row_dimensions[row_number].height = LINE * lines_needed(texts, [heading.width for heading in headings])
    sheet.freeze_panes = "A5"
    sheet.print_title_rows = "4:4"
    if rows:
        sheet.auto_filter.ref = f"A4:{get_column_letter(len(headings))}{4 + len(rows)}"
    print_wide(sheet)
    return 5


def _colour(sheet: Worksheet, row: int, width: int, fill: PatternFill) -> None:
    for column in range(1, width + 1):
        sheet.cell(row, column).fill = fill


def day(value: date) -> str:
    """A day as documents say it."""
    return f"{value.day} {value:%B %Y}"
