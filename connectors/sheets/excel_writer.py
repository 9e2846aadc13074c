"""Cells and rows as a tab holds them in its file, each in a style that the workbook has."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from xml.sax.saxutils import escape

from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, to_excel

from connectors.ports import CellValue
from connectors.sheets.excel_areas import place
from connectors.sheets.excel_formats import DAY, GENERAL, MOMENT, TEXT, shows_time
from connectors.sheets.excel_styles import Styles
from connectors.sheets.plan import CellChange
from connectors.workbooks import NUMBER_FORMATS, cell_value, is_quoted, literal, safe_text

OURS = {GENERAL, DAY, MOMENT, *NUMBER_FORMATS.values()}
"""Number formats that the service gives: one of them is no choice of staff."""
NO_CHOICE = {GENERAL, TEXT}


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes cells of one tab; `prefix` stands before the names of its elements."""

    styles: Styles
    codes: dict[int, str]  # number formats of styles, as far as they were asked for
    prefix: str
    from_1904: bool

    def cell(self, change: CellChange, base: int = 0, *, is_there: bool = False) -> bytes:
        """One cell in the looks of a style, which it has already where it `is_there`; an empty one keeps its looks."""
        kept = cell_value(change.value)
        if kept is None:
            return self.empty(change.row, change.column, base)
        style = self._style(base, kept, change.format, is_there=is_there)
        if isinstance(kept, str):
            return self.text(change.row, change.column, style, kept)
        content = f"<{self.prefix}v>{self._digits(kept)}</{self.prefix}v>"
        return self._cell(change.row, change.column, style, content, "b" if isinstance(kept, bool) else "")

    def text(self, row: int, column: int, style: int, text: str) -> bytes:
        """A cell that holds a text, which is never taken for anything else."""
        space = "" if text == text.strip() else ' xml:space="preserve"'
        said = escape(literal(safe_text(text)), {"\t": "&#9;"})
        content = f"<{self.prefix}is><{self.prefix}t{space}>{said}</{self.prefix}t></{self.prefix}is>"
        return self._cell(row, column, style, content, "inlineStr")

    def empty(self, row: int, column: int, style: int) -> bytes:
        """A cell in which nothing stands; none where it has no looks either."""
        return self._cell(row, column, style, "") if style else b""

    def formula(self, row: int, column: int, style: int, text: str) -> bytes:
        """A cell that is worked out when the workbook is opened."""
        return self._cell(row, column, style, f"<{self.prefix}f>{escape(text)}</{self.prefix}f>")

    def row(self, number: int, cells: Iterable[bytes], said: Mapping[str, str]) -> bytes:
        """One row of cells in their order; it says of itself what `said` does."""
        more = "".join(f' {key}="{value}"' for key, value in said.items())
        start, end = f'<{self.prefix}row r="{number + 1}"{more}>', f"</{self.prefix}row>"
        return start.encode() + b"".join(cells) + end.encode()

    def _cell(self, row: int, column: int, style: int, content: str, kind: str = "") -> bytes:
        start = f'<{self.prefix}c r="{place(column + 1, row + 1)}"'
        start += f' s="{style}"' if style else ""
        start += f' t="{kind}"' if kind else ""
        return f"{start}>{content}</{self.prefix}c>".encode() if content else f"{start}/>".encode()

    def _style(self, base: int, kept: CellValue, format: str, *, is_there: bool) -> int:  # noqa: A002 - the field's word
        """The looks of a style in a fitting number format: its own where staff chose it, else the column's."""
        if base not in self.codes:
            self.codes[base] = self.styles.code(base)
        own, text = self.codes[base], isinstance(kept, str)
        is_chosen = own not in (NO_CHOICE if is_there else OURS)
        if is_chosen and (text or shows_time(own) == isinstance(kept, date)):
            return self.styles.like(base, own, is_quoted=text and is_quoted(str(kept)))
        ours = TEXT if text else NUMBER_FORMATS.get(format, _format_of(kept))
        ours = _format_of(kept) if not text and (ours == TEXT or shows_time(ours) != isinstance(kept, date)) else ours
        return self.styles.like(base, ours, is_quoted=text and is_quoted(str(kept)))

    def _digits(self, value: CellValue) -> str:
        """The digits as openpyxl writes them, so that it does not matter which of us did."""
        if isinstance(value, int):  # a truth is one
            return str(int(value))
        if isinstance(value, date):
            epoch = CALENDAR_MAC_1904 if self.from_1904 else CALENDAR_WINDOWS_1900
            return f"{to_excel(value, epoch):.16g}"  # type: ignore[no-untyped-call]
        return f"{float(value or 0):.16g}"


def _format_of(value: CellValue) -> str:
    """The format in which a value is shown that its column says nothing of."""
    if isinstance(value, datetime):
        return MOMENT
    return DAY if isinstance(value, date) else GENERAL
