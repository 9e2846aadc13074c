"""The text of a tab in pieces: what stands before its rows, whole rows in blocks, and what stands behind them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from zipfile import ZipFile, ZipInfo

from connectors.sheets.excel.archive import CHUNK, unpacked
from connectors.sheets.excel.areas import LAST_ROW
from connectors.sheets.excel.elements import tag_name
from connectors.sheets.excel.text import DECLARATION, Broken, codec_of, is_plain, plain

ROOT = re.compile(rb"<([\w.-]+:)?worksheet[\s>]")
LONGEST_END = 64 << 20  # bytes before the first row, and behind the last
SHORT = 64 << 20  # bytes of a text that is rather kept than unpacked a second time


class NotPlain(Exception):  # noqa: N818 - the shape of a text, met by another spelling of it
    """The text holds what looks like a tag and is none, or is not in UTF-8."""


@dataclass(slots=True)
class Source:
    """The text of a tab, from its archive; it is kept where it is short, and where it had to be spelled anew."""

    archive: ZipFile | None
    entry: ZipInfo
    kept: bytes | None = None

    @classmethod
    def of(cls, text: bytes) -> "Source":
        """A text that is in no archive yet."""
        return cls(None, ZipInfo("new"), text)

    def pieces(self) -> Iterator[bytes]:
        """The text piece by piece, in UTF-8. Raises NotPlain."""
        if self.kept is None and self.archive and self.entry.file_size <= SHORT:
            self.kept = _require_utf8(unpacked(self.archive, self.entry))
        if self.kept is not None or self.archive is None:
            kept = self.kept or b""
            yield from (kept[start : start + CHUNK] for start in range(0, len(kept), CHUNK))
            return
        with self.archive.open(self.entry) as file:
            yield _require_utf8(file.read(CHUNK))
            while piece := file.read(CHUNK):
                yield piece

    def spell(self) -> None:
        """Keep the text spelled plainly. Raises Broken where it is no XML."""
        self.kept = plain(self.kept or b"" if self.archive is None else self.archive.read(self.entry))


@dataclass(slots=True)
class Text:
    """A tab's text being read from its beginning; `tail` is known once all blocks were taken."""

    pieces: Iterator[bytes]
    head: bytes = b""  # up to the first row
    tail: bytes = b""  # from the end tag of the rows on
    prefix: bytes = b""  # what stands before the names of elements
    rest: bytes = b""  # read and not yet taken
    start: "re.Pattern[bytes]" = field(init=False)

    def __post_init__(self) -> None:
        """Read up to the rows. Raises Broken, NotPlain."""
        found = None
        while found is None:
            piece = next(self.pieces, b"")
            if not piece or len(self.rest) > LONGEST_END:
                raise Broken("its tab has no rows, not even an empty list of them")
            self.rest += piece
            found = self._rows()
        self.head, self.rest = self.rest[: found.end()], self.rest[found.end() :]
        if not is_plain(DECLARATION.sub(b"", self.head, count=1)):
            raise NotPlain
        if self.head.endswith(b"/>"):
            self.head = self.head[:-2] + b">"
            self.rest = self.end + b">" + self.rest
        self.start = row_start(self.prefix)

    @property
    def end(self) -> bytes:
        """How what stands behind the rows begins."""
        return b"</%ssheetData" % self.prefix

    def blocks(self) -> Iterator[bytes]:
        """Whole rows, several at a time. Raises Broken, NotPlain."""
        while (stop := self.rest.find(self.end)) < 0:
            if cut := self._last_row(self.rest):
                yield self.rest[:cut]
                self.rest = self.rest[cut:]
            piece = next(self.pieces, b"")
            if not piece:
                raise Broken("its rows have no end")
            self.rest += piece
        if stop:
            yield self.rest[:stop]
        self.tail = self.rest[stop:] + b"".join(self.pieces)
        if not is_plain(self.tail):
            raise NotPlain

    def _rows(self) -> "re.Match[bytes] | None":
        """The tag that begins the rows."""
        root = ROOT.search(self.rest)
        if root is None:
            return None
        self.prefix = root[1] or b""
        return re.search(rb"<%ssheetData(?:\s[^>]*)?/?>" % re.escape(self.prefix), self.rest)

    def _last_row(self, text: bytes) -> int:
        """Where the last row begins, which may not be whole."""
        place = text.rfind(b"<%srow" % self.prefix)
        while place > 0 and not self.start.match(text, place):
            place = text.rfind(b"<%srow" % self.prefix, 0, place)
        return max(place, 0)


Span = tuple[int, int, int]
"""The number of a row, from 1, and where it begins and ends in a block."""


def row_start(prefix: bytes) -> "re.Pattern[bytes]":
    """How a row begins; its number is the first group."""
    return re.compile(rb"""<%srow(?=[\s/>])(?:[^>]*?\sr\s*=\s*["'](\d+)["'])?""" % re.escape(prefix))


def spans(block: bytes, start: "re.Pattern[bytes]", before: int, begin: int = 0) -> Iterator[Span]:
    """The rows of a block; one that does not tell its number follows the one before. Raises Broken."""
    place, number = -1, before
    for found in start.finditer(block, begin):
        if place >= 0:
            yield number, place, found.start()
        place, number, last = found.start(), int(found[1] or number + 1), number
        if not last < number <= LAST_ROW:
            raise out_of_order(number, last)
    if place >= 0:
        yield number, place, len(block)


def out_of_order(number: int, before: int) -> Broken:
    """What is wrong with a tab whose rows do not follow each other, as no program writes them."""
    return Broken(f"its rows are out of order: {number} stands behind {before}")


def root_tag(head: bytes) -> bytes:
    """The tag that begins the tab: it says what the prefixes of names mean."""
    found = ROOT.search(head)
    start = found.start() if found else 0
    return head[start : head.index(b">", start) + 1]


def wrapped(head: bytes, text: bytes) -> bytes:
    """A piece of a tab's text as a document of its own."""
    tag = root_tag(head)
    return tag + text + b"</" + tag_name(tag) + b">"


def _require_utf8(text: bytes) -> bytes:
    if codec_of(text):
        raise NotPlain
    return text
