"""A spreadsheet as an Excel workbook, looking as staff see it."""

import io
from collections.abc import Iterable
from typing import Any

from openpyxl import Workbook
from openpyxl.cell.cell import Cell
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from ..addresses import a1, cell_name
from ..areas import Area, Body
from ..celldata import number_format
from ..computing import effective
from ..content import Content
from ..errors import CellError
from ..formats import pattern_of
from ..locales import locale_of
from ..rows import Formula, Look
from ..tab import Tab

PIXELS = 7.0  # of a character, by which Excel measures columns
POINTS = 0.75  # of a pixel, by which it measures rows
HORIZONTAL = {"LEFT": "left", "CENTER": "center", "RIGHT": "right"}
VERTICAL = {"TOP": "top", "MIDDLE": "center", "BOTTOM": "bottom"}


def xlsx(content: Content) -> bytes:
    """Values, formulas, looks, sizes, merges, choices, conditional formats, filters and notes."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for tab in content.tabs:
        sheet = book.create_sheet(tab.title)
        sheet.sheet_state = "hidden" if tab.facts.get("hidden") else "visible"
        for row, line in enumerate(tab.rows):
            for column in range(max(len(line.values), len(line.looks))):
                _cell(content, tab, row, column, sheet.cell(row + 1, column + 1))
        _sizes(tab, sheet)
        _rules(tab, sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _cell(content: Content, tab: Tab, row: int, column: int, cell: Any) -> None:
    value, look = tab.value(row, column), tab.look(row, column)
    if isinstance(value, Formula):
        cell.value, cell.data_type = value.text, "f"
    else:
        found = effective(content, tab, row, column)
        cell.value = found.shown if isinstance(found, CellError) else found
        if isinstance(found, str):
            cell.data_type = "s"
    shown = number_format(content, tab, row, column)
    if shown and shown.get("type") != "TEXT":
        cell.number_format = pattern_of(shown, locale_of(content.properties["locale"])).replace("am/pm", "AM/PM")
    elif shown:
        cell.number_format = "@"
    _look(cell, look)


def _look(cell: Cell, look: Look) -> None:
    own = look.parts.get("userEnteredFormat", {})
    text = own.get("textFormat")
    if text:
        cell.font = _font(text)
    if color := own.get("backgroundColor"):
        cell.fill = PatternFill("solid", fgColor=argb(color))
    if own.keys() & {"horizontalAlignment", "verticalAlignment", "wrapStrategy"}:
        across = HORIZONTAL.get(own.get("horizontalAlignment", ""))
        down = VERTICAL.get(own.get("verticalAlignment", ""))
        cell.alignment = Alignment(across, down, wrap_text=own.get("wrapStrategy") == "WRAP")
    if note := look.parts.get("note"):
        cell.comment = Comment(note, "")


def _font(text: Body) -> Font:
    size, family = text.get("fontSize", 10), text.get("fontFamily", "Arial").partition(",")[0]
    color = argb(text.get("foregroundColor", {}))
    ways = {"bold": text.get("bold"), "italic": text.get("italic"), "strike": text.get("strikethrough")}
    return Font(name=family, size=size, color=color, u="single" if text.get("underline") else None, **ways)


def argb(color: Body) -> str:
    """A Color of the API as Excel writes it."""
    return "FF" + "".join(f"{round(255 * color.get(name, 0)):02X}" for name in ("red", "green", "blue"))


def _sizes(tab: Tab, sheet: Worksheet) -> None:
    for column, facts in enumerate(tab.columns, start=1):
        if facts:
            dimension = sheet.column_dimensions[get_column_letter(column)]
            dimension.width = facts.get("pixelSize", 100) / PIXELS
            dimension.hidden = facts.get("hiddenByUser", False)
    for row, line in enumerate(tab.rows, start=1):
        if line.properties:
            sheet.row_dimensions[row].height = line.properties.get("pixelSize", 21) * POINTS
            sheet.row_dimensions[row].hidden = line.properties.get("hiddenByUser", False)
    frozen = tab.grid.get("frozenRowCount", 0), tab.grid.get("frozenColumnCount", 0)
    if any(frozen):
        sheet.freeze_panes = cell_name(*frozen)
    if color := tab.facts.get("tabColorStyle", {}).get("rgbColor"):
        sheet.sheet_properties.tabColor = argb(color)


def _cells(area: Area) -> str:
    return a1("x", area).rpartition("!")[2]


def _rules(tab: Tab, sheet: Worksheet) -> None:
    for merge in tab.merges:
        sheet.merge_cells(_cells(tab.area(merge)))
    if tab.basic_filter:
        sheet.auto_filter.ref = _cells(tab.area(tab.basic_filter["range"]))
    for rule in tab.conditional:
        _conditional(tab, sheet, rule)
    for look, cells in _validated(tab):
        _validation(sheet, look.parts["dataValidation"], cells)


def _conditional(tab: Tab, sheet: Worksheet, rule: Body) -> None:
    """A rule of ours is a formula in Excel; colour scales are left out."""
    boolean = rule.get("booleanRule", {})
    condition, look = boolean.get("condition", {}), boolean.get("format", {})
    make = CONDITIONS.get(condition.get("type", ""))
    if make is None:
        return
    text = look.get("textFormat", {}).get("foregroundColor")
    fill = PatternFill(bgColor=argb(look["backgroundColor"])) if "backgroundColor" in look else None
    given = [value.get("userEnteredValue", "") for value in condition.get("values", [])]
    for one in rule["ranges"]:
        area = tab.area(one)
        first = _cells(Area(tab.id, area.top, area.top + 1, area.left, area.left + 1))
        found = FormulaRule(  # type: ignore[no-untyped-call]  # no annotations
            [make(first, *given)], fill=fill, font=Font(color=argb(text)) if text else None
        )
        sheet.conditional_formatting.add(_cells(area), found)


CONDITIONS: dict[str, Any] = {
    "CUSTOM_FORMULA": lambda _cell, formula: formula.removeprefix("="),
    "TEXT_EQ": lambda cell, text: f'{cell}="{text}"',
    "TEXT_CONTAINS": lambda cell, text: f'ISNUMBER(SEARCH("{text}",{cell}))',
    "NUMBER_EQ": lambda cell, value: f"{cell}={value}",
    "NUMBER_GREATER": lambda cell, value: f"{cell}>{value}",
    "NUMBER_LESS": lambda cell, value: f"{cell}<{value}",
    "NOT_BLANK": lambda cell: f'{cell}<>""',
    "BLANK": lambda cell: f'{cell}=""',
}


def _validated(tab: Tab) -> Iterable[tuple[Look, list[Area]]]:
    """Each look with a validation, and the runs of cells below each other that have it."""
    runs: dict[int, tuple[Look, list[Area]]] = {}
    for row, line in enumerate(tab.rows):
        for column, look in enumerate(line.looks):
            if "dataValidation" in look.parts:
                areas = runs.setdefault(id(look), (look, []))[1]
                above = next((one for one in reversed(areas) if one.left == column and one.bottom == row), None)
                if above:
                    areas.remove(above)
                top = above.top if above else row
                areas.append(Area(tab.id, top, row + 1, column, column + 1))
    return runs.values()


def _validation(sheet: Worksheet, rule: Body, areas: list[Area]) -> None:
    condition = rule.get("condition", {})
    given = [one.get("userEnteredValue", "") for one in condition.get("values", [])]
    if condition.get("type") == "ONE_OF_LIST":
        listed = ",".join(given).replace('"', '""')
        source = f'"{listed}"'
    elif condition.get("type") == "ONE_OF_RANGE":
        source = given[0].removeprefix("=")
    else:
        return
    made = DataValidation("list", source, allow_blank=True, showErrorMessage=rule.get("strict", False))
    for area in areas:
        made.add(_cells(area))
    sheet.add_data_validation(made)
