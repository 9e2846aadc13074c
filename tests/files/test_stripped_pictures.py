"""A picture is kept with every pixel and turned as it was, and says no more of where, when and by whom it was made."""

import struct
from io import BytesIO
from typing import Any

import pillow_heif
import pytest
from PIL import Image, ImageSequence

from connectors.file_types import KINDS, require_kind
from connectors.pictures import STRIPPED, without_metadata
from tests.files.made_pictures import (
    GPS_PART,
    MADE,
    PROFILE,
    TURNED,
    WHERE,
    WHO,
    drawn,
    gif,
    heic,
    jpeg,
    png,
    tiff,
    webp,
)

pillow_heif.register_heif_opener()

TELLING = {"exif", "xmp", "XML:com.adobe.xmp", "comment", "photoshop", "Author", "Comment"}
"""What the library finds in a picture besides the picture."""
ONE_DEGREE = struct.pack(">LL", int(WHERE[0]), 1), struct.pack("<LL", int(WHERE[0]), 1)
FRAMES = [drawn("RGB", shade) for shade in (80, 160)]

ALL: list[tuple[str, str, bytes]] = [
    *((f"jpeg {mode}", "image/jpeg", jpeg(6, mode, icc_profile=None)) for mode in ("L", "CMYK")),
    *((f"jpeg {turned}", "image/jpeg", jpeg(turned)) for turned in range(1, 9)),
    ("jpeg in steps", "image/jpeg", jpeg(6, progressive=True)),
    ("jpeg with restarts", "image/jpeg", jpeg(6, restart_marker_rows=1)),
    *((f"png {turned}", "image/png", png(turned)) for turned in (1, 3, 8)),
    *((f"png {mode}", "image/png", png(6, mode, icc_profile=None)) for mode in ("L", "P", "RGBA", "1")),
    ("png that moves", "image/png", png(1, save_all=True, append_images=FRAMES, duration=[70, 80, 90], loop=2)),
    *((f"webp {turned}", "image/webp", webp(turned)) for turned in (1, 3, 8)),
    ("webp with holes", "image/webp", webp(6, "RGBA")),
    ("webp with loss", "image/webp", webp(6, lossless=False)),
    ("webp that moves", "image/webp", webp(1, save_all=True, append_images=FRAMES, duration=[70, 80, 90], loop=2)),
    ("gif", "image/gif", gif()),
    ("gif that moves", "image/gif", gif(save_all=True, append_images=FRAMES, duration=[70, 80, 90], loop=2)),
    *((f"tiff {turned}", "image/tiff", tiff(turned)) for turned in (1, 3, 8)),
    *((f"tiff {mode}", "image/tiff", tiff(6, mode, icc_profile=None)) for mode in ("L", "P", "RGBA", "1", "CMYK")),
    *((f"tiff by {how}", "image/tiff", tiff(6, compression=how)) for how in ("tiff_lzw", "tiff_deflate", "packbits")),
    ("tiff by jpeg", "image/tiff", tiff(1, compression="jpeg")),
    ("tiff of pages", "image/tiff", tiff(1, save_all=True, append_images=FRAMES)),
    *((f"heic {turned}", "image/heic", heic(turned)) for turned in (1, 3, 8)),
    ("heic with holes", "image/heic", heic(6, "RGBA")),
]
EACH = pytest.mark.parametrize(("media_type", "data"), [one[1:] for one in ALL], ids=[one[0] for one in ALL])


def opened(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def shown(data: bytes) -> list[tuple[Any, ...]]:
    """Each frame as it is painted: its pixels, how long it stays, its colours, and which of them is none."""
    with opened(data) as picture:
        wanted = ("duration", "loop", "icc_profile", "transparency", "dpi")
        return [
            (one.mode, one.size, one.tobytes(), one.getpalette(), *(one.info.get(word) for word in wanted))
            for one in ImageSequence.Iterator(picture)
        ]


def first(frames: list[tuple[Any, ...]], media_type: str) -> list[tuple[Any, ...]]:
    """Of a JPEG file the library shows further pictures, which do not belong to the first."""
    return frames[:1] if media_type == "image/jpeg" else frames


@EACH
def test_what_is_shown_is_the_same(media_type: str, data: bytes) -> None:
    stripped = without_metadata(media_type, data)
    assert shown(stripped) == first(shown(data), media_type)


@EACH
def test_it_is_turned_as_it_was(media_type: str, data: bytes) -> None:
    with opened(data) as before, opened(without_metadata(media_type, data)) as after:
        assert after.getexif().get(TURNED, 1) == before.getexif().get(TURNED, 1)


@EACH
def test_it_says_nothing_more(media_type: str, data: bytes) -> None:
    stripped = without_metadata(media_type, data)
    assert WHO.encode() in data
    assert WHO.encode() not in stripped
    assert not any(place in stripped for place in ONE_DEGREE)
    with opened(stripped) as picture:
        exif = picture.getexif()
        assert {tag for tag in exif if tag in {270, 271, 305, 306, 315, 700, 33723, 50000}} == set()
        assert exif.get_ifd(GPS_PART) == {}
        assert not any(WHO in str(picture.info.get(word)) for word in TELLING)


@EACH
def test_it_is_of_its_kind_no_longer_than_before_and_nothing_more_can_be_taken_from_it(
    media_type: str, data: bytes
) -> None:
    stripped = without_metadata(media_type, data)
    [ending] = [ending for ending, (one, _) in MADE.items() if one == media_type]
    require_kind(f"a.{ending}", stripped)
    assert len(stripped) <= len(data)
    assert without_metadata(media_type, stripped) == stripped


def test_an_upright_picture_says_not_even_that() -> None:
    for kind, made in (("image/jpeg", jpeg), ("image/png", png), ("image/webp", webp)):
        assert b"Exif" not in without_metadata(kind, made(1)).replace(b"EXIF", b"Exif")[:2000]


def test_the_colours_stay() -> None:
    for media_type, made in MADE.values():
        if media_type not in {"image/gif", "image/heic"}:
            with opened(without_metadata(media_type, made(6))) as picture:
                assert picture.info["icc_profile"] == PROFILE


def test_a_jpeg_without_an_end_is_shown_as_before() -> None:
    whole = jpeg(6, icc_profile=None)
    cut = whole[: whole.index(b"\xff\xd9")]
    stripped = without_metadata("image/jpeg", cut)
    assert shown(stripped) == shown(without_metadata("image/jpeg", whole))


def test_a_gif_without_an_end_is_shown_as_before() -> None:
    whole = without_metadata("image/gif", gif())
    assert without_metadata("image/gif", whole[:-1]) == whole


def test_files_that_are_no_pictures_stay_as_they_are() -> None:
    for media_type in {kind.type for kind in KINDS.values()} - STRIPPED.keys():
        assert without_metadata(media_type, jpeg()) == jpeg()


def test_every_kind_of_picture_that_is_taken_is_stripped() -> None:
    assert {kind.type for kind in KINDS.values() if kind.type.startswith("image/")} == STRIPPED.keys()
