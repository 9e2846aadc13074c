"""The sheet to be filled in: hidden marks around it, a row a thing, cells that say what they take."""

from typing import cast

from openpyxl.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from connectors.entry_books.marks import KEY, TITLES
from connectors.entry_books.values import Column, EntryBook, Row
from connectors.workbooks import FACE, LINE, lines_needed, print_wide, set_cell, style_header

MARKS, HEAD, FIRST = 1, 2, 3  # rows: the marks of columns, hidden; their titles; the first thing
FIXED = 2  # columns after the hidden one that stay in sight
MOST_NOTE, MOST_NOTE_TITLE = 255, 32
"""Characters that Excel shows beside a cell (ECMA-376 part 1, 18.3.1.32)."""
MOST_ERROR = 225
OPEN = PatternFill("solid", fgColor="FFF9E5")
EDGE = Side(style="thin", color="CBD5E0")
BOX = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
UNLOCKED = Protection(locked=False)
LINK = Font(name=FACE, size=11, color="1D5FA8", underline="single")
MARGIN = 0.4  # inches
MOST_LINES = 8  # of a row: a longer text is read in its cell


def write_table(sheet: Worksheet, book: EntryBook) -> None:
    """The whole sheet."""
    set_cell(cast("Cell", sheet.cell(MARKS, 1)), KEY)
    set_cell(cast("Cell", sheet.cell(HEAD, 1)), TITLES)
    for number, column in enumerate(book.columns, start=2):
        _head(sheet, number, column)
        if column.is_open and book.rows:
            _check(sheet, number, column, book)
    for number, row in enumerate(book.rows, start=FIRST):
        _row(sheet, number, row, book.columns)
    _frame(sheet, book)


def _head(sheet: Worksheet, number: int, column: Column) -> None:
    set_cell(cast("Cell", sheet.cell(MARKS, number)), column.mark)
    head = cast("Cell", sheet.cell(HEAD, number))
    set_cell(head, column.title)
    style_header(head, staff=column.is_open)
    sheet.column_dimensions[get_column_letter(number)].width = column.width


def _check(sheet: Worksheet, number: int, column: Column, book: EntryBook) -> None:
    """What the cells of a column take, told where they are filled in."""
    rule = _rule(column)
    rule.showInputMessage = bool(column.note)
    rule.promptTitle, rule.prompt = _cut(column.note_title, MOST_NOTE_TITLE), _cut(column.note, MOST_NOTE)
    rule.showErrorMessage = bool(column.remedy)
    rule.errorTitle, rule.error = _cut(book.warning, MOST_NOTE_TITLE), _cut(column.remedy, MOST_ERROR)
    letter = get_column_letter(number)
    rule.add(f"{letter}{FIRST}:{letter}{FIRST + len(book.rows) - 1}")
    sheet.add_data_validation(rule)


def _rule(column: Column) -> DataValidation:
    if column.most is not None:
        return DataValidation("whole", formula1="0", operator="between", formula2=str(column.most), allow_blank=True)
    if column.choices:
        return DataValidation("list", formula1=f'"{",".join(column.choices)}"', allow_blank=True)
    return DataValidation(None, allow_blank=True)


def _cut(text: str, most: int) -> str | None:
    return (text if len(text) <= most else f"{text[: most - 1]}…") or None


def _row(sheet: Worksheet, number: int, row: Row, columns: tuple[Column, ...]) -> None:
    set_cell(cast("Cell", sheet.cell(number, 1)), row.mark)
    for place, (value, column) in enumerate(zip(row.values, columns, strict=True), start=2):
        cell = cast("Cell", sheet.cell(number, place))
        set_cell(cell, value, column.format)
        cell.alignment = _alignment(column)
        cell.border = BOX
        if column.is_open:
            cell.fill, cell.protection = OPEN, UNLOCKED
    if row.link:
        first = cast("Cell", sheet.cell(number, 2))
        first.hyperlink, first.font = row.link, LINK
    needed = lines_needed(row.values, [column.width for column in columns])
    sheet.row_dimensions[number].height = LINE * min(max(needed, 2), MOST_LINES)


def _alignment(column: Column) -> Alignment:
    if column.most is not None or column.choices:
        return Alignment(horizontal="center", vertical="top")
    if column.format == "money":
        return Alignment(horizontal="right", vertical="top", indent=1)  # apart from what stands at its right
    return Alignment(vertical="top", wrap_text=True)


def _frame(sheet: Worksheet, book: EntryBook) -> None:
    sheet.row_dimensions[MARKS].hidden = True
    sheet.column_dimensions["A"].hidden = True
    titles = lines_needed([one.title for one in book.columns], [one.width for one in book.columns])
    sheet.row_dimensions[HEAD].height = LINE * (titles + 0.5)
    sheet.freeze_panes = f"{get_column_letter(2 + FIXED)}{FIRST}"
    sheet.print_title_rows = f"{HEAD}:{HEAD}"
    sheet.auto_filter.ref = f"B{HEAD}:{get_column_letter(len(book.columns) + 1)}{HEAD + max(len(book.rows), 1)}"
    print_wide(sheet)
    sheet.page_margins.left = sheet.page_margins.right = MARGIN
    sheet.oddFooter.center.text = "&P / &N"  # type: ignore[union-attr]  # it always has one
