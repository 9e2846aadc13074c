"""The items of a HEIF file: what each is, and which bytes are its (ISO/IEC 14496-12, 8.11; HEIF is 23008-12)."""

from collections.abc import Mapping
from dataclasses import dataclass

from connectors.pictures.boxes import Box, Reader
from connectors.pictures.broken import BrokenPicture

Span = tuple[int, int]
"""From which byte of the file to which."""
IN_FILE, IN_BOX = 0, 1
"""Where the bytes of an item are: at a place of the file, or in the box `idat`. Others are made of other items."""
MOST_SPANS = 100_000


@dataclass(frozen=True, slots=True)
class Widths:
    """Bytes of the numbers in `iloc`; 0 where a number is left out."""

    offset: int
    length: int
    base: int
    index: int


def kinds(data: bytes, iinf: list[Box]) -> Mapping[int, bytes]:
    """The type of each item, from the entries in `iinf`; those of before HEIF have none."""
    found = {}
    for entry in (Reader(data, box) for box in iinf):
        number = entry.number(4 if entry.version >= 3 else 2)
        found[number] = b"" if entry.version < 2 else bytes(data[entry.at + 2 : entry.at + 6])
    return found


def spans(data: bytes, iloc: Box, idat: Box | None) -> Mapping[int, list[Span]]:
    """Where each item's bytes stand. Raises BrokenPicture."""
    table, found = Reader(data, iloc), {}
    first, second = table.number(1), table.number(1)
    widths = Widths(first >> 4, first & 15, second >> 4, second & 15 if table.version else 0)
    left = MOST_SPANS
    for _ in range(table.number(4 if table.version == 2 else 2)):
        number = table.number(4 if table.version == 2 else 2)
        where = table.number(2) & 15 if table.version else IN_FILE
        is_elsewhere = table.number(2) > 0 or where > IN_BOX
        base, count = table.number(widths.base), table.number(2)
        left -= count
        if left < 0:
            raise BrokenPicture
        pieces = [_piece(table, widths) for _ in range(count)]
        if not is_elsewhere:
            inside = _inside(data, idat if where == IN_BOX else None)
            found[number] = [_span(base + inside[0] + offset, length, inside[1]) for offset, length in pieces]
    return found


def _piece(table: Reader, widths: Widths) -> Span:
    table.number(widths.index)
    return table.number(widths.offset), table.number(widths.length)


def _inside(data: bytes, idat: Box | None) -> Span:
    return (idat.content, idat.end) if idat else (0, len(data))


def _span(start: int, length: int, most: int) -> Span:
    """Raises BrokenPicture where it ends behind `most`; a length of nothing is all that there is, which no item is."""
    if not length or start + length > most:
        raise BrokenPicture
    return start, start + length
