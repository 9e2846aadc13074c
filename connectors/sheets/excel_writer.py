"""Cells and rows as a tab holds them in its file, each in a style that the workbook has."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from xml.sax.saxutils import escape

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, to_excel

from connectors.ports import CellValue
from connectors.sheets.excel_areas import letter
from connectors.sheets.excel_formats import DAY, GENERAL, MOMENT, TEXT, shows_time
from connectors.sheets.excel_styles import Styles
from connectors.sheets.plan import CellChange
from connectors.workbooks import NUMBER_FORMATS, cell_value, is_quoted, literal

OURS = {GENERAL, DAY, MOMENT, *NUMBER_FORMATS.values()}
"""Number formats that the service gives: one of them is no choice of staff."""
NO_CHOICE = {GENERAL, TEXT}


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes cells of one tab; `prefix` stands before the names of its elements."""

    styles: Styles
    prefix: str
    from_1904: bool
    chosen: dict[tuple[object, ...], int] = field(default_factory=dict)  # styles

    def cell(self, change: CellChange, base: int = 0, *, is_there: bool = False) -> bytes:
        """One cell in the looks of a style, which it has already where it `is_there`; an empty one keeps its looks."""
        kept = cell_value(change.value)
        if kept is None:
            return self.empty(change.row, change.column, base)
        is_quote = isinstance(kept, str) and is_quoted(kept)
        asked = (base, type(kept), change.format, is_quote, is_there)
        style = self.chosen.get(asked)
        if style is None:
            code = _code(self.styles.code(base), kept, change.format, OURS if not is_there else NO_CHOICE)
            style = self.chosen[asked] = self.styles.like(base, code, is_quoted=is_quote)
        if isinstance(kept, str):
            return self.text(change.row, change.column, style, kept)
        said = f"<{self.prefix}v>{self._digits(kept)}</{self.prefix}v>"
        return self._cell(change.row, change.column, style, said, ' t="b"' if isinstance(kept, bool) else "")

    def text(self, row: int, column: int, style: int, text: str) -> bytes:
        """A cell that holds a text, which must be safe and is never taken for anything else."""
        space = "" if text == text.strip() else ' xml:space="preserve"'
        said = f"<{self.prefix}is><{self.prefix}t{space}>{escape(literal(text))}</{self.prefix}t></{self.prefix}is>"
        return self._cell(row, column, style, said, ' t="inlineStr"')

    def empty(self, row: int, column: int, style: int) -> bytes:
        """A cell in which nothing stands; none where it has no looks either."""
        return f'<{self.prefix}c r="{letter(column + 1)}{row + 1}" s="{style}"/>'.encode() if style else b""

    def formula(self, row: int, column: int, style: int, text: str) -> bytes:
        """A cell that is worked out when the workbook is opened."""
        return self._cell(row, column, style, f"<{self.prefix}f>{escape(text)}</{self.prefix}f>")

    def row(self, number: int, cells: Iterable[bytes], said: Mapping[str, str]) -> bytes:
        """One row of cells in their order; it says of itself what `said` does."""
        more = "".join(f' {key}="{value}"' for key, value in said.items())
        start, end = f'<{self.prefix}row r="{number + 1}"{more}>', f"</{self.prefix}row>"
        return start.encode() + b"".join(cells) + end.encode()

    def _cell(self, row: int, column: int, style: int, said: str, kind: str = "") -> bytes:
        looks = f' s="{style}"' if style else ""
        place = f"{letter(column + 1)}{row + 1}"
        return f'<{self.prefix}c r="{place}"{looks}{kind}>{said}</{self.prefix}c>'.encode()

    def _digits(self, value: CellValue) -> str:
        """The digits as openpyxl writes them, so that it does not matter which of us did."""
        if isinstance(value, int):  # a truth is one
            return str(int(value))
        if isinstance(value, date):
            epoch = CALENDAR_MAC_1904 if self.from_1904 else CALENDAR_WINDOWS_1900
            return f"{to_excel(value, epoch):.16g}"  # type: ignore[no-untyped-call]
        return f"{float(value or 0):.16g}"


def _code(own: str, kept: CellValue, format: str, no_choice: Collection[str]) -> str:  # noqa: A002 - the field's word
    """The number format of a cell: its own where staff chose it and it fits, else the column's."""
    is_text, is_time = isinstance(kept, str), isinstance(kept, date)
    if own not in no_choice and (is_text or shows_time(own) == is_time):
        return own
    if is_text:
        return TEXT
    ours = NUMBER_FORMATS.get(format, GENERAL)
    return ours if ours != TEXT and shows_time(ours) == is_time and not isinstance(kept, bool) else _format_of(kept)


def _format_of(value: CellValue) -> str:
    """The format in which a value is shown that its column says nothing of."""
    if isinstance(value, datetime):
        return MOMENT
    return DAY if isinstance(value, date) else GENERAL
