"""Rows of cells as a tab holds them in its file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from xml.sax.saxutils import escape

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

from connectors.ports import CellValue
from connectors.sheets.excel_styles import DAY, GENERAL, MOMENT, TEXT, Style
from connectors.sheets.plan import CellChange
from connectors.workbooks import NUMBER_FORMATS, cell_value, is_quoted, literal


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
        if isinstance(kept, str):
            style, text = self.styles[TEXT, is_quoted(kept)], escape(literal(kept))
            return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'.encode()
        style = self.styles[NUMBER_FORMATS.get(change.format, _format_of(kept)), False]
        if kept is None:
            return f'<c r="{place}" s="{style}"/>'.encode() if is_there else b""
        kind = "b" if isinstance(kept, bool) else "n"
        return f'<c r="{place}" s="{style}" t="{kind}"><v>{_number(kept)}</v></c>'.encode()


def _format_of(value: CellValue) -> str:
    """The format in which a value is shown that its column says nothing of."""
    if isinstance(value, datetime):
        return MOMENT
    return DAY if isinstance(value, date) else GENERAL


def _number(value: CellValue) -> str:
    """The digits as openpyxl writes them, so that it does not matter which of us did."""
    if isinstance(value, int):  # a truth is one
        return str(int(value))
    if isinstance(value, date):
        return f"{to_excel(value):.16g}"  # type: ignore[no-untyped-call]
    return f"{float(value or 0):.16g}"
