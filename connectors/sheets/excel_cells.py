"""Rows of cells as a tab holds them in its file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from html import escape

from openpyxl.utils import get_column_letter

from connectors.cells import cell_value, is_quoted, literal
from connectors.ports import CellValue
from connectors.sheets.excel_styles import DAY, GENERAL, MOMENT, TEXT, Style
from connectors.sheets.plan import CellChange
from connectors.workbooks import NUMBER_FORMATS

FIRST_MOMENT = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell names no zone
"""From which days are counted (ECMA-376 part 1, 18.17.4.1) from connectors.cells.FIRST_DAY on; it gives none before."""
PLAIN, QUOTED = (TEXT, False), (TEXT, True)
DAY_ZERO, A_DAY = FIRST_MOMENT.toordinal(), timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes rows in the styles of one workbook."""

    styles: Mapping[Style, int]

    def row(self, changes: Iterable[CellChange]) -> bytes:
        """One row; its cells may come in any order."""
        cells = sorted(changes, key=lambda change: change.column)
        return b'<row r="%d">%b</row>' % (cells[0].row + 1, b"".join(map(self.cell, cells)))

    def cell(self, change: CellChange, *, is_there: bool = False) -> bytes:
        """One cell; nothing for an empty one, unless it is there and keeps its format."""
        kept, place = cell_value(change.value), f"{get_column_letter(change.column + 1)}{change.row + 1}"
        style = self.style(kept, change.format)
        if kept is None:
            return f'<c r="{place}" s="{style}"/>'.encode() if is_there else b""
        return cell_xml(place, style, kept).encode()

    def style(self, kept: CellValue, format: str) -> int:  # noqa: A002 - the field's word
        """The number of the style in which a kept value stands in a column of this format."""
        if isinstance(kept, str):
            return self.styles[QUOTED if is_quoted(kept) else PLAIN]
        return self.styles[NUMBER_FORMATS.get(format) or _format_of(kept), False]


def cell_xml(place: str, style: int, kept: CellValue) -> str:
    """A cell that holds something (ECMA-376 part 1, 18.3.1.4); a text stands in it rather than in the shared list."""
    if isinstance(kept, str):
        text = escape(literal(kept), quote=False)
        return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
    kind = "b" if isinstance(kept, bool) else "n"
    return f'<c r="{place}" s="{style}" t="{kind}"><v>{_number(kept)}</v></c>'


def _format_of(value: CellValue) -> str:
    """The format in which a value is shown that its column says nothing of."""
    if isinstance(value, datetime):
        return MOMENT
    return DAY if isinstance(value, date) else GENERAL


def _number(value: CellValue) -> str:
    """The digits as openpyxl writes them, so that it does not matter which of us did."""
    if isinstance(value, int):  # a truth is one
        return str(int(value))
    if isinstance(value, datetime):
        return f"{(value - FIRST_MOMENT) / A_DAY:.16g}"
    if isinstance(value, date):
        return str(value.toordinal() - DAY_ZERO)
    return f"{float(value or 0):.16g}"
