"""Cells and rows as a tab holds them in its file, each in a style that the workbook has."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from html import escape

from connectors.cells import cell_value, is_quoted, literal
from connectors.ports import CellValue
from connectors.sheets.excel.areas import letter
from connectors.sheets.excel.formats import DAY, GENERAL, MOMENT, TEXT, shows_time
from connectors.sheets.excel.styles import Styles
from connectors.sheets.plan import CellChange
from connectors.workbooks import NUMBER_FORMATS

OURS = {GENERAL, DAY, MOMENT, *NUMBER_FORMATS.values()}
"""Number formats that the service gives: one of them is no choice of staff."""
NO_CHOICE = {GENERAL, TEXT}
FIRST_MOMENT = datetime(1899, 12, 30)  # noqa: DTZ001 - a cell names no zone
"""From which days are counted (ECMA-376 part 1, 18.17.4.1) from connectors.cells.FIRST_DAY on; it gives none before."""
DAY_ZERO, A_DAY = FIRST_MOMENT.toordinal(), timedelta(days=1)
LATER = timedelta(days=1_462)  # how much later the first day is where days count from 1904


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes cells of one tab; `prefix` stands before the names of its elements."""

    styles: Styles
    prefix: str = ""
    from_1904: bool = False
    chosen: dict[tuple[object, ...], int] = field(default_factory=dict)  # styles

    def cell(self, change: CellChange, base: int = 0, *, is_there: bool = False) -> bytes:
        """One cell in the looks of a style, which it has already where it `is_there`; an empty one keeps its looks."""
        kept = cell_value(change.value)
        if kept is None:
            return self.empty(change.row, change.column, base)
        style = self.style(kept, change.format, base, is_there=is_there)
        if self.from_1904 and isinstance(kept, date):
            kept -= LATER
        return cell_xml(place_of(change.row, change.column), style, kept, self.prefix).encode()

    def style(
        self,
        kept: CellValue,
        format: str,  # noqa: A002 - the field's word
        base: int = 0,
        *,
        is_there: bool = False,
    ) -> int:
        """The style, like another one, in which a kept value stands in a column of this format."""
        is_quote = isinstance(kept, str) and is_quoted(kept)
        asked = (base, type(kept), format, is_quote, is_there)
        if asked not in self.chosen:
            code = _code(self.styles.code(base), kept, format, NO_CHOICE if is_there else OURS)
            self.chosen[asked] = self.styles.like(base, code, is_quoted=is_quote)
        return self.chosen[asked]

    def header(self, row: int, column: int, title: str, *, staff: bool) -> bytes:
        """A header of the service's or of staff's, which always holds something: tables want a text there."""
        style = self.styles.header(staff=staff)
        return cell_xml(place_of(row, column), style, str(cell_value(title) or ""), self.prefix).encode()

    def empty(self, row: int, column: int, style: int) -> bytes:
        """A cell in which nothing stands; none where it has no looks either."""
        return f'<{self.prefix}c r="{place_of(row, column)}" s="{style}"/>'.encode() if style else b""

    def formula(self, row: int, column: int, style: int, text: str) -> bytes:
        """A cell that is worked out when the workbook is opened."""
        looks, p = f' s="{style}"' if style else "", self.prefix
        return f'<{p}c r="{place_of(row, column)}"{looks}><{p}f>{escape(text, quote=False)}</{p}f></{p}c>'.encode()

    def row(self, number: int, cells: Iterable[bytes], said: Mapping[str, str]) -> bytes:
        """One row of cells in their order; it says of itself what `said` does."""
        more = "".join(f' {key}="{value}"' for key, value in said.items())
        start, end = f'<{self.prefix}row r="{number + 1}"{more}>', f"</{self.prefix}row>"
        return start.encode() + b"".join(cells) + end.encode()


def place_of(row: int, column: int) -> str:
    """The name of a cell; both count from 0."""
    return f"{letter(column + 1)}{row + 1}"


def cell_xml(place: str, style: int, kept: CellValue, prefix: str = "") -> str:
    """A cell that holds something (ECMA-376 part 1, 18.3.1.4); a text stands in it rather than in the shared list."""
    looks = f' s="{style}"' if style else ""
    if isinstance(kept, str):
        space = "" if kept == kept.strip() else ' xml:space="preserve"'
        text = f"<{prefix}t{space}>{escape(literal(kept), quote=False)}</{prefix}t>"
        return f'<{prefix}c r="{place}"{looks} t="inlineStr"><{prefix}is>{text}</{prefix}is></{prefix}c>'
    kind = ' t="b"' if isinstance(kept, bool) else ""
    return f'<{prefix}c r="{place}"{looks}{kind}><{prefix}v>{_digits(kept)}</{prefix}v></{prefix}c>'


def _digits(value: CellValue) -> str:
    if isinstance(value, int):  # a truth is one
        return str(int(value))
    if isinstance(value, datetime):
        return f"{(value - FIRST_MOMENT) / A_DAY:.16g}"
    if isinstance(value, date):
        return str(value.toordinal() - DAY_ZERO)
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
