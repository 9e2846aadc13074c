"""TIFF (6.0): written anew, page by page, with the same coded data and what it takes to show them."""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import pack

from connectors.pictures.broken import BrokenPicture
from connectors.pictures.tiff_pages import WITHIN, Page, numbers, pages, part

ORDERS = {b"II*\0": "<", b"MM\0*": ">"}
"""How a file writes its numbers, by how it begins."""
CODED = {273: 279, 324: 325}
"""Under which tags stand the places of the coded data (strips, tiles), and under which their sizes."""
COMPRESSION, JPEG_OF_OLD = 259, 6
LONG = 4
SHOWN = frozenset(
    {254, 255, 256, 257, 258, 259, 262, 263, 264, 265, 266, 274, 277, 278, 280, 281, 282, 283, 284, 290, 291, 292}
    | {293, 296, 297, 301, 317, 318, 319, 320, 321, 322, 323, 332, 334, 336, 338, 339, 340, 341, 342, 347}
    | {529, 530, 531, 532, 32997, 34675, 37439, 50674}
)
"""Tags that decode, measure, turn and colour a page: none says what it shows, or who made it where and how."""

Line = tuple[int, int, int, bytes]
"""An entry to write: tag, type, how many values, and these."""


@dataclass(frozen=True, slots=True)
class Made:
    """A file in the making, of no more than `most` bytes: longer is only what names the same data over and over."""

    order: str
    content: bytearray
    most: int

    def add(self, more: bytes) -> int:
        """Returns where it stands: at an even place, as all in a TIFF file. Raises BrokenPicture."""
        if len(self.content) + len(more) > self.most:
            raise BrokenPicture
        self.content.extend(bytes(len(self.content) % 2) + more)
        return len(self.content) - len(more)

    def longs(self, *numbers: int) -> bytes:
        """As the file writes them."""
        return pack(f"{self.order}{len(numbers)}L", *numbers)


def stripped(data: bytes) -> bytes:
    """The pages in their order. Raises BrokenPicture, struct.error; also for JPEG as TIFF held it before 1995."""
    if data[:4] not in ORDERS:
        raise BrokenPicture
    made = Made(ORDERS[data[:4]], bytearray(data[:4]), 2 * len(data))
    first = pointer = made.add(made.longs(0))
    for page in pages(data, made.order):
        pointer = _write(made, list(_lines(made, data, page)), pointer)
    if pointer == first:
        raise BrokenPicture
    return bytes(made.content)


def _lines(made: Made, data: bytes, page: Page) -> Iterator[Line]:
    """What stays of a page, its coded data added before."""
    coded = next((tag for tag, sizes in CODED.items() if tag in page and sizes in page), None)
    if coded is None or (COMPRESSION in page and JPEG_OF_OLD in numbers(data, made.order, page[COMPRESSION])):
        raise BrokenPicture
    starts, sizes = (numbers(data, made.order, page[tag]) for tag in (coded, CODED[coded]))
    if len(starts) != len(sizes):
        raise BrokenPicture
    places = [made.add(part(data, start, size)) for start, size in zip(starts, sizes, strict=True)]
    yield coded, LONG, len(places), made.longs(*places)
    for tag, entry in page.items():
        if entry.size and (tag in SHOWN or tag == CODED[coded]):
            yield tag, entry.type, entry.count, part(data, entry.start, entry.size)


def _write(made: Made, lines: list[Line], pointer: int) -> int:
    """Write a directory, and lead the pointer to it; returns where the pointer to the next one stands."""
    written = [
        pack(f"{made.order}HHL", tag, kind, count) + _values(made, values) for tag, kind, count, values in sorted(lines)
    ]
    start = made.add(pack(f"{made.order}H", len(lines)) + b"".join(written) + made.longs(0))
    made.content[pointer : pointer + 4] = made.longs(start)
    return len(made.content) - 4


def _values(made: Made, values: bytes) -> bytes:
    """What the entry itself holds: its values, or where they were added."""
    if len(values) > WITHIN:
        values = made.longs(made.add(values))
    return values.ljust(WITHIN, b"\0")
