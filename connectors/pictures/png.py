"""PNG (W3C, third edition): the chunks that say how the picture looks stay."""

from collections.abc import Iterator
from struct import pack, unpack_from
from zlib import crc32

from connectors.pictures import exif
from connectors.pictures.broken import BrokenPicture

SIGNATURE = b"\x89PNG\r\n\x1a\n"
AROUND = 12  # bytes of a chunk besides its content: length, name, checksum
OPTIONAL = 0x20  # set in the first letter of a name: readers may pass over the chunk
EXIF, LAST = b"eXIf", b"IEND"
SHOWN = frozenset(b"tRNS gAMA cHRM sRGB iCCP cICP mDCV mDCv cLLI cLLi sBIT bKGD pHYs sPLT hIST acTL fcTL fdAT".split())
"""Optional chunks about transparency, colours, the shape of a pixel, and moving pictures."""


def stripped(data: bytes) -> bytes:
    """Texts, times, programs' own chunks, and whatever follows the picture go. Raises BrokenPicture."""
    return SIGNATURE + b"".join(_needed(name, chunk) for name, chunk in _chunks(data))


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    at, name = len(SIGNATURE), b""
    while name != LAST:
        size, name = unpack_from(">L4s", data, at)
        chunk = data[at : at + AROUND + size]
        if len(chunk) < AROUND + size:
            raise BrokenPicture
        yield name, chunk
        at += len(chunk)


def _needed(name: bytes, chunk: bytes) -> bytes:
    if name == EXIF:
        said = exif.needed(chunk[8:-4])
        return _chunk(EXIF, said) if said else b""
    return chunk if name in SHOWN or not name[0] & OPTIONAL else b""


def _chunk(name: bytes, content: bytes) -> bytes:
    return pack(">L", len(content)) + name + content + pack(">L", crc32(name + content))
