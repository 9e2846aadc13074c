"""How a tab made by the service looks: header, widths, the hidden key column, what may be chosen, the filter."""

import itertools
from collections.abc import Collection
from typing import cast

from openpyxl.cell import Cell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter, quote_sheetname, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from connectors.sheets.layout import KEY_COLUMN, Made
from connectors.workbooks import print_wide, set_cell, style_header

STAFF_NOTE = "This column is yours. The service never writes below this cell."
LAST_ROW = 1_048_576
LONGEST_LIST = 255  # characters of a list that stands in the rule itself, Excel specifications and limits
LISTS = "_chancery_lists"  # the hidden tab of the lists that do not fit into their rules


def make_column(sheet: Worksheet, header_row: int, place: int, made: Made) -> None:
    """A header cell and its column; row and column count from 0."""
    cell = cast("Cell", sheet.cell(header_row + 1, place + 1))
    staff = made.column.owner == "staff"
    set_cell(cell, made.title)
    style_header(cell, staff=staff)
    if staff:
        cell.comment = Comment(STAFF_NOTE, "Chancery")
    _take_out(sheet, place + 1)
    dimension = sheet.column_dimensions[get_column_letter(place + 1)]
    dimension.width = made.column.width
    dimension.hidden = made.column is KEY_COLUMN


def _take_out(sheet: Worksheet, column: int) -> None:
    """End the runs of columns of one width before `column`: Excel calls a file with overlapping runs broken."""
    for dimension in sheet.column_dimensions.values():
        if dimension.min is not None and dimension.max is not None and dimension.min <= column <= dimension.max:
            dimension.max = max(dimension.min, column - 1)


def rename_column(sheet: Worksheet, header_row: int, place: int, title: str) -> None:
    """Another header; a table that staff made of the rows must name its column alike, or Excel calls it broken."""
    cell = sheet.cell(header_row + 1, place + 1)
    if not isinstance(cell, Cell):
        return  # covered by a merged cell: people see another text there
    set_cell(cell, title)
    for table in sheet.tables.values():
        left, top, right, _ = _edges(str(table.ref))
        if top == header_row + 1 and left <= place + 1 <= right and table.tableColumns:
            table.tableColumns[place + 1 - left].name = title


def offer(sheet: Worksheet, header_row: int, place: int, choices: tuple[str, ...]) -> None:
    """What may be chosen in a column's cells; anything else is warned of and taken."""
    if not choices:
        return
    letter = get_column_letter(place + 1)
    rule = DataValidation(type="list", formula1=_source(sheet, choices), allow_blank=True)
    rule.errorStyle, rule.showErrorMessage = "warning", True
    rule.add(f"{letter}{header_row + 2}:{letter}{LAST_ROW}")
    sheet.add_data_validation(rule)


def _source(sheet: Worksheet, choices: tuple[str, ...]) -> str:
    """The choices in the rule itself, or where a comma parts one or they are too long, in a column of a hidden tab."""
    inline = ",".join(choices)
    if len(inline) <= LONGEST_LIST and not any(set(',"\n') & set(one) or one != one.strip() for one in choices):
        return f'"{inline}"'
    book = cast("Workbook", sheet.parent)
    lists = cast("Worksheet", book[LISTS] if LISTS in book.sheetnames else book.create_sheet(LISTS))
    lists.sheet_state = "veryHidden"
    column = lists.max_column + 1
    for number, one in enumerate(choices, start=1):
        set_cell(cast("Cell", lists.cell(number, column)), one)
    letter = get_column_letter(column)
    return f"{quote_sheetname(LISTS)}!${letter}$1:${letter}${len(choices)}"


def make_page(sheet: Worksheet, header_row: int, last_place: int) -> None:
    """Header and first column stay in sight; a filter over every column; printed wide."""
    sheet.auto_filter.ref = _area(1, header_row + 1, last_place + 1, header_row + 2)
    sheet.freeze_panes = f"C{header_row + 2}"  # A holds the hidden key
    sheet.row_dimensions[header_row + 1].height = 32
    sheet.print_title_rows = f"{header_row + 1}:{header_row + 1}"
    print_wide(sheet)


def stretch(sheet: Worksheet, header_row: int, added: Collection[int]) -> None:
    """Let the filter, and the table that staff made of the rows, reach over the added rows (which count from 1).

    How wide they are stays as staff have it, and a table does not swallow what stands below it.
    """
    for table in sheet.tables.values():
        _, top, _, end = _edges(str(table.ref))
        last = next(row for row in itertools.count(end) if row + 1 not in added)
        if top == header_row + 1 and last > end and not table.totalsRowCount:
            _end_at(table, last)
    if sheet.auto_filter.ref and not sheet.tables:
        left, top, right, end = _edges(sheet.auto_filter.ref)
        if top == header_row + 1:
            sheet.auto_filter.ref = _area(left, top, right, max(end, *added, 0))


def _end_at(table: Table, last: int) -> None:
    left, top, right, _ = _edges(str(table.ref))
    table.ref = _area(left, top, right, last)
    if table.autoFilter is not None:
        table.autoFilter.ref = table.ref


def _edges(area: str) -> tuple[int, int, int, int]:
    left, top, right, bottom = range_boundaries(area)
    return left or 1, top or 1, right or 1, bottom or LAST_ROW


def _area(left: int, top: int, right: int, bottom: int) -> str:
    return f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}"
