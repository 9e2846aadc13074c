"""JPEG (ITU-T T.81; JFIF is T.871): the segments that decode a picture stay, and of the others its colours and turn."""

import re
from collections.abc import Iterator

from connectors.pictures import exif
from connectors.pictures.broken import BrokenPicture

BEGIN, END = b"\xff\xd8", b"\xff\xd9"
MARKER = re.compile(rb"\xff+([\x01-\xcf\xd8-\xfe])")
"""A marker that begins something; within coded data 00 and D0 to D7 after FF are part of it."""
ALONE = frozenset({0x01, 0xD8})
SCAN, OVER = 0xDA, 0xD9
DECODING = range(0xC0, 0xE0)
JFIF, PROFILE, ADOBE = b"JFIF\0", b"ICC_PROFILE\0", b"Adobe"


def stripped(data: bytes) -> bytes:
    """The first picture alone: what stands behind it (a film, a second picture) says things of its own.

    Raises BrokenPicture.
    """
    kept, has_picture = [BEGIN], False
    for marker, content, coded in _segments(data):
        stays = content if marker in DECODING else _needed(marker, content)
        if stays:
            kept += [bytes((0xFF, marker)), (len(stays) + 2).to_bytes(2), stays, coded.rstrip(b"\xff")]
        has_picture |= marker == SCAN and bool(content)
    if not has_picture:
        raise BrokenPicture
    return b"".join([*kept, END])


def _segments(data: bytes) -> Iterator[tuple[int, bytes, bytes]]:
    """Each marker with its content, and the coded data that follow it; as readers do, a lost end is passed over."""
    at = len(BEGIN)
    while (found := MARKER.search(data, at)) and (marker := found[1][0]) != OVER:
        at = found.end()
        if marker in ALONE:
            continue
        end = at + int.from_bytes(data[at : at + 2])
        if not at + 2 <= end <= len(data):
            raise BrokenPicture
        following = MARKER.search(data, end)
        after = (following.start() if following else len(data)) if marker == SCAN else end
        yield marker, data[at + 2 : end], data[end:after]
        at = after


def _needed(marker: int, content: bytes) -> bytes:
    """What stays of a segment that belongs to a program or a person."""
    match marker:
        case 0xE0 if content.startswith(JFIF) and len(content) >= 14:
            return content[:12] + b"\0\0"  # no small picture within
        case 0xE1 if content.startswith(exif.HEAD) and exif.needed(content):
            return exif.HEAD + exif.needed(content)
        case 0xE2 if content.startswith(PROFILE):
            return content
        case 0xEE if content.startswith(ADOBE):
            return content[:12]
    return b""
