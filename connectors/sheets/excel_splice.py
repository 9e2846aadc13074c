"""Rows added to the text of a tab as it stands in the archive, without reading its cells."""

import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import IO
from zipfile import ZIP_DEFLATED, ZipInfo

from connectors.sheets.excel_zip import Part, packed

BEGIN, END = b"<sheetData>", b"</sheetData>"
ROW, ROW_END = b"<row ", b"</row>"
DIMENSION = re.compile(rb"<dimension [^>]*/>")
NUMBER = re.compile(rb'\br="(\d+)"')
OPAQUE = re.compile(rb"<!\[CDATA\[|<!--")  # in which what looks like a tag is none
Patch = Callable[[bytes], bytes]
"""Changes some of the rows in a piece of the text."""
LONGEST_END = 16 << 20  # bytes before the first row, and behind the last


class Unlike(Exception):  # noqa: N818 - the shape of a file, met by reading it whole
    """The tab is written in a way that rows cannot be spliced into."""


@dataclass(frozen=True, slots=True)
class Seam:
    """How far a tab goes until the end of its last row: packed, and unpacked with its check sum."""

    packed: int
    size: int
    crc: int
    last: int  # row


def tail_of(source: IO[bytes], entry: ZipInfo, seam: Seam) -> bytes:
    """What stands behind the last row."""
    unpack = zlib.decompressobj(-zlib.MAX_WBITS)
    text = b"".join(unpack.decompress(piece, LONGEST_END) for piece in packed(source, entry, seam.packed))
    if not text.startswith(END) or not unpack.eof:
        raise Unlike("the last row does not end where it was left")
    return text


def copy_rows(source: IO[bytes], entry: ZipInfo, part: Part, *, seam: Seam | None, patch: Patch) -> tuple[int, bytes]:
    """Copy a tab up to the end of its last row; returns that row's number and what stands behind it."""
    if seam is not None:
        tail = tail_of(source, entry, seam)
        part.take_over(packed(source, entry, 0, seam.packed), seam.crc, seam.size)
        return seam.last, tail
    return _repack(_unpacked(source, entry), part, patch)


def end_with(part: Part, tail: bytes, last: int) -> Seam:
    """Write what stands behind the rows, the last of which has this number; returns where they end."""
    part.seam()
    seam = Seam(part.packed, part.size, part.crc, last)
    part.write(tail)
    part.finish()
    return seam


def _unpacked(source: IO[bytes], entry: ZipInfo) -> Iterator[bytes]:
    if entry.compress_type != ZIP_DEFLATED:
        raise Unlike("a part is packed in another way")
    unpack = zlib.decompressobj(-zlib.MAX_WBITS)
    for piece in packed(source, entry):
        yield unpack.decompress(piece)
    yield unpack.flush()


def _repack(pieces: Iterator[bytes], part: Part, patch: Patch) -> tuple[int, bytes]:
    """The same for a tab that others packed: all of it is packed anew, without its extent.

    That it may lack (ECMA-376 part 1, 18.3.1.35); it stands before the rows, where nothing could be changed later.
    """
    text, last = DIMENSION.sub(b"", _head(pieces), count=1), 0
    while (end := text.find(END)) < 0:
        done = text.rfind(ROW_END) + len(ROW_END) if ROW_END in text else 0
        last = _written(part, text[:done], last, patch)
        piece = next(pieces, None)
        if piece is None:
            raise Unlike("its rows have no end")
        text = text[done:] + piece
    last = _written(part, text[:end], last, patch)
    part.seam()
    tail = text[end:] + b"".join(pieces)
    if OPAQUE.search(tail):
        raise Unlike("it holds comments")
    return last, tail


def _head(pieces: Iterator[bytes]) -> bytes:
    """The text up to the rows at least."""
    text = b""
    for piece in pieces:
        text += piece
        if BEGIN in text:
            return text
        if len(text) > LONGEST_END:
            break
    raise Unlike("it has no rows")


def _written(part: Part, text: bytes, last: int, patch: Patch) -> int:
    """Write whole rows of the text; returns the number of the last row in it."""
    if OPAQUE.search(text):
        raise Unlike("it holds comments")
    part.write(patch(text))
    place = text.rfind(ROW)
    if place < 0:
        return last
    number = NUMBER.search(text, place, text.find(b">", place))
    if number is None:
        raise Unlike("its rows have no numbers")
    return int(number[1])
