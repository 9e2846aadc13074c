"""XLSX workbooks of any length: the rows of each table go into a workbook that openpyxl made without them."""

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile

from connectors.cells import is_too_long
from connectors.sheets.excel_book import BOOK, RELATIONS, STYLES
from connectors.sheets.excel_cells import Writer
from connectors.sheets.excel_styles import with_styles
from connectors.sheets.excel_zip import Part
from connectors.tables.spool import Spool
from connectors.tables.table import Options, Row, Table, portions
from connectors.tables.titles import tab_title
from connectors.tables.xlsx_frame import Tab, around_rows, part_name, parts_of
from connectors.tables.xlsx_tabs import Tabs

LATER = ("[Content_Types].xml", BOOK, RELATIONS)
"""The parts that list the tabs: which there are is known at the end."""


class XlsxTables:
    """The first table goes straight into the file; the others wait until it is whole."""

    def __init__(self, target: IO[bytes], tables: Sequence[Table], options: Options) -> None:
        self.too_long = 0
        self._options, self._open = options, ExitStack()
        self._zip = self._open.enter_context(ZipFile(target, "w", ZIP_DEFLATED))
        self._tables = self._begun(_tabs(tables))

    def write(self, table: int, rows: Iterable[Row]) -> None:
        """Add rows, in a further tab where the last is full."""
        tabs = self._tables[table]
        for some in portions(rows, lambda: tabs.room):
            self.too_long += sum(map(is_too_long, (value for row in some for value in row)))
            if not tabs.room:
                tabs.go_on([tab.title for tab in self._all_tabs()])
            tabs.add(some)

    def finish(self) -> None:
        """Put the tabs that waited behind those of the first table, and at the end the list of all."""
        for tabs in self._tables:
            tabs.end()
        place = len(self._tables[0].parts)
        waiting = [part for tabs in self._tables[1:] for part in tabs.parts if isinstance(part, Spool)]
        for number, spool in enumerate(waiting, start=place):
            part = self._part(number)
            part.write_all(spool.pieces())
            part.finish()
        frame = self._frame(self._all_tabs())
        for name in LATER:
            self._zip.writestr(name, frame[name])
        self._zip.close()

    def close(self) -> None:
        """Forget what waited."""
        self._open.close()

    def _begun(self, tabs: Sequence[Tab]) -> list[Tabs]:
        """Write the parts that are the same whatever tabs there will be, and begin the first tab of each table."""
        frame = self._frame(tabs)
        numbers, styles = with_styles(frame[STYLES].decode())
        sheets = [frame.pop(part_name(number)) for number in range(len(tabs))]
        for name, content in {**frame, STYLES: styles.encode()}.items():
            if name not in LATER:
                self._zip.writestr(name, content)
        opened: list[Callable[[int], Part | Spool]] = [self._part, *[self._spool] * (len(tabs) - 1)]
        return [
            Tabs([tab], *around_rows(sheet), Writer(numbers), sink)
            for tab, sheet, sink in zip(tabs, sheets, opened, strict=True)
        ]

    def _part(self, place: int) -> Part:
        return Part(self._zip, part_name(place), 0)

    def _spool(self, _place: int) -> Spool:
        return self._open.enter_context(closing(Spool(self._options.aside)))

    def _frame(self, tabs: Sequence[Tab]) -> dict[str, bytes]:
        return parts_of(tabs, right_to_left=self._options.right_to_left)

    def _all_tabs(self) -> list[Tab]:
        return [tab for tabs in self._tables for tab in tabs.tabs]


def _tabs(tables: Sequence[Table]) -> list[Tab]:
    found: list[Tab] = []
    for table in tables:
        found.append(Tab(tab_title(table.title, [tab.title for tab in found]), table.columns))
    return found
