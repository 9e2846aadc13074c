"""Writes a form as a workbook that staff can go on writing: one row a thing, headers that tell what they are for."""

import io
import re

from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from forms.definition import LINES, RANKINGS, Form
from forms.reading.api_part import API_WORDS
from forms.reading.call_part import SEVERITIES as RULE_SEVERITIES
from forms.reading.condition_part import SEVERITIES
from forms.reading.mail_part import EVENTS
from forms.reading.settings_part import LATE
from forms.reading.sheet_part import DELETED_ROWS, FORMATS, OWNERS
from forms.reading.source_part import SOURCE_WORDS
from forms.types.table import QUESTION_TYPES, RESULT_TYPES
from forms.writing.plain_form import tree
from forms.xlsform.cells import text_of
from forms.xlsform.columns import GUIDE, SHEETS, TEST, Column
from forms.xlsform.rows import LISTED, Cells, headers_of, sheets_of

LONGEST_TEXT = 32_767  # characters in one cell, Excel specifications and limits
ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x0041_ as the letter A (ECMA-376 part 1, 22.9.2.19)
UNKEEPABLE = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
BOUNDS = frozenset({"min", "max"})

INK = "FFFFFF"
COLOURS = {"name": "1D3557", "text": "2A6F77", "rule": "7A4B00", "word": "4A5568"}
"""What a kind of column looks like: what it is called, what people read, rules, everything else."""

EMPTY_TAB, FULL_TAB = "CBD5E0", "1D3557"
BAND, TABLE_BAND = "E3EAF3", "F3ECDD"
MOST_LINES = 12
USUAL = frozenset({"type", "name", "required", "show_if", "show_if_is", "min", "max", "list_name"})
"""Columns that are shown even where the form does not use them."""

LINE = Border(bottom=Side(style="hair", color="CBD5E0"))
WIDTHS = {"text": 38, "rule": 22, "pairs": 24, "list": 20, "number": 12, "flag": 11, "word": 18}
OWN_WIDTHS = {
    "type": 24,
    "name": 22,
    "path": 28,
    "header": 30,
    "currency": 10,
    "min": 11,
    "max": 11,
    "must": 36,
    "formula": 34,
}

SETTLED: dict[tuple[str, str], tuple[str, ...]] = {
    ("survey", "required"): ("yes",),
    ("survey", "confirm"): ("yes",),
    ("survey", "result"): RESULT_TYPES,
    ("settings", "late"): LATE,
    ("settings", "deleted_rows"): DELETED_ROWS,
    ("checks", "severity"): SEVERITIES,
    ("rules", "severity"): RULE_SEVERITIES,
    ("criteria", "required"): ("no",),
    ("criteria", "independent"): ("yes",),
    ("call", "ranking"): RANKINGS,
    ("call", "line"): LINES,
    ("sheet_map", "owner"): OWNERS,
    ("sheet_map", "format"): FORMATS,
    ("mails", "on"): EVENTS,
    ("sources", "source"): tuple(SOURCE_WORDS),
    ("mapping", "source"): tuple(SOURCE_WORDS),
    ("api", "source"): tuple(word for word in SOURCE_WORDS if word in API_WORDS),
}
"""The cells that offer a few words."""

ABOUT = {
    "survey": "One row a question, in order. A part of the form stands between begin_section and end_section, several"
    " questions under one heading between begin_group and end_group, a table's columns between begin_table and"
    " end_table."
    " Columns that the form does not use are folded away: click + above them.",
    "choices": "One row a choice. Questions name the list behind their type: choose_one regions.",
    "settings": "One row: the form as a whole.",
    "sheet_map": "One row a column of the sheet that staff work in.",
    "letters": "One row a letter that goes with mails on decisions.",
    "mails": "One row a mail.",
    "calendar": "One row an event that a mail puts into its recipient's calendar.",
    "checks": "One row a rule that answers have to keep.",
    "totals": "One row a sum under a table's column.",
    "statements": "One row a line of a matrix.",
    "lists": "One row a list that several questions share, or that a CSV file or a shared workbook holds.",
    "pages": "One row a page; without any, each section is one.",
    "call": "One row, where submissions are shortlisted: the money, and which questions tell what.",
    "rules": "One row a rule of eligibility of the call.",
    "criteria": "One row a criterion that reviewers score.",
    "quotas": "One row a group of which at least or at most so many are taken.",
    "stages": "One row a part of the call's life after the deadline.",
    "grant": "One row, where an approval becomes a grant.",
    "instalments": "One row a part in which a grant is paid.",
    "reports": "One row a report that whoever has a grant owes.",
    "reminders": "One row a mail to those who owe a report.",
    "checklist": "One row a thing that staff have to see to for each grant.",
    "grant_columns": "One row a column of the list of all grants.",
    "sources": "One row a sender whose submissions are taken by webhook.",
    "mapping": "One row a question of such a sender, and which of ours it is.",
    "api": "One row a word of where such a sender is asked for what its webhook missed.",
}


