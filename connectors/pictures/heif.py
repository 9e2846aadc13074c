"""HEIF and HEIC (ISO/IEC 23008-12): what is no picture is written over in place, so that nothing moves.

A picture of this kind is turned by its properties; what its Exif data say of that is kept all the same.
"""

from collections.abc import Mapping

from connectors.pictures import exif
from connectors.pictures.boxes import Box, Reader, boxes
from connectors.pictures.broken import BrokenPicture
from connectors.pictures.heif_items import Span, kinds, spans

SHOWN: Mapping[bytes, frozenset[bytes]] = {
    b"": frozenset({b"ftyp", b"styp", b"meta", b"moov", b"moof", b"mfra", b"sidx", b"mdat"}),
    b"meta": frozenset(b"hdlr pitm iinf iloc iref iprp idat dinf grpl".split()),
    b"iprp": frozenset({b"ipco", b"ipma"}),
    b"moov": frozenset({b"mvhd", b"trak", b"mvex"}),
    b"trak": frozenset({b"tkhd", b"tref", b"trgr", b"edts", b"mdia"}),
}
"""The boxes that stay, by the box they stand in; that of all is the file."""
PICTURES = frozenset(b"hvc1 av01 avc1 vvc1 lhv1 jpeg j2k1 unci hvt1 avt1 vvt1 grid iden iovl tmap".split())
"""Items that are pictures, tiles of them, or how pictures are put together."""
TOLD = frozenset({b"udes", b"altt", b"crtt", b"mdft"})
"""Properties that describe or date a picture; they are counted, and so stay in their places, empty."""
MEDIA = frozenset({b"mdat", b"idat"})
MOST_MEDIA = 100  # boxes
EXIF, OTHER = b"Exif", b"mime"
NO_XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'


def stripped(data: bytes) -> bytes:
    """As long as it was. Raises BrokenPicture, struct.error."""
    made = bytearray(data)
    kept = _clear(made, b"", 0, len(data))
    metas = [box for box in kept if box.kind == b"meta"]
    for box in metas[:1]:
        parts = {one.kind: one for one in boxes(data, box.content + 4, box.end)}
        _clear_items(data, made, parts, [one for one in (*kept, *parts.values()) if one.kind in MEDIA])
    if len(metas) > 1 or not any(box.kind in {b"meta", b"moov"} for box in kept):
        raise BrokenPicture
    return bytes(made)


def _clear(made: bytearray, around: bytes, start: int, end: int) -> list[Box]:
    """Empty the boxes that do not belong there, and look into those that do; returns these."""
    kept = []
    for box in boxes(made, start, end):
        if box.kind in SHOWN[around]:
            kept.append(box)
            if box.kind in SHOWN:
                _clear(made, box.kind, box.content + (4 if box.kind == b"meta" else 0), box.end)
        else:
            made[box.start + 4 : box.start + 8] = b"free"
            made[box.content : box.end] = bytes(box.end - box.content)
    return kept


def _clear_items(data: bytes, made: bytearray, parts: Mapping[bytes, Box], media: list[Box]) -> None:
    """Write over every item that is no picture. Raises BrokenPicture."""
    if b"iinf" not in parts or b"iloc" not in parts:
        raise BrokenPicture
    found = kinds(data, _entries(data, parts[b"iinf"]))
    places = spans(data, parts[b"iloc"], parts.get(b"idat"))
    if b"pitm" in parts and found.get(_primary(data, parts[b"pitm"])) not in PICTURES:
        raise BrokenPicture
    others = [number for number in found.keys() | places.keys() if found.get(number) not in PICTURES]
    _require_media([span for number in others for span in places.get(number, ())], media, len(data))
    for number in others:
        _write_over(made, found.get(number, b""), places.get(number, []))
    if b"iprp" in parts:
        _clear_properties(made, parts[b"iprp"])


def _require_media(places: list[Span], media: list[Box], most: int) -> None:
    """Items stand where media do, and each byte is of one of them. Raises BrokenPicture."""
    if len(media) > MOST_MEDIA:
        raise BrokenPicture
    is_inside = all(any(box.content <= start and end <= box.end for box in media) for start, end in places)
    if not is_inside or sum(end - start for start, end in places) > most:
        raise BrokenPicture


def _entries(data: bytes, iinf: Box) -> list[Box]:
    table = Reader(data, iinf)
    table.number(4 if table.version else 2)
    return list(boxes(data, table.at, iinf.end))


def _primary(data: bytes, pitm: Box) -> int:
    found = Reader(data, pitm)
    return found.number(4 if found.version else 2)


def _write_over(made: bytearray, kind: bytes, places: list[Span]) -> None:
    """With something of the same kind that says nothing, as long as it was."""
    said = b"".join(made[start:end] for start, end in places)
    now = _nothing(kind, said)
    if len(now) > len(said):
        now = b""
    now += (b" " if kind == OTHER else b"\0") * (len(said) - len(now))
    for start, end in places:
        made[start:end], now = now[: end - start], now[end - start :]


def _nothing(kind: bytes, said: bytes) -> bytes:
    """Exif data stand behind the place where they begin, counted from there (ISO/IEC 23008-12, A.2.1)."""
    if kind == EXIF:
        begin = 4 + int.from_bytes(said[:4])
        return bytes(4) + exif.saying(exif.orientation(said[begin:]))
    return NO_XMP if kind == OTHER else b""


def _clear_properties(made: bytearray, iprp: Box) -> None:
    for part in boxes(made, iprp.content, iprp.end):
        if part.kind == b"ipco":
            for one in boxes(made, part.content, part.end):
                if one.kind in TOLD:
                    made[one.content + 4 : one.end] = bytes(max(one.end - one.content - 4, 0))
