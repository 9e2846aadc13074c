"""A picture that is not built as its kind is kept out, or what is left of it is kept: nothing else ever happens."""

import struct
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.file_types import FileRefused
from connectors.files import Files
from connectors.pictures import STRIPPED, BrokenPicture, without_metadata
from connectors.ports import FileStore
from forms.types import messages
from tests.files.made_pictures import MADE, chunk, gif, heic, jpeg, png, tiff, webp

WHOLE = {media_type: made(6) if media_type != "image/gif" else made() for media_type, made in MADE.values()}
EXAMPLES = settings(max_examples=300)


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">L4s", len(content) + 8, kind) + content


def directory(*entries: tuple[int, int, int, int], following: int = 0) -> bytes:
    """Of a TIFF file: tag, type, count, value."""
    return (
        struct.pack("<H", len(entries))
        + b"".join(struct.pack("<HHLL", *one) for one in entries)
        + struct.pack("<L", following)
    )


def broken() -> Iterator[tuple[str, str, bytes]]:
    """What each kind may lack or say too much of."""
    start = b"II*\0" + struct.pack("<L", 8)
    yield "jpeg", "no picture", b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0\xff\xd9"
    yield "jpeg", "a segment without its end", jpeg()[:100]
    yield "jpeg", "a segment of no length", b"\xff\xd8\xff\xe1\0\0" + jpeg()[2:]
    yield "png", "cut short", png()[:-100]
    yield "png", "no end", b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", bytes(13))
    yield "png", "a chunk of four billion", b"\x89PNG\r\n\x1a\n" + b"\xff\xff\xff\xffIDAT"
    yield "gif", "no picture", b"GIF89a" + bytes(7) + b";"
    yield "gif", "a program", b"GIF89a<?php system($_GET[0]);"
    yield "gif", "cut short", gif()[:700]
    yield "webp", "cut short", webp()[:100]
    yield "webp", "no picture", b"RIFF\x04\0\0\0WEBP"
    yield "webp", "no size", b"RIFF"
    yield "tiff", "no page", start[:4] + bytes(4)
    yield "tiff", "a page of nothing", start + directory()
    yield "tiff", "a page elsewhere", start[:4] + b"\xff" * 4
    yield "tiff", "a strip elsewhere", start + directory((273, 4, 1, 5000), (279, 4, 1, 10))
    yield "tiff", "more strips than sizes", start + directory((273, 3, 2, 8), (279, 4, 1, 2))
    yield "tiff", "strips of broken numbers", start + directory((273, 12, 1, 0), (279, 4, 1, 2))
    yield "tiff", "too many strips", start + directory((273, 4, 200_000, 8), (279, 4, 200_000, 8)) + bytes(900_000)
    yield "tiff", "JPEG of before 1995", start + directory((259, 3, 1, 6), (273, 4, 1, 8), (279, 4, 1, 2))
    yield "heic", "no picture", box(b"ftyp", b"heic\0\0\0\0")
    yield "heic", "a box longer than the file", box(b"ftyp", b"heic\0\0\0\0") + struct.pack(">L4s", 500, b"meta")
    yield "heic", "no items", box(b"ftyp", b"heic\0\0\0\0") + box(b"meta", bytes(4))
    yield "heic", "twice", WHOLE["image/heic"] + WHOLE["image/heic"]
    yield "heic", "what it shows is no picture", heic().replace(b"hvc1\0", b"prVt\0", 1)


@pytest.mark.parametrize(
    ("kind", "data"), [(kind, data) for kind, _, data in broken()], ids=[f"{a}: {b}" for a, b, _ in broken()]
)
def test_broken_pictures_are_found_out(kind: str, data: bytes) -> None:
    with pytest.raises(BrokenPicture):
        without_metadata(f"image/{kind}", data)


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        # a strip of the whole file, named 100 times over
        (
            "tiff",
            b"II*\0"
            + struct.pack("<L", 808)
            + struct.pack("<100L", *[8] * 100)
            + struct.pack("<100L", *[800] * 100)
            + directory((273, 4, 100, 8), (279, 4, 100, 408)),
        ),
        # directories that lie in one another
        (
            "tiff",
            b"II*\0"
            + struct.pack("<L", 8)
            + b"".join(directory((273, 4, 0, 0), (279, 4, 0, 0), following=12 + 30 * n) for n in range(1, 400)),
        ),
    ],
)
def test_a_small_file_does_not_grow(kind: str, data: bytes) -> None:
    try:
        assert len(without_metadata(f"image/{kind}", data)) <= 2 * len(data)
    except BrokenPicture:
        return


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """A sound picture, of which some bytes are others, are lacking or are there twice."""
    media_type = draw(st.sampled_from(sorted(WHOLE)))
    data = bytearray(WHOLE[media_type])
    for _ in range(draw(st.integers(1, 6))):
        at, size = draw(st.integers(0, len(data))), draw(st.integers(0, 12))
        match draw(st.sampled_from(("change", "remove", "double", "cut"))):
            case "change":
                data[at : at + size] = draw(st.binary(min_size=size, max_size=size))
            case "remove":
                del data[at : at + size]
            case "double":
                data[at:at] = data[at : at + size]
            case "cut":
                del data[len(data) - size :]
    return media_type, bytes(data)


@EXAMPLES
@given(damaged())
def test_whatever_is_done_to_a_picture_it_is_stripped_or_refused(found: tuple[str, bytes]) -> None:
    media_type, data = found
    try:
        stripped = without_metadata(media_type, data)
    except BrokenPicture:
        return
    assert len(stripped) <= 2 * len(data)
    assert without_metadata(media_type, stripped) == stripped


@EXAMPLES
@given(st.sampled_from(sorted(STRIPPED)), st.binary(max_size=400))
def test_any_bytes_are_stripped_or_refused(media_type: str, data: bytes) -> None:
    try:
        without_metadata(media_type, data)
    except BrokenPicture:
        return


@pytest.mark.parametrize("ending", sorted(MADE))
def test_files_are_kept_as_they_are_stripped_and_a_broken_one_is_refused(store: FileStore, ending: str) -> None:
    media_type, whole = MADE[ending][0], WHOLE[MADE[ending][0]]
    kept = Files(store).take(f"photo.{ending}", whole)
    stripped = without_metadata(media_type, whole)
    stored = store.get(str(kept["sha256"]))
    assert stored is not None
    assert b"".join(stored.parts) == stripped
    assert kept["size"] == len(stripped)
    with pytest.raises(FileRefused) as refused:
        Files(store).take(f"photo.{ending}", whole[:60])
    assert refused.value.message == messages.FILE_DAMAGED


def test_what_is_scanned_is_what_was_sent(store: FileStore) -> None:
    seen: list[bytes] = []

    def scan(_name: str, data: bytes) -> bool:
        seen.append(data)
        return True

    assert Files(store, scan).take("photo.tif", tiff())["scanned"] is True
    assert seen == [tiff()]
