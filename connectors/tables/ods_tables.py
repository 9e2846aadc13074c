"""ODS files (OASIS ODF 1.3) of any length, written as they are read: no library makes one without holding all of it."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from connectors.errors import ConnectorError
from connectors.sheets.excel.archive import AGE, Part
from connectors.sheets.excel.areas import LAST_ROW
from connectors.tables.ods_cells import TABLE_END, rows_xml, style_of, table_begin
from connectors.tables.ods_frame import MIMETYPE, Area, content_begin, content_end, other_parts
from connectors.tables.spool import Spool
from connectors.tables.table import Options, Row, Table, portions, too_long_in
from connectors.tables.titles import tab_title

LARGEST = 1_900_000_000  # bytes of all tables, unpacked: beyond 2 GB an archive is of a kind that few programs read


@contextmanager
def open_ods(target: IO[bytes], tables: Sequence[Table], options: Options) -> Iterator["OdsTables"]:
    """An ODS file with a tab for each table."""
    with ZipFile(target, "w", ZIP_DEFLATED) as archive, ExitStack() as waiting:
        archive.writestr(ZipInfo("mimetype", AGE), MIMETYPE, ZIP_STORED)
        content = Part(archive, ZipInfo("content.xml", AGE))
        widths = [column.width for table in tables for column in table.columns]
        content.write(content_begin(widths, right_to_left=options.right_to_left).encode())
        spools = [waiting.enter_context(closing(Spool(options.aside))) for _ in tables[1:]]
        file = OdsTables([content, *spools], tables)
        yield file
        file.end()
        for spool in spools:
            content.write_all(spool.pieces())
        content.write(content_end(file.areas).encode())
        content.finish()
        for name, text in other_parts(file.areas).items():
            archive.writestr(name, text)


class OdsTables:
    """The first table goes straight into the content; the others wait until it is whole."""

    def __init__(self, sinks: Sequence[Part | Spool], tables: Sequence[Table]) -> None:
        self.too_long = 0
        self._sinks, self._tables = sinks, tables
        self._areas: list[list[Area]] = [[] for _ in tables]
        for place in range(len(tables)):
            self._begin(place)

    @property
    def areas(self) -> list[Area]:
        """Where each table stands, in the order of the file."""
        return [area for areas in self._areas for area in areas]

    def write(self, table: int, rows: Iterable[Row]) -> None:
        """Add rows, in a further table where the last is full. Raises ConnectorError where the file is."""
        styles = [style_of(column) for column in self._tables[table].columns]
        areas = self._areas[table]
        for some in portions(rows, lambda: LAST_ROW - areas[-1].last):
            self.too_long += too_long_in(some)
            if areas[-1].last == LAST_ROW:
                self._put(table, TABLE_END)
                self._begin(table)
            self._put(table, rows_xml(styles, some))
            areas[-1] = replace(areas[-1], last=areas[-1].last + len(some))

    def end(self) -> None:
        """No more rows come."""
        for place in range(len(self._tables)):
            self._put(place, TABLE_END)

    def _begin(self, place: int) -> None:
        table = self._tables[place]
        title = tab_title(table.title, [area.title for area in self.areas])
        self._areas[place].append(Area(title, len(table.columns), 1))
        self._put(place, table_begin(title, table.columns))

    def _put(self, place: int, text: str) -> None:
        self._sinks[place].write(text.encode())
        if sum(sink.size for sink in self._sinks) > LARGEST:
            raise ConnectorError(
                "an ODS file takes no more than 2 GB, unpacked; choose XLSX, CSV or JSON Lines", permanent=True
            )
