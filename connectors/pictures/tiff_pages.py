"""Reads the directories of a TIFF file (TIFF 6.0, section 2; BigTIFF writes the same with wider numbers)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from struct import calcsize, unpack, unpack_from

from connectors.pictures.broken import BrokenPicture

SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 16: 8, 17: 8}
"""Bytes of a value of each type."""
NUMBERS = {3: "H", 4: "L", 16: "Q"}
"""Types of whole numbers, as letters of `struct`."""
MOST_NUMBERS = 100_000


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file writes its numbers, as letters of `struct`."""

    order: str
    count: str  # of a directory's entries
    place: str  # where something stands, and how many values an entry has

    @property
    def width(self) -> int:
        """Bytes of a place; values of no more stand in the entry itself."""
        return calcsize(self.order + self.place)


@dataclass(frozen=True, slots=True)
class Entry:
    """What a directory has under a tag, and where its values stand."""

    type: int
    count: int
    start: int

    @property
    def size(self) -> int:
        """Bytes of all values; none where the type is not known."""
        return SIZES.get(self.type, 0) * self.count


Page = Mapping[int, Entry]
"""A directory's entries by tag."""


def pages(data: bytes, layout: Layout, pointer: int) -> Iterator[Page]:
    """Each directory, from the place of the pointer to the first. Raises BrokenPicture, struct.error.

    One that was read before ends them; together they are no longer than the file.
    """
    seen: set[int] = set()
    left, size = len(data), 4 + 2 * layout.width
    while (start := _number(data, layout, layout.place, pointer)) and start not in seen:
        seen.add(start)
        first, count = start + calcsize(layout.order + layout.count), _number(data, layout, layout.count, start)
        left -= size * count + 1
        if left < 0:
            raise BrokenPicture
        yield dict(_entry(data, layout, first + size * number) for number in range(count))
        pointer = first + size * count


def part(data: bytes, start: int, size: int) -> bytes:
    """So many bytes of the file. Raises BrokenPicture where it has fewer."""
    found = data[start : start + size]
    if len(found) < size:
        raise BrokenPicture
    return found


def numbers(data: bytes, layout: Layout, entry: Entry) -> tuple[int, ...]:
    """The values of an entry that has whole numbers. Raises BrokenPicture where it has others, or too many."""
    if entry.type not in NUMBERS or entry.count > MOST_NUMBERS:
        raise BrokenPicture
    return unpack(f"{layout.order}{entry.count}{NUMBERS[entry.type]}", part(data, entry.start, entry.size))


def _entry(data: bytes, layout: Layout, at: int) -> tuple[int, Entry]:
    tag, kind, count = unpack_from(f"{layout.order}HH{layout.place}", data, at)
    entry = Entry(kind, count, at + 4 + layout.width)
    if entry.size <= layout.width:
        return tag, entry
    return tag, Entry(kind, count, _number(data, layout, layout.place, entry.start))


def _number(data: bytes, layout: Layout, letter: str, at: int) -> int:
    if at > len(data):  # which may be further than `struct` can count
        raise BrokenPicture
    found: int = unpack_from(layout.order + letter, data, at)[0]
    return found
