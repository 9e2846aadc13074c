"""A workbook of tables, one a sheet, with a chart below those that have one."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from connectors.ports import CellValue
from connectors.registers import Heading, put_table
from connectors.shortlist_charts import Table, group_chart


@dataclass(frozen=True, slots=True)
class MoreSheet:
    """A further sheet; where columns are marked "bar", they are drawn against the one that is marked "name"."""

    title: str
    subtitle: str
    headings: tuple[Heading, ...]
    rows: tuple[tuple[CellValue, ...], ...]
    drawn: str = ""  # the title of the chart

    @property
    def has_chart(self) -> bool:
        """Whether there is something to draw."""
        return bool(self.rows) and any(heading.mark == "bar" for heading in self.headings)


def tables_workbook(sheets: Sequence[MoreSheet]) -> bytes:
    """The file."""
    workbook = Workbook()
    workbook.remove(workbook.worksheets[0])
    for one in sheets:
        put_sheet(add_sheet(workbook, one.title), one)
    target = io.BytesIO()
    workbook.save(target)
    return target.getvalue()


def add_sheet(workbook: Workbook, title: str) -> Worksheet:
    """One more sheet."""
    return cast("Worksheet", workbook.create_sheet(title))


def put_sheet(sheet: Worksheet, more: MoreSheet) -> None:
    """The table, and its chart."""
    first = put_table(sheet, more.title, more.subtitle, more.headings, more.rows)
    if more.has_chart:
        table = Table(sheet, more.headings, first, len(more.rows))
        sheet.add_chart(group_chart(table, more.drawn), f"A{first + len(more.rows) + 2}")
