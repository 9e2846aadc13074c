"""CSV files (RFC 4180, UTF-8): one for a table, in an archive where there are several."""

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from typing import IO, Protocol
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from connectors.cells import csv_text
from connectors.sheets.excel.archive import AGE
from connectors.tables.spool import Spool
from connectors.tables.table import Options, Row, Table, portions, too_long_in


@contextmanager
def open_csv(target: IO[bytes], tables: Sequence[Table], options: Options) -> Iterator["CsvTables"]:
    """A CSV file for the only table, or an archive of CSV files."""
    if len(tables) == 1:
        yield CsvTables([target], tables, options)
        return
    first, *others = tables
    with ZipFile(target, "w", ZIP_DEFLATED) as archive, ExitStack() as waiting:
        spools = [waiting.enter_context(closing(Spool(options.aside))) for _ in others]
        with _member(archive, first) as begun:
            yield CsvTables([begun, *spools], tables, options)
        for spool, table in zip(spools, others, strict=True):
            with _member(archive, table) as member:
                member.writelines(spool.pieces())


class Sink(Protocol):
    """Where the lines of a table go."""

    def write(self, data: bytes, /) -> object:
        """Take some more."""


class CsvTables:
    """The first table goes straight into its file; the others wait until that is whole."""

    def __init__(self, sinks: Sequence[Sink], tables: Sequence[Table], options: Options) -> None:
        self.too_long = 0
        self._sinks = sinks
        for sink, table in zip(sinks, tables, strict=True):
            sink.write(BOM_UTF8 * options.byte_order_mark + _lines([[column.header for column in table.columns]]))

    def write(self, table: int, rows: Iterable[Row]) -> None:
        """Add rows."""
        for some in portions(rows):
            self.too_long += too_long_in(some)
            self._sinks[table].write(_lines(some))


def _member(archive: ZipFile, table: Table) -> IO[bytes]:
    entry = ZipInfo(f"{table.name}.csv", AGE)
    entry.compress_type = ZIP_DEFLATED
    return archive.open(entry, "w", force_zip64=True)


def _lines(rows: Iterable[Row]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([csv_text(value) for value in row] for row in rows)
    return text.getvalue().encode()
