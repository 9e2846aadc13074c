"""XLSX workbooks of any length: the rows of each table go into a workbook that openpyxl made without them."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from connectors.sheets.excel.archive import AGE, Part
from connectors.sheets.excel.elements import Document
from connectors.sheets.excel.styles import Styles
from connectors.sheets.excel.writing import Writer
from connectors.tables.spool import Spool
from connectors.tables.table import Options, Row, Table, portions, too_long_in
from connectors.tables.titles import tab_title
from connectors.tables.xlsx_frame import Tab, around_rows, part_name, parts_of
from connectors.tables.xlsx_tabs import Tabs

STYLES = "xl/styles.xml"
LATER = ("[Content_Types].xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels")
"""The parts that list the tabs: which there are is known at the end, as are the styles that their cells want."""


@contextmanager
def open_xlsx(target: IO[bytes], tables: Sequence[Table], options: Options) -> Iterator["XlsxTables"]:
    """A workbook with a tab for each table."""
    with ZipFile(target, "w", ZIP_DEFLATED) as archive, ExitStack() as waiting:

        def part(place: int) -> Part:
            return Part(archive, ZipInfo(part_name(place), AGE))

        def spool(_place: int) -> Spool:
            return waiting.enter_context(closing(Spool(options.aside)))

        opened: list[Callable[[int], Part | Spool]] = [part, *[spool] * (len(tables) - 1)]
        file = XlsxTables(_begun(archive, tables, opened, right_to_left=options.right_to_left))
        yield file
        file.end()
        for place, one in enumerate(file.parts):
            if isinstance(one, Spool):
                whole = part(place)
                whole.write_all(one.pieces())
                whole.finish()
        frame = parts_of(file.tabs, right_to_left=options.right_to_left)
        for name in LATER:
            archive.writestr(name, frame[name])
        archive.writestr(STYLES, file.styles)


class XlsxTables:
    """The first table goes straight into the file; the others wait until it is whole."""

    def __init__(self, tables: Sequence[Tabs]) -> None:
        self.too_long = 0
        self._tables = tables

    @property
    def tabs(self) -> list[Tab]:
        """Every tab, in the order of the workbook."""
        return [tab for table in self._tables for tab in table.tabs]

    @property
    def parts(self) -> list[Part | Spool]:
        """What holds each of them."""
        return [part for table in self._tables for part in table.parts]

    @property
    def styles(self) -> bytes:
        """The styles of all cells."""
        return self._tables[0].writer.styles.done()

    def write(self, table: int, rows: Iterable[Row]) -> None:
        """Add rows, in a further tab where the last is full."""
        tabs = self._tables[table]
        for some in portions(rows, lambda: tabs.room):
            self.too_long += too_long_in(some)
            if not tabs.room:
                tabs.go_on([tab.title for tab in self.tabs])
            tabs.add(some)

    def end(self) -> None:
        """No more rows come."""
        for table in self._tables:
            table.end()


def _begun(
    archive: ZipFile, tables: Sequence[Table], opened: Sequence[Callable[[int], Part | Spool]], *, right_to_left: bool
) -> list[Tabs]:
    """Write the parts that are the same whatever tabs there will be, and begin the first tab of each table."""
    tabs = _tabs(tables)
    frame = parts_of(tabs, right_to_left=right_to_left)
    writer = Writer(Styles(Document(frame.pop(STYLES))))
    sheets = [frame.pop(part_name(number)) for number in range(len(tabs))]
    for name, content in frame.items():
        if name not in LATER:
            archive.writestr(name, content)
    each = zip(tabs, sheets, opened, strict=True)
    return [Tabs([tab], *around_rows(sheet), writer, sink) for tab, sheet, sink in each]


def _tabs(tables: Sequence[Table]) -> list[Tab]:
    found: list[Tab] = []
    for table in tables:
        found.append(Tab(tab_title(table.title, [tab.title for tab in found]), table.columns))
    return found
