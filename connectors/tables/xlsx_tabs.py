"""A table on its way into the tabs of a workbook: rows as the file holds them, in a further tab where one is full."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from openpyxl.utils import get_column_letter

from connectors.cells import cell_value
from connectors.sheets.excel.archive import Part
from connectors.sheets.excel.areas import LAST_ROW
from connectors.sheets.excel.writing import Writer, cell_xml
from connectors.tables.spool import Spool
from connectors.tables.table import Row
from connectors.tables.titles import tab_title
from connectors.tables.xlsx_frame import Tab, filtered

LARGEST = 1_900_000_000  # bytes of a tab, unpacked: beyond 2 GB an archive is of a kind that Excel complains of


@dataclass(slots=True)
class Tabs:
    """The tabs of one table, of which the last is being filled; each is a part of the file, or waits to be one."""

    tabs: list[Tab]
    head: bytes  # of each tab, up to its rows
    tail: bytes
    writer: Writer
    opened: Callable[[int], Part | Spool]  # by the place of the tab among those of the table
    parts: list[Part | Spool] = field(default_factory=list)
    columns: tuple[tuple[str, str], ...] = field(init=False)  # letter and format of each

    def __post_init__(self) -> None:
        """Begin the first tab."""
        letters = enumerate(self.tabs[0].columns, start=1)
        self.columns = tuple((get_column_letter(number), column.format) for number, column in letters)
        self._begin()

    @property
    def room(self) -> int:
        """How many rows the last tab takes."""
        return 0 if self.parts[-1].size >= LARGEST else LAST_ROW - self.tabs[-1].last

    def go_on(self, taken: Collection[str]) -> None:
        """Begin a further tab; `taken` are the titles of all that there are."""
        self.end()
        self.tabs.append(replace(self.tabs[0], title=tab_title(self.tabs[0].title, taken), last=1))
        self._begin()

    def add(self, rows: Sequence[Row]) -> None:
        """Write rows into the last tab, which must have room for them."""
        tab, style = self.tabs[-1], self.writer.style
        lines = []
        for number, row in enumerate(rows, start=tab.last + 1):
            kept = zip(self.columns, map(cell_value, row), strict=True)
            cells = [cell_xml(f"{x}{number}", style(one, shown), one) for (x, shown), one in kept if one is not None]
            lines.append(f'<row r="{number}">{"".join(cells)}</row>')
        self.parts[-1].write("".join(lines).encode())
        self.tabs[-1] = replace(tab, last=tab.last + len(rows))

    def end(self) -> None:
        """Write what stands behind the rows of the last tab, with its filter over all of them."""
        part = self.parts[-1]
        part.write(filtered(self.tail, self.tabs[-1].last))
        if isinstance(part, Part):
            part.finish()

    def _begin(self) -> None:
        self.parts.append(self.opened(len(self.parts)))
        self.parts[-1].write(self.head)
