"""The workbook of a call's shortlist: the ranking with its line, who is out, what speaks for it, and the method."""

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from openpyxl import Workbook
from openpyxl.styles import Border, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from connectors.ports import CellValue
from connectors.registers import Heading, put_table
from connectors.shortlist_charts import RED, Table, money_chart, score_chart
from connectors.table_book import MoreSheet, add_sheet, put_sheet
from connectors.workbooks import save_atomically

WITHIN, BELOW = PatternFill("solid", fgColor="E3F1E5"), PatternFill("solid", fgColor="F3F3F3")
BUDGET_LINE = Border(bottom=Side(style="thick", color=RED))
CHARACTER = 0.19  # centimetres, one character of a column's width

OUT = (
    Heading("Reference", width=16),
    Heading("Applicant", width=26),
    Heading("Title", width=46),
    Heading("Why", width=70),
)
OUT_SAID = "Submissions barred by a rule of the call, with every reason."
METHOD = (Heading("What", width=30), Heading("How", width=100))


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
    put_table(add_sheet(workbook, "Not eligible"), "Not eligible", OUT_SAID, OUT, page.ineligible)
    for one in page.more:
        put_sheet(add_sheet(workbook, one.title), one)
    put_table(add_sheet(workbook, "Method"), "Method", "How the ranking was made.", METHOD, page.method)
    save_atomically(workbook, path)


def _rank(sheet: Worksheet, page: ShortlistPage) -> None:
    first = put_table(sheet, page.title, page.subtitle, page.headings, page.rows)
    for number, is_taken in enumerate(page.taken):
        _colour(sheet, first + number, len(page.headings), WITHIN if is_taken else BELOW)
    if page.line:
        for column in range(1, len(page.headings) + 1):
            sheet.cell(first + page.line - 1, column).border = BUDGET_LINE
    if page.rows:
        _add_charts(Table(sheet, page.headings, first, len(page.rows)), page)


def _add_charts(table: Table, page: ShortlistPage) -> None:
    """The charts below the table, side by side so that no page break cuts one; that of money where there is any."""
    scores, row = score_chart(table), table.first + table.count + 2
    table.sheet.add_chart(scores, f"A{row}")
    if not page.has_money:
        return
    lefts = itertools.accumulate((heading.width * CHARACTER for heading in page.headings), initial=0.0)
    column = next((number for number, left in enumerate(lefts, start=1) if left > scores.width), len(page.headings) + 1)
    table.sheet.add_chart(money_chart(table), f"{get_column_letter(column)}{row}")


def _colour(sheet: Worksheet, row: int, width: int, fill: PatternFill) -> None:
    for column in range(1, width + 1):
        sheet.cell(row, column).fill = fill
