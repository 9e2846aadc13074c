"""Rows added to a workbook file that is as it was left, without reading it: the cost is that of copying the file."""

import os
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, BadZipFile, LargeZipFile, ZipFile

from connectors.errors import ConnectorError
from connectors.ports import Left, SheetRow, SheetSpec
from connectors.sheets.excel_book import BOOK, STYLES, grown_book, grown_tail, tab_of
from connectors.sheets.excel_cells import Writer
from connectors.sheets.excel_files import saving, stamp_of_open
from connectors.sheets.excel_look import LAST_ROW
from connectors.sheets.excel_splice import Seam, Unlike, copy_rows, end_with
from connectors.sheets.excel_styles import with_styles
from connectors.sheets.excel_zip import Part, copy_others, listing_digest
from connectors.sheets.plan import new_row

UNLIKE = (Unlike, BadZipFile, EOFError, KeyError, LargeZipFile, UnicodeDecodeError, zlib.error)


@dataclass(frozen=True, slots=True)
class Noted:
    """What a later append wants to know of a tab: where the header and columns are, the last row, and the seam."""

    header_row: int
    places: Mapping[str, int]
    last: int  # row that has a key, from 1
    seam: Seam | None = None

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> "Noted":
        """Of what was kept as JSON."""
        return cls(**{**said, "seam": Seam(**said["seam"]) if said["seam"] else None})


def left_as(path: Path, file: IO[bytes], noted: Noted) -> Left:
    """How a file is left, which is open still."""
    file.flush()
    with ZipFile(file) as archive:
        digest = listing_digest(archive, file)
    found = os.fstat(file.fileno())
    return Left(str(path), f"{found.st_size} {found.st_mtime_ns} {digest}", asdict(noted))


def append(path: Path, spec: SheetSpec, rows: Iterable[SheetRow], left: Left) -> tuple[int, Left] | None:
    """Add rows to a file whose writers are kept off; None where it is not as it was left, or not of our making."""
    try:
        with path.open("rb") as source, ZipFile(source) as archive:
            noted = Noted.of(left.noted)
            if left_as(path, source, noted) != left:
                return None
            rows = iter(rows)
            first = next(rows, None)
            if first is None:
                return 0, left
            with saving(path, stamp_of_open(source)) as draft:
                new = _copy(archive, draft, spec=spec, rows=chain((first,), rows), noted=noted)
                return new.last - noted.last, left_as(path, draft, new)
    except FileNotFoundError:
        return None
    except UNLIKE:
        return None


def _copy(archive: ZipFile, draft: IO[bytes], *, spec: SheetSpec, rows: Iterable[SheetRow], noted: Noted) -> Noted:
    source, tab, book = cast("IO[bytes]", archive.fp), tab_of(archive, spec.tab), archive.read(BOOK)
    numbers, styles = with_styles(archive.read(STYLES).decode())
    entry = archive.getinfo(tab.part)
    with ZipFile(draft, "w", ZIP_DEFLATED, compresslevel=1) as copy:
        copy_others(archive, source, copy, but={tab.part, BOOK, STYLES})
        part = Part(copy, tab.part, entry.file_size)
        last, tail = copy_rows(source, entry, noted.seam, part)
        if last != noted.last:
            raise Unlike("something stands below the last row of ours")
        added = Added(spec, noted.places, Writer(numbers), last)
        part.write_all(added.written(rows))
        tail, area = grown_tail(tail, noted.header_row, last, added.last)
        seam = end_with(part, tail, added.last)
        copy.writestr(BOOK, grown_book(book, tab, area))
        copy.writestr(STYLES, styles)
    return replace(noted, last=added.last, seam=seam)


@dataclass(slots=True)
class Added:
    """Rows that are added below the last one, as the file holds them."""

    spec: SheetSpec
    places: Mapping[str, int]
    writer: Writer
    last: int

    def written(self, rows: Iterable[SheetRow]) -> Iterator[bytes]:
        """Each row in turn. Raises ConnectorError where the tab is full."""
        for row in rows:
            if self.last == LAST_ROW:
                raise ConnectorError(
                    f"the tab {self.spec.tab!r} is full: a tab has {LAST_ROW:,} rows. Give the form another tab or "
                    "workbook and publish it; its sheet begins anew there",
                    permanent=True,
                )
            yield self.writer.row(new_row(self.spec, self.places, row, self.last))
            self.last += 1
