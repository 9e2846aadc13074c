"""The boxes that HEIF and films are made of (ISO/IEC 14496-12, section 4.2), and numbers within them."""

from collections.abc import Iterator
from dataclasses import dataclass
from struct import unpack_from

from connectors.pictures.broken import BrokenPicture


@dataclass(frozen=True, slots=True)
class Box:
    """Where a box stands, and its content."""

    kind: bytes
    start: int
    content: int
    end: int


def boxes(data: bytes | bytearray, start: int, end: int) -> Iterator[Box]:
    """The boxes that stand there side by side. Raises BrokenPicture, struct.error."""
    while start < end:
        size, kind = unpack_from(">L4s", data, start)
        content = start + 8
        if size == 1:
            [size], content = unpack_from(">Q", data, content), content + 8
        after = start + size if size else end
        if not content <= after <= end:
            raise BrokenPicture
        yield Box(kind, start, content, after)
        start = after


@dataclass(slots=True)
class Reader:
    """Numbers one after the other, from a box that begins with its version and flags."""

    data: bytes | bytearray
    box: Box
    at: int = 0

    def __post_init__(self) -> None:
        self.at = self.box.content + 4

    @property
    def version(self) -> int:
        """The first byte."""
        return int.from_bytes(self.data[self.box.content : self.box.content + 1])

    def number(self, size: int) -> int:
        """The next one, of so many bytes. Raises BrokenPicture at the end of the box."""
        if self.at + size > self.box.end:
            raise BrokenPicture
        self.at += size
        return int.from_bytes(self.data[self.at - size : self.at])