def write_workbook(form: Form) -> bytes:
    """The form as an .xlsx file, from which read_workbook makes the same form.

    Raises ValueError for a text that is longer than a cell can hold.
    """
    book = Workbook()
    del book[book.sheetnames[0]]
    rows = sheets_of(tree(form))
    lists = list(dict.fromkeys(row["list_name"] for row in rows["choices"]))
    offers = _types([*lists, *(row["list"] for row in rows["lists"] if row["list"] not in lists)])
    for name in SHEETS:
        _write(book.create_sheet(name), name, form.languages, rows[name], len(offers))
    _guide(book.create_sheet(GUIDE), offers)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _types(lists: list[str]) -> list[str]:
    """What the cells under `type` offer."""
    parts = [f"{word}_{part}" for part in ("section", "group", "table") for word in ("begin", "end")]
    plain = [word for word in QUESTION_TYPES if word not in LISTED | {"group", "table"}]
    return [*plain, *parts, *(f"{word} {one}" for one in lists or ["LIST"] for word in ("choose_one", "choose_many"))]


def _write(sheet: Worksheet, name: str, languages: tuple[str, ...], rows: list[Cells], types: int) -> None:
    headers = headers_of(name, languages, rows)
    for number, (header, column) in enumerate(headers, start=1):
        _head(sheet.cell(1, number), header, column, name)
        width = OWN_WIDTHS.get(header, WIDTHS[column.kind])
        sheet.column_dimensions[get_column_letter(number)].width = width
        _offer(sheet, name, header, number, types)
    depth = 0
    for number, row in enumerate(rows, start=2):
        depth -= row.get("type", "").startswith("end_")
        for place, (header, column) in enumerate(headers, start=1):
            _put(sheet.cell(number, place), row.get(header, ""), column)
        if name == "survey":
            _band(sheet, number, row, len(headers), depth)
        depth += row.get("type", "").startswith("begin_")
    for number, row in enumerate(rows, start=2):
        sheet.row_dimensions[number].height = _height(row, headers)
    _fold(
        sheet, [header not in USUAL and bool(rows) and not any(header in row for row in rows) for header, _ in headers]
    )
    sheet.freeze_panes = {"survey": "C2", "choices": "C2", "settings": "B2"}.get(name, "B2")
    sheet.row_dimensions[1].height = 30
    sheet.sheet_properties.tabColor = FULL_TAB if rows else EMPTY_TAB
    sheet.sheet_view.zoomScale = 90
    _print_wide(sheet)


