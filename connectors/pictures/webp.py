"""WebP (RFC 9649): the chunks that say how the picture looks stay."""

from collections.abc import Iterator
from struct import pack, unpack_from

from connectors.pictures import exif
from connectors.pictures.broken import BrokenPicture

SHOWN = frozenset({b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
EXTENDED, EXIF = b"VP8X", b"EXIF"
HAS_EXIF, HAS_XMP = 0x08, 0x04  # flags of the extended header


def stripped(data: bytes) -> bytes:
    """XMP, unknown chunks, and whatever follows the picture go. Raises BrokenPicture."""
    chunks = list(_chunks(data))
    said = next((exif.needed(content) for name, content in chunks if name == EXIF), b"")
    kept = [_chunk(name, content) for name, content in chunks if name in SHOWN]
    if not kept:
        raise BrokenPicture
    extended = [_extended(content, said) for name, content in chunks if name == EXTENDED][:1]
    if extended and said:
        kept.append(_chunk(EXIF, said))
    body = b"WEBP" + b"".join([*extended, *kept])
    return pack("<4sL", b"RIFF", len(body)) + body


def _chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    [size] = unpack_from("<L", data, 4)
    at = 12
    while at < min(8 + size, len(data)):
        name, size_of = unpack_from("<4sL", data, at)
        content = data[at + 8 : at + 8 + size_of]
        if len(content) < size_of:
            raise BrokenPicture
        yield name, content
        at += 8 + size_of + size_of % 2


def _extended(content: bytes, said: bytes) -> bytes:
    """The header of a picture with more than its pixels."""
    flags = content[0] & ~(HAS_EXIF | HAS_XMP) if content else 0
    return _chunk(EXTENDED, bytes((flags | (HAS_EXIF if said else 0),)) + content[1:])


def _chunk(name: bytes, content: bytes) -> bytes:
    return pack("<4sL", name, len(content)) + content + b"\0" * (len(content) % 2)
