"""CSV files (RFC 4180, UTF-8): one for a table, in an archive where there are several."""

import csv
import io
from codecs import BOM_UTF8
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, closing
from typing import IO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from connectors.cells import csv_text, is_too_long
from connectors.tables.spool import Spool
from connectors.tables.table import Options, Row, Table

AGE = (1980, 1, 1, 0, 0, 0)  # of a file in an archive; nothing reads it


class CsvTables:
    """The first table goes straight into its file; the others wait until that is whole."""

    def __init__(self, target: IO[bytes], tables: Sequence[Table], options: Options) -> None:
        self.too_long = 0
        self._tables, self._open = tables, ExitStack()
        self._zip = None if len(tables) == 1 else self._open.enter_context(ZipFile(target, "w", ZIP_DEFLATED))
        first = target if self._zip is None else self._open.enter_context(_member(self._zip, tables[0]))
        self._spools = [self._open.enter_context(closing(Spool(options.aside))) for _ in tables[1:]]
        self._sinks: list[IO[bytes] | Spool] = [first, *self._spools]
        for sink, table in zip(self._sinks, tables, strict=True):
            sink.write(BOM_UTF8 * options.byte_order_mark + _lines([[column.header for column in table.columns]]))

    def write(self, table: int, rows: Iterable[Row]) -> None:
        """Add rows."""
        kept = list(rows)
        self.too_long += sum(map(is_too_long, (value for row in kept for value in row)))
        self._sinks[table].write(_lines(kept))

    def finish(self) -> None:
        """Put the tables that waited behind the first."""
        if self._zip is None:
            return
        first, *_ = self._sinks
        first.close()
        for spool, table in zip(self._spools, self._tables[1:], strict=True):
            with _member(self._zip, table) as member:
                for piece in spool.pieces():
                    member.write(piece)
        self._zip.close()

    def close(self) -> None:
        """Forget what waited."""
        self._open.close()


def _member(archive: ZipFile, table: Table) -> IO[bytes]:
    entry = ZipInfo(f"{table.name}.csv", AGE)
    entry.compress_type = ZIP_DEFLATED
    return archive.open(entry, "w", force_zip64=True)


def _lines(rows: Iterable[Row]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows([csv_text(value) for value in row] for row in rows)
    return text.getvalue().encode()