def _height(row: Cells, headers: list[tuple[str, Column]]) -> float:
    """As many lines as the longest cell needs, within reason."""
    lines = [1]
    for header, column in headers:
        width = OWN_WIDTHS.get(header, WIDTHS[column.kind])
        lines.append(sum(1 + len(line) // width for line in row.get(header, "").split("\n")))
    return 15.0 * min(max(lines), MOST_LINES)


def _fold(sheet: Worksheet, unused: list[bool]) -> None:
    """Columns that this form does not use are folded away; a click on + shows them."""
    for number, is_unused in enumerate(unused, start=1):
        if is_unused:
            column = sheet.column_dimensions[get_column_letter(number)]
            column.outlineLevel, column.hidden = 1, True


def _print_wide(sheet: Worksheet) -> None:
    """Landscape, as wide as one page."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = "1:1"


def _head(cell: Cell | MergedCell, header: str, column: Column, name: str) -> None:
    set_text(cell, header)
    is_name = column is SHEETS[name][0] or column.header in {"name", "type"}
    colour = COLOURS["name" if is_name else column.kind if column.kind in COLOURS else "word"]
    cell.font = Font(name="Calibri", bold=True, color=INK)
    cell.fill = PatternFill("solid", fgColor=colour)
    cell.alignment = Alignment(vertical="center", wrap_text=True)
    said = column.meaning
    if header.endswith("_is") and column.kind == "rule":
        said = f"What the answer has to be: {TEST}"
    comment = Comment(said, "Chancery")
    comment.width, comment.height = 320, 40 + 18 * (1 + len(said) // 45)
    cell.comment = comment


def _put(cell: Cell | MergedCell, text: str, column: Column) -> None:
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    cell.border = LINE
    is_number = column.kind == "number" or column.header in BOUNDS
    if text and is_number and (number := _number(text)) is not None:
        cell.value = number
    elif text:
        set_text(cell, text)
    else:
        cell.number_format = "General" if is_number else "@"


def _number(text: str) -> int | float | None:
    """The number, where a cell gives its text back as it was."""
    try:
        number = float(text)
    except ValueError:
        return None
    if abs(number) >= 1e15 or text_of(number) != text:
        return None
    return int(number) if number.is_integer() else number


def set_text(cell: Cell | MergedCell, text: str) -> None:
    """Put a text into a cell as it is: never a formula, and with what XML cannot hold in Excel's own spelling."""
    kept = UNKEEPABLE.sub(lambda found: f"_x{ord(found[0]):04X}_", ESCAPE.sub("_x005F_", text))
    if len(kept) > LONGEST_TEXT:
        raise ValueError(f"{text[:40]!r}… has more than the {LONGEST_TEXT:,} characters that a cell can hold.")
    if isinstance(cell, MergedCell):
        return  # only where someone merges cells: never here
    cell.value = kept
    cell.data_type = "s"
    cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
    cell.number_format = "@"


def _band(sheet: Worksheet, number: int, row: Cells, width: int, depth: int) -> None:
    """Parts of the form stand out; what is in them stands further in."""
    type_ = row.get("type", "")
    sheet.cell(number, 1).alignment = Alignment(horizontal="left", vertical="top", wrap_text=True, indent=max(depth, 0))
    if type_.startswith(("begin_", "end_")):
        fill = PatternFill("solid", fgColor=TABLE_BAND if type_.endswith("table") else BAND)
        for place in range(1, width + 1):
            sheet.cell(number, place).fill = fill
            sheet.cell(number, place).font = Font(name="Calibri", bold=type_.startswith("begin_"))


def _offer(sheet: Worksheet, name: str, header: str, number: int, types: int) -> None:
    if (name, header) == ("survey", "type"):
        source = f"{GUIDE}!$E$2:$E${types + 1}"
    elif (name, header) in SETTLED:
        words = ",".join(SETTLED[name, header])
        source = f'"{words}"'
    else:
        return
    validation = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=False)
    letter = get_column_letter(number)
    validation.add(f"{letter}2:{letter}2000")
    sheet.add_data_validation(validation)


def _guide(sheet: Worksheet, types: list[str]) -> None:
    """Every sheet and column in words; the last column is what the cells under `type` offer."""
    widths = {"A": 14, "B": 18, "C": 90, "E": 28}
    for letter, width in widths.items():
        sheet.column_dimensions[letter].width = width
    for place, said in ((1, "sheet"), (2, "column"), (3, "what it is for"), (5, "types")):
        cell = sheet.cell(1, place)
        set_text(cell, said)
        cell.font, cell.fill = Font(name="Calibri", bold=True, color=INK), PatternFill("solid", fgColor=COLOURS["name"])
    number = 2
    for name, columns in SHEETS.items():
        lines = [(name, "", ABOUT[name]), *(("", column.header, column.meaning) for column in columns)]
        for line in lines:
            for place, said in enumerate(line, start=1):
                cell = sheet.cell(number, place)
                cell.alignment = Alignment(vertical="top", wrap_text=True)
                set_text(cell, said)
                cell.font = Font(name="Calibri", bold=bool(line[0]))
            number += 1
    for place, said in enumerate(types, start=2):
        set_text(sheet.cell(place, 5), said)
    sheet.freeze_panes = "A2"
    sheet.sheet_properties.tabColor = COLOURS["text"]
