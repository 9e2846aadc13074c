"""ODS files (OASIS ODF 1.3) of any length, written as they are read: no library makes one without holding all of it."""

from collections.abc import Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from connectors.cells import is_too_long
from connectors.errors import ConnectorError
from connectors.sheets.excel_look import LAST_ROW
from connectors.sheets.excel_zip import AGE, Part
from connectors.tables.ods_cells import TABLE_END, rows_xml, style_of, table_begin
from connectors.tables.ods_frame import MIMETYPE, Area, content_begin, content_end, other_parts
from connectors.tables.spool import Spool
from connectors.tables.table import Options, Row, Table, portions
from connectors.tables.titles import tab_title

LARGEST = 1_900_000_000  # bytes of all tables, unpacked: beyond 2 GB an archive is of a kind that few programs read


class OdsTables:
    """The first table goes straight into the file; the others wait until it is whole."""

    def __init__(self, target: IO[bytes], tables: Sequence[Table], options: Options) -> None:
        self.too_long = 0
        self._open = ExitStack()
        self._zip = self._open.enter_context(ZipFile(target, "w", ZIP_DEFLATED))
        self._zip.writestr(ZipInfo("mimetype", AGE), MIMETYPE, ZIP_STORED)
        self._content = Part(self._zip, "content.xml", 0)
        widths = [column.width for table in tables for column in table.columns]
        self._content.write(content_begin(widths, right_to_left=options.right_to_left).encode())
        self._waiting = [self._open.enter_context(closing(Spool(options.aside))) for _ in tables[1:]]
        self._tables = tables
        self._areas: list[list[Area]] = [[] for _ in tables]
        for place in range(len(tables)):
            self._begin(place)

    def write(self, table: int, rows: Iterable[Row]) -> None:
        """Add rows, in a further table where the last is full. Raises ConnectorError where the file is."""
        styles = [style_of(column) for column in self._tables[table].columns]
        areas = self._areas[table]
        for some in portions(rows, lambda: LAST_ROW - areas[-1].last):
            self.too_long += sum(map(is_too_long, (value for row in some for value in row)))
            if areas[-1].last == LAST_ROW:
                self._put(table, TABLE_END)
                self._begin(table)
            self._put(table, rows_xml(styles, some))
            areas[-1] = replace(areas[-1], last=areas[-1].last + len(some))

    def finish(self) -> None:
        """Put the tables that waited behind the first, and what is said of all of them."""
        for place in range(len(self._tables)):
            self._put(place, TABLE_END)
        for spool in self._waiting:
            self._content.write_all(spool.pieces())
        areas = [area for areas in self._areas for area in areas]
        self._content.write(content_end(areas).encode())
        self._content.finish()
        for name, text in other_parts(areas).items():
            self._zip.writestr(name, text)
        self._zip.close()

    def close(self) -> None:
        """Forget what waited."""
        self._open.close()

    def _begin(self, place: int) -> None:
        table = self._tables[place]
        title = tab_title(table.title, [area.title for areas in self._areas for area in areas])
        self._areas[place].append(Area(title, len(table.columns), 1))
        self._put(place, table_begin(title, table.columns))

    def _put(self, place: int, text: str) -> None:
        (self._waiting[place - 1] if place else self._content).write(text.encode())
        if self._content.size + sum(spool.size for spool in self._waiting) > LARGEST:
            raise ConnectorError(
                "an ODS file takes no more than 2 GB, unpacked; choose XLSX, CSV or JSON Lines", permanent=True
            )
