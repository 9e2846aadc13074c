"""Rows added to a workbook file that is as it was left, without reading it: the cost is that of copying the file."""

import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO
from zipfile import ZipFile

from connectors.ports import Left, SheetRow, SheetSpec
from connectors.sheets.excel.archive import Part, packed
from connectors.sheets.excel.areas import Area, Growth
from connectors.sheets.excel.book import Book, Tab, book_of
from connectors.sheets.excel.elements import parsed
from connectors.sheets.excel.files import BROKEN, require_same, saving, stamp_of
from connectors.sheets.excel.frame import merged
from connectors.sheets.excel.left import Noted, left_as, state_of
from connectors.sheets.excel.opening import Opened, tab_of
from connectors.sheets.excel.patch import Patch, Wanted
from connectors.sheets.excel.reading import Sheet, rows_of
from connectors.sheets.excel.rows import NotPlain, Source, Text
from connectors.sheets.excel.saving import Saving, require_rows
from connectors.sheets.excel.shapes import Shape
from connectors.sheets.excel.strings import Strings, strings_of
from connectors.sheets.excel.styles import styles_of
from connectors.sheets.excel.tables import Change, tables_of
from connectors.sheets.excel.values import Values
from connectors.sheets.layout import KEY_COLUMN
from connectors.sheets.plan import CellChange, kept_row, new_row
from connectors.sheets.values import label


class Unlike(Exception):  # noqa: N818 - the shape of a file, met by reading it whole
    """The tab is not one that rows can be added to unseen."""


@dataclass(frozen=True, slots=True)
class Rows:
    """What is to be written: rows that do not stand there, and rows that do and have changed."""

    new: Iterator[SheetRow]
    changed: Sequence[SheetRow] = ()


UNLIKE = (*BROKEN, NotPlain, Unlike)


def append(path: Path, spec: SheetSpec, rows: Rows, left: Left) -> tuple[int, Left] | None:
    """Write rows into a file whose writers are kept off; None where it is not as it was left, or not fit for it."""
    stamp, noted = stamp_of(path), Noted.of(left.noted)
    try:
        with path.open("rb") as source, ZipFile(source) as archive:
            if noted is None or (str(path), state_of(source)) != (left.place, left.file):
                return None
            new = list(rows.new)
            if not new and not rows.changed:
                return 0, left
            with saving(path, stamp) as draft:
                adding = _Adding(archive, source, spec, noted, new, rows.changed)
                return len(new), left_as(path, draft, adding.write(draft))
    except FileNotFoundError:
        return None
    except UNLIKE:
        require_same(path, stamp)  # else what is read is not what was left
        return None


