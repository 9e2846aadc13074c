"""Rows added to a workbook file that is as it was left, without reading it: the cost is that of copying the file."""

import os
import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from itertools import chain
from pathlib import Path
from typing import IO, Any, cast
from zipfile import ZIP_DEFLATED, BadZipFile, LargeZipFile, ZipFile

from connectors.errors import ConnectorError
from connectors.ports import Left, SheetRow, SheetSpec
from connectors.sheets.excel_book import BOOK, STYLES, Tab, grown_book, grown_tail, tab_of
from connectors.sheets.excel_cells import Writer
from connectors.sheets.excel_files import saving, stamp_of_open
from connectors.sheets.excel_look import LAST_ROW
from connectors.sheets.excel_patch import Patch, by_key
from connectors.sheets.excel_splice import Seam, Unlike, copy_rows, end_with
from connectors.sheets.excel_styles import with_styles
from connectors.sheets.excel_zip import Part, copy_others, listing_digest
from connectors.sheets.plan import new_row

UNLIKE = (Unlike, BadZipFile, EOFError, KeyError, LargeZipFile, UnicodeDecodeError, zlib.error)


@dataclass(frozen=True, slots=True)
class Rows:
    """What is to be written: rows that do not stand there, and rows that do and have changed."""

    new: Iterator[SheetRow]
    changed: Sequence[SheetRow] = ()


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


def append(path: Path, spec: SheetSpec, rows: Rows, left: Left) -> tuple[int, Left] | None:
    """Write rows into a file whose writers are kept off; None where it is not as it was left, or not of our making."""
    try:
        with path.open("rb") as source, ZipFile(source) as archive:
            noted = Noted.of(left.noted)
            if left_as(path, source, noted) != left:
                return None
            first = next(rows.new, None)
            if first is None and not rows.changed:
                return 0, left
            rows = replace(rows, new=chain(() if first is None else (first,), rows.new))
            with saving(path, stamp_of_open(source)) as draft:
                new = _copy(archive, draft, spec=spec, rows=rows, noted=noted)
                return new.last - noted.last, left_as(path, draft, new)
    except FileNotFoundError:
        return None
    except UNLIKE:
        return None


def _copy(archive: ZipFile, draft: IO[bytes], *, spec: SheetSpec, rows: Rows, noted: Noted) -> Noted:
    tab, book = tab_of(archive, spec.tab), archive.read(BOOK)
    before = archive.read(STYLES).decode()
    numbers, styles = with_styles(before)
    writer = Writer(numbers)
    changed = {BOOK} if styles == before else {BOOK, STYLES}
    with ZipFile(draft, "w", ZIP_DEFLATED, compresslevel=1) as copy:
        copy_others(archive, cast("IO[bytes]", archive.fp), copy, but={tab.part, *changed})
        part, tail = _changed(archive, copy, tab, noted, Patch(spec, noted.places, writer, by_key(rows.changed)))
        added = Added(spec, noted.places, writer, noted.last)
        part.write_all(added.written(rows.new))
        tail, area = grown_tail(tail, noted.header_row, noted.last, added.last)
        seam = end_with(part, tail, added.last)
        copy.writestr(BOOK, grown_book(book, tab, area))
        if STYLES in changed:
            copy.writestr(STYLES, styles)
    return replace(noted, last=added.last, seam=seam)


def _changed(archive: ZipFile, copy: ZipFile, tab: Tab, noted: Noted, patch: Patch) -> tuple[Part, bytes]:
    """The tab with its changed rows up to the last, and what stands behind that."""
    entry = archive.getinfo(tab.part)
    part, changes = Part(copy, tab.part, entry.file_size), bool(patch.wanted)
    seam = None if changes else noted.seam
    last, tail = copy_rows(cast("IO[bytes]", archive.fp), entry, part, seam=seam, patch=patch)
    if last != noted.last:
        raise Unlike("something stands below the last row of ours")
    if patch.wanted or (changes and b"<mergeCells" in tail):
        raise Unlike("rows that have changed cannot be told, or not be written")
    return part, tail


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
