"""Archives however they were packed: parts go over as the bytes that they are, and sections are joined unread."""

import zlib
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from raw_books import book, sheet

from connectors.errors import ConnectorError
from connectors.ports import SheetColumn, SheetRow, SheetSpec
from connectors.sheets.excel import ExcelFolder
from connectors.sheets.excel.archive import Part, packed, unpacked
from connectors.sheets.excel.crc import joined

SPEC = SheetSpec("Book", "2026 call", (SheetColumn("state", "State"),))
ROWS = [SheetRow("1", {"state": "Fiji"})]
MORE = {"xl/media/one.bin": "\0\1" * 5_000, "customXml/item1.xml": "<a/>", "xl/Räume.txt": "é"}


class Unseekable(BytesIO):
    """A target that a stream of parts is written to: lengths stand behind each part."""

    def seekable(self) -> bool:
        return False

    def seek(self, *_: int) -> int:
        raise OSError("not to be sought in")


def packed_anew(path: Path, way: str) -> None:
    """The same parts, packed in another way."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    target = Unseekable() if way == "lengths behind" else BytesIO()
    with ZipFile(target, "w", ZIP_STORED if way == "stored" else ZIP_DEFLATED) as archive:
        archive.comment = b"as it was"
        if way == "folders":
            archive.mkdir("xl/worksheets")
        for name, data in reversed(parts.items()):
            with archive.open(ZipInfo(name), "w", force_zip64=way == "large") as part:
                part.write(data)
    path.write_bytes(b"#!/bin/sh\n" * (way == "something before") + target.getvalue())


def raw_parts(path: Path) -> dict[str, bytes]:
    """Each part as it is packed."""
    with ZipFile(path) as archive, path.open("rb") as source:
        return {one.filename: b"".join(packed(source, one, 0, one.compress_size)) for one in archive.infolist()}


@pytest.mark.parametrize("way", ["stored", "lengths behind", "large", "folders", "something before"])
def test_parts_go_over_as_they_are_packed(tmp_path: Path, way: str) -> None:
    path = book(tmp_path / "Book.xlsx", sheet(""), more=MORE)
    packed_anew(path, way)
    before = raw_parts(path)
    assert ExcelFolder(tmp_path).upsert(SPEC, ROWS).appended == 1
    after = raw_parts(path)
    assert before.keys() == after.keys()
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"xl/workbook.xml", "xl/styles.xml", "xl/worksheets/one.xml"}
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        assert archive.comment == b"as it was"
        assert all(archive.read(name).decode() == text for name, text in MORE.items())
    assert ExcelFolder(tmp_path).upsert(SPEC, ROWS).unchanged == 1


def test_names_with_other_strokes_and_letters_are_found(tmp_path: Path) -> None:
    path = book(tmp_path / "Book.xlsx", sheet(""))
    with ZipFile(path) as archive:
        parts = {name.replace("xl/", "XL\\"): archive.read(name) for name in archive.namelist()}
    with ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    for _ in range(2):
        ExcelFolder(tmp_path).upsert(SPEC, ROWS)
    with ZipFile(path) as archive:
        assert set(archive.namelist()) == set(parts)
        assert b"Fiji" in archive.read("XL\\worksheets/one.xml")


def test_a_part_with_a_password_is_told(tmp_path: Path) -> None:
    path = book(tmp_path / "Book.xlsx", sheet(""), packing=ZIP_STORED)
    data = bytearray(path.read_bytes())
    for place in (data.rfind(b"xl/worksheets/one.xml") - 46 + 8, data.find(b"xl/worksheets/one.xml") - 30 + 6):
        data[place] |= 1
    path.write_bytes(data)
    with pytest.raises(ConnectorError, match=r"Book\.xlsx cannot be read \(RuntimeError: .*encrypted"):
        ExcelFolder(tmp_path).upsert(SPEC, ROWS)
    assert path.read_bytes() == data


@given(st.binary(max_size=300), st.binary(max_size=3_000))
def test_check_sums_are_joined(one: bytes, other: bytes) -> None:
    assert joined(zlib.crc32(one), zlib.crc32(other), len(other)) == zlib.crc32(one + other)


@given(st.lists(st.binary(max_size=500), min_size=1, max_size=6), st.binary(max_size=100))
def test_a_section_is_taken_over_as_it_is_packed(pieces: list[bytes], more: bytes) -> None:
    first = BytesIO()
    with ZipFile(first, "w", ZIP_DEFLATED) as archive:
        part = Part(archive, ZipInfo("a"))
        part.write(b"head")
        part.seam()
        part.write_all(pieces)
        section = part.seam()
        part.write(b"tail")
        part.finish()
    second = BytesIO()
    with ZipFile(first) as source, ZipFile(second, "w", ZIP_DEFLATED) as archive:
        part = Part(archive, ZipInfo("a"))
        part.write(b"another head")
        part.seam()
        part.take_over(packed(first, source.getinfo("a"), section.start, section.end), section)
        part.write(more)
        part.finish()
    with ZipFile(second) as archive:
        assert archive.read("a") == b"another head" + b"".join(pieces) + more


def packed_alone(data: bytes, way: int) -> ZipFile:
    """An archive with one part."""
    target = BytesIO()
    with ZipFile(target, "w", way) as archive:
        archive.writestr("part.xml", data)
    return ZipFile(target)


@given(st.binary(max_size=2_000), st.sampled_from([ZIP_STORED, ZIP_DEFLATED, ZIP_BZIP2]), st.integers(1, 500))
def test_a_part_is_unpacked_as_the_standard_library_does_it(data: bytes, way: int, times: int) -> None:
    archive = packed_alone(data * times, way)
    assert unpacked(archive, archive.infolist()[0]) == archive.read("part.xml") == data * times


@pytest.mark.parametrize("size", [0, 1, 999, 1_001, 10**9])
def test_a_part_that_lies_about_its_length_is_not_believed(size: int) -> None:
    archive = packed_alone(b"a" * 1_000, ZIP_DEFLATED)
    entry = archive.infolist()[0]
    entry.file_size = size
    with pytest.raises(BadZipFile, match=r"part\.xml"):
        unpacked(archive, entry)


@given(st.data())
def test_a_damaged_part_is_told_and_never_taken_for_another(data: st.DataObject) -> None:
    whole = bytes(range(256)) * 20
    archive = packed_alone(whole, ZIP_DEFLATED)
    entry = archive.infolist()[0]
    assert archive.fp is not None
    place = archive.fp.seek(data.draw(st.integers(38, 38 + entry.compress_size - 1)))
    was = archive.fp.read(1)
    archive.fp.seek(place)
    archive.fp.write(data.draw(st.binary(min_size=1, max_size=1).filter(lambda one: one != was)))
    with suppress(BadZipFile):
        assert unpacked(archive, entry) == whole  # bits behind the end mean nothing
