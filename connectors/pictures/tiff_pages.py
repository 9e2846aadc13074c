"""Reads the directories of a TIFF file (TIFF 6.0, section 2)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from struct import unpack, unpack_from

from connectors.pictures.broken import BrokenPicture

SIZES = {1: 1, 2: 1, 3: 2, 4: 4, 5: 8, 6: 1, 7: 1, 8: 2, 9: 4, 10: 8, 11: 4, 12: 8, 13: 4}
"""Bytes of a value of each type."""
NUMBERS = {3: "H", 4: "L"}
"""Types of whole numbers, as letters of `struct`."""
MOST_NUMBERS = 100_000
WITHIN = 4
"""Bytes of values that stand in the entry itself; more stand elsewhere."""
ENTRY = 12  # bytes


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


def pages(data: bytes, order: str) -> Iterator[Page]:
    """Each directory. Raises BrokenPicture, struct.error.

    One that was read before ends them; together they are no longer than the file.
    """
    seen: set[int] = set()
    left, pointer = len(data), 4
    while (start := _number(data, order, "L", pointer)) and start not in seen:
        seen.add(start)
        first, count = start + 2, _number(data, order, "H", start)
        left -= ENTRY * count + 1
        if left < 0:
            raise BrokenPicture
        yield dict(_entry(data, order, first + ENTRY * number) for number in range(count))
        pointer = first + ENTRY * count


def part(data: bytes, start: int, size: int) -> bytes:
    """So many bytes of the file. Raises BrokenPicture where it has fewer."""
    found = data[start : start + size]
    if len(found) < size:
        raise BrokenPicture
    return found


def numbers(data: bytes, order: str, entry: Entry) -> tuple[int, ...]:
    """The values of an entry that has whole numbers. Raises BrokenPicture where it has others, or too many."""
    if entry.type not in NUMBERS or entry.count > MOST_NUMBERS:
        raise BrokenPicture
    return unpack(f"{order}{entry.count}{NUMBERS[entry.type]}", part(data, entry.start, entry.size))


def _entry(data: bytes, order: str, at: int) -> tuple[int, Entry]:
    tag, kind, count = unpack_from(f"{order}HHL", data, at)
    entry = Entry(kind, count, at + ENTRY - WITHIN)
    if entry.size <= WITHIN:
        return tag, entry
    return tag, Entry(kind, count, _number(data, order, "L", entry.start))


def _number(data: bytes, order: str, letter: str, at: int) -> int:
    found: int = unpack_from(order + letter, data, at)[0]
    return found
