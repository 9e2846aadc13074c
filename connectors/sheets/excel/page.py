"""A tab that the service makes: header and first column in sight, a filter over every column, printed wide."""

from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import quote_sheetname

from connectors.sheets.excel.areas import LAST_ROW, Area, letter
from connectors.sheets.excel.elements import MAIN, STRICT_MAIN
from connectors.sheets.excel.names import FILTER, TITLES, NewName, absolute
from connectors.sheets.layout import Made

STAFF_NOTE = "This column is yours. The service never writes below this cell."
LONGEST_LIST = 255  # characters of a list that stands in the rule itself, Excel specifications and limits
BLANK = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{main}"><sheetData/></worksheet>'
PAGE = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<worksheet xmlns="{main}">'
    '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><dimension ref="A1"/><sheetViews>'
    '<sheetView{direction} workbookViewId="0">'
    '<pane xSplit="2" ySplit="1" topLeftCell="C2" activePane="bottomRight" state="frozen"/><selection pane="topRight"/>'
    '<selection pane="bottomLeft"/><selection pane="bottomRight"/></sheetView></sheetViews>'
    '<sheetFormatPr defaultRowHeight="15"/><sheetData><row r="1" ht="32" customHeight="1"></row></sheetData>'
    '<autoFilter ref="{filter}"/><pageMargins left="0.75" right="0.75" top="1" bottom="1" header="0.5" footer="0.5"/>'
    '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
)


def blank(*, is_strict: bool) -> bytes:
    """The text of an empty tab."""
    return BLANK.format(main=STRICT_MAIN if is_strict else MAIN).encode()


def page(columns: int, *, is_strict: bool, right_to_left: bool) -> bytes:
    """The text of a tab for so many columns; A holds the hidden key."""
    main, direction = STRICT_MAIN if is_strict else MAIN, ' rightToLeft="1"' if right_to_left else ""
    return PAGE.format(main=main, direction=direction, filter=Area(1, 1, columns, 2)).encode()


def page_names(title: str, index: int, filtered: Area) -> list[NewName]:
    """The names by which programs know a tab's filter and the row that is printed on every page."""
    return [
        NewName(FILTER, absolute(title, filtered), index),
        NewName(TITLES, f"{quote_sheetname(title)}!$1:$1", index, is_hidden=False),
    ]


def notes(prefix: str, header: int, made: Mapping[int, Made]) -> list[bytes]:
    """What is told of staff's columns to whoever selects the header (from 1)."""
    cells = [f"{letter(place + 1)}{header}" for place, one in made.items() if one.column.owner == "staff"]
    places = " ".join(cells)
    said = f'showInputMessage="1" prompt={quoteattr(STAFF_NOTE)} sqref="{places}"'
    return [f"<{prefix}dataValidation {said}/>".encode()] if cells else []


def rule(prefix: str, place: int, header: int, source: str) -> bytes:
    """What may be chosen in a column (from 0) below its header (from 1); anything else is warned of and taken."""
    said = 'type="list" errorStyle="warning" allowBlank="1" showErrorMessage="1"'
    area = Area(place + 1, header + 1, place + 1, LAST_ROW)
    return (
        f'<{prefix}dataValidation {said} sqref="{area}"><{prefix}formula1>{escape(source)}</{prefix}formula1>'
        f"</{prefix}dataValidation>"
    ).encode()


def in_the_rule(choices: Sequence[str]) -> str:
    """The choices as the rule itself can hold them; empty where a comma parts one or they are too long."""
    inline = ",".join(choices)
    fits = len(inline) <= LONGEST_LIST and not any(set(',"\n') & set(one) or one != one.strip() for one in choices)
    return f'"{inline}"' if fits else ""