@dataclass(frozen=True, slots=True)
class _Adding:
    """One copy of a file that is as it was `noted`, with rows that are new and rows that have changed."""

    archive: ZipFile
    source: IO[bytes]
    spec: SheetSpec
    noted: Noted
    new: Sequence[SheetRow]
    changed: Sequence[SheetRow]

    def write(self, target: IO[bytes]) -> Noted:
        """Write the copy. Raises Unlike, ConnectorError, and what reading raises."""
        require_rows(self.spec, self.noted.last + len(self.new))
        book = book_of(self.archive)
        tab = tab_of(book, self.spec.tab)
        if tab is None:
            raise Unlike("its tab is gone")
        styles = styles_of(book)
        values = Values(strings_of(book) if self.changed else Strings(), styles.codes(), book.counts_from_1904)
        sheet, numbers = self._seamed(book, tab, values) if self._is_seamed else self._read(book, tab, values)
        self._require_like(sheet)
        opened = Opened(book, tab, sheet, styles, tables_of(book, tab), is_made=False)
        return self._copied(opened, self._changes(numbers), target)

    @property
    def _is_seamed(self) -> bool:
        """Whether the rows can be taken over as they are packed."""
        return self.noted.rows is not None and not self.changed

    def _seamed(self, book: Book, tab: Tab, values: Values) -> tuple[Sheet, dict[str, int]]:
        """The tab without a look at its rows."""
        entry, rows = book.package.entry(tab.part), self.noted.rows
        if rows is None:
            raise Unlike("its rows are packed by another program")
        head = _unpacked(packed(self.source, entry, 0, rows.start))
        tail = _unpacked(packed(self.source, entry, rows.end, entry.compress_size))
        return _sheet(Source(self.archive, entry), head + tail, values, self.noted.bottom), {}

    def _read(self, book: Book, tab: Tab, values: Values) -> tuple[Sheet, dict[str, int]]:
        """The tab, and the numbers of its rows by key."""
        source, key = Source(self.archive, book.package.entry(tab.part)), self.noted.places[KEY_COLUMN.key]
        text, numbers, last = Text(source.pieces()), dict[str, int](), 0
        for last, row in rows_of(text, Shape(text.head, text.prefix, values, {key})):
            if len(row) > key:
                numbers.setdefault(label(row[key]), last)
        return _sheet(source, text.head + text.tail, values, last), numbers

    def _require_like(self, sheet: Sheet) -> None:
        """Raises Unlike where something stands below the last row of ours, or cells that change may be merged."""
        areas = list(merged(parsed(sheet.frame)))
        if sheet.last != self.noted.last or any(one.bottom > self.noted.last for one in areas):
            raise Unlike("something stands below the last row")
        if areas and self.changed:
            raise Unlike("cells are merged")

    def _changes(self, numbers: Mapping[str, int]) -> dict[int, list[CellChange]]:
        cells = {}
        for row in self.changed:
            number = numbers.get(label(row.key), 0) - 1
            if number <= self.noted.header_row:
                raise Unlike("a row that has changed does not stand there")
            cells[number] = list(kept_row(self.spec, self.noted.places, row, number))
        return cells

    def _copied(self, opened: Opened, cells: Mapping[int, Sequence[CellChange]], target: IO[bytes]) -> Noted:
        saving, first, last = Saving.of(opened, self.spec.tab), self.noted.last, self.noted.last + len(self.new)
        header = self.noted.header_row + 1
        change = Change(header, Growth(header + 1, range(first + 1, last + 1)), {}, {})
        places = [place + 1 for place in self.noted.places.values()]
        filled = saving.grow(change, [Area(min(places), header, max(places), last)])
        wanted = Wanted(cells, filled=filled, body=range(header, first))
        sheet = opened.sheet
        patch = Patch(sheet.frame, wanted, sheet.values, saving.writer, saving.default, self.noted.look)

        def rows(part: Part) -> None:
            self._copy_rows(part, opened, patch)
            numbered = enumerate(self.new, start=first)
            part.write_all(patch.added(n, new_row(self.spec, self.noted.places, row, n)) for n, row in numbered)

        section = saving.copy(self.source, target, rows)
        if patch.has_lost_formulas and opened.book.named("calcChain"):
            raise Unlike("formulas are written over")
        return replace(self.noted, last=last, bottom=last, look=patch.habit(), rows=section)

    def _copy_rows(self, part: Part, opened: Opened, patch: Patch) -> None:
        """The rows that stand there."""
        if self._is_seamed and self.noted.rows and opened.tab:
            entry, rows = opened.book.package.entry(opened.tab.part), self.noted.rows
            part.take_over(packed(self.source, entry, rows.start, rows.end), rows)
            return
        for block in Text(opened.sheet.source.pieces()).blocks():
            part.write(patch.block(block))


def _sheet(source: Source, frame: bytes, values: Values, last: int) -> Sheet:
    return Sheet(source, frame, values, (), frozenset(), last)


def _unpacked(pieces: Iterator[bytes]) -> bytes:
    unpack = zlib.decompressobj(-zlib.MAX_WBITS)
    return b"".join(unpack.decompress(piece) for piece in pieces)
