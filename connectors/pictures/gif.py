"""GIF (GIF89a): images, their timing and how often they are shown stay."""

from collections.abc import Iterator
from struct import unpack_from

from connectors.pictures.broken import BrokenPicture

IMAGE, TRAILER = b",", b";"
BEFORE_TABLE = {"screen": 13, "image": 10}  # bytes, the flags of a colour table among them
TIMING, TEXT = b"!\xf9", b"!\x01"
SHOWN = (
    IMAGE,
    TIMING,
    TEXT,
    *(b"!\xff\x0b" + name for name in (b"NETSCAPE2.0", b"ANIMEXTS1.0", b"ICCRGBG1012")),
)
"""How blocks begin that stay: of programs' own ones, those that say how often to begin again, and the colours."""


def stripped(data: bytes) -> bytes:
    """Comments, programs' own blocks, and whatever follows the picture go. Raises BrokenPicture."""
    start = BEFORE_TABLE["screen"] + _table(data, 10)
    blocks = [block for block in _blocks(data, start) if block.startswith(SHOWN)]
    if not any(block.startswith(IMAGE) for block in blocks):
        raise BrokenPicture
    return b"".join([data[:start], *blocks, TRAILER])


def _blocks(data: bytes, at: int) -> Iterator[bytes]:
    """Each block up to the trailer, or to the end where that is lost."""
    while at < len(data) and data[at : at + 1] != TRAILER:
        end = _end(data, at)
        yield data[at:end]
        at = end


def _end(data: bytes, at: int) -> int:
    match data[at : at + 1]:
        case b"!":
            return _after_parts(data, at + 2)
        case b",":
            return _after_parts(data, at + BEFORE_TABLE["image"] + _table(data, at + 9) + 1)
        case b"\0":
            return at + 1
    raise BrokenPicture


def _table(data: bytes, at: int) -> int:
    """The size of the colour table that the flags at this place tell of."""
    [flags] = unpack_from("B", data, at)
    return 3 << (flags & 7) + 1 if flags & 0x80 else 0


def _after_parts(data: bytes, at: int) -> int:
    """Where a row of parts ends: each has its length before it, and the last is empty."""
    while size := unpack_from("B", data, at)[0]:
        at += 1 + size
    return at + 1
