"""Changed rows put right in the text of a tab: their cells of ours are written anew, all else stays as it is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from openpyxl.utils import column_index_from_string, get_column_letter

from connectors.cells import literal
from connectors.ports import SheetRow, SheetSpec
from connectors.sheets.excel_cells import Writer
from connectors.sheets.excel_splice import ROW, ROW_END, Unlike
from connectors.sheets.layout import KEY_COLUMN
from connectors.sheets.plan import CellChange, kept_row

CELL = re.compile(rb'<c r="(?P<letters>[A-Z]+)\d+"(?P<said>[^>]*?)(?:/>|>(?P<inside>.*?)</c>)', re.DOTALL)
STYLE, KIND = re.compile(rb'\bs="(\d+)"'), re.compile(rb'\bt="(\w+)"')
PRESERVED = b' xml:space="preserve"'
KEY = rb'<c r="%s(\d+)"[^>]*\bt="inlineStr"[^>]*><is><t[^>]*>([^<]*)</t>'


@dataclass(slots=True)
class Patch:
    """The rows that are to change, by key as the file has it; each is taken out when it is found."""

    spec: SheetSpec
    places: Mapping[str, int]
    writer: Writer
    wanted: dict[bytes, SheetRow]
    key: re.Pattern[bytes] = field(init=False)

    def __post_init__(self) -> None:
        letter = get_column_letter(self.places[KEY_COLUMN.key] + 1).encode()
        self.key = re.compile(KEY % letter)

    def __call__(self, text: bytes) -> bytes:
        """The text of whole rows with those changed that are wanted. Raises Unlike."""
        done, pieces = 0, []
        for found in self.key.finditer(text) if self.wanted else ():
            row = self.wanted.pop(found[2], None)
            if row is not None:
                start, end = text.rfind(ROW, 0, found.start()), text.find(ROW_END, found.end())
                pieces += [text[done:start], self._row(text[start:end], int(found[1]) - 1, row)]
                done = end
        return b"".join((*pieces, text[done:]))

    def _row(self, text: bytes, number: int, row: SheetRow) -> bytes:
        head = text[: text.index(b">") + 1]
        cells = {column_index_from_string(one["letters"].decode()) - 1: one for one in CELL.finditer(text)}
        written = {column: one[0] for column, one in cells.items()}
        for change in kept_row(self.spec, self.places, row, number):
            there = cells.get(change.column)
            written[change.column] = self.writer.cell(change) if there is None else self._cell(there, change)
        return head + b"".join(written[column] for column in sorted(written))

    def _cell(self, there: re.Match[bytes], change: CellChange) -> bytes:
        """The cell as it should be; one that says so already stays. Raises Unlike for one that staff gave a look."""
        new = self.writer.cell(change, is_there=True)
        found = CELL.fullmatch(new)
        if found is not None and _value(found) == _value(there):
            return there[0]
        style = STYLE.search(there["said"])
        if style is not None and int(style[1]) not in {0, *self.writer.styles.values()}:
            raise Unlike("a cell that changes has a look of its own")
        return new


def _value(cell: re.Match[bytes]) -> tuple[bytes, bytes]:
    kind = KIND.search(cell["said"])
    return kind[1] if kind else b"n", (cell["inside"] or b"").replace(PRESERVED, b"")


def by_key(rows: Iterable[SheetRow]) -> dict[bytes, SheetRow]:
    """Rows by their keys as the file has them."""
    return {escape(literal(row.key)).encode(): row for row in rows}
