"""Whatever file stands under the name of a workbook: a form or located mistakes, in bounded time and memory."""

import io
import random
import struct
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest
from workbooks import changed, write

from forms.errors import DefinitionErrors
from forms.load import load_form
from forms.xlsform import package
from forms.xlsform.workbook import read

SURVEY = "type | name | label\ntext | q | Question"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return write(tmp_path / "made" / "form.xlsx", survey=SURVEY)


def causes(path: Path) -> str:
    """What is wrong with it, told within seconds."""
    begun = time.monotonic()
    with pytest.raises(DefinitionErrors) as found:
        read(path)
    assert time.monotonic() - begun < 10
    assert all(error.where and error.cause and error.remedy for error in found.value.errors)
    return " ".join(error.cause for error in found.value.errors)


def is_read_or_told(path: Path) -> bool:
    """Whether it is a workbook, or told what is wrong with it."""
    try:
        return bool(read(path))
    except DefinitionErrors as mistakes:
        return all(error.where and error.cause and error.remedy for error in mistakes.errors)


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        (b"", "is empty"),
        (b"type,name,label\ntext,q,Q\n", "is no workbook"),
        (b"%PDF-1.7", "is no workbook"),
        (b"PK\x03\x04", "is damaged"),
        (b"PK\x05\x06" + b"\0" * 18, "is no workbook"),
        (package.ole.MAGIC, "is damaged"),
        (package.ole.MAGIC + b"\0" * 600, "is damaged"),
        (package.ole.MAGIC + b"\xff" * 6000, "is damaged"),
        (b"\0" * 100, "is no workbook"),
    ],
)
def test_what_is_no_workbook(data: bytes, cause: str, tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(data)
    assert cause in causes(path)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert "cannot be read" in causes(tmp_path / "form.xlsx")
    assert "cannot be read" in causes(tmp_path)


def test_a_large_file(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(b"PK" + b"\0" * package.DEFINITION.bytes)
    assert "more than" in causes(path)


def ole_file(names: list[str]) -> bytes:
    """A compound file with empty streams of these names (MS-CFB): one sector of numbers, one of the directory."""
    header = package.ole.MAGIC + b"\0" * 16 + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", 0, *[0xFFFFFFFF] * 108)
    numbers = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *[0xFFFFFFFF] * 126)
    entries = b""
    for name in names:
        said = name.encode("utf-16-le")
        entry = said.ljust(64, b"\0") + struct.pack("<H", len(said) + 2)
        entries += entry.ljust(116, b"\0") + struct.pack("<II", 0xFFFFFFFE, 0) + b"\0" * 4
    return header + numbers + entries.ljust(512, b"\0")


def test_a_password(tmp_path: Path) -> None:
    path = tmp_path / "form.xlsx"
    path.write_bytes(ole_file(["Root Entry", "EncryptionInfo", "EncryptedPackage"]))
    assert "protected by a password" in causes(path)
    path.write_bytes(ole_file(["Root Entry", "WordDocument"]))
    assert "is no workbook" in causes(path)


def test_one_cell_far_away(path: Path) -> None:
    changed(path, lambda name, data: data.replace(b'r="C2"', b'r="XFD1048576"') if "sheet1" in name else data)
    assert "1,048,576 rows and 16,384 columns" in causes(path)


def test_one_row_far_away(path: Path) -> None:
    changed(path, lambda name, data: data.replace(b'<row r="2"', b"<row r='1048576'") if "sheet1" in name else data)
    assert "rows" in causes(path)


def test_dimensions_that_only_say_so(path: Path) -> None:
    def change(name: str, data: bytes) -> bytes:
        return data.replace(b'ref="A1:C2"', b'ref="A1:XFD1048576"') if "sheet1" in name else data

    assert read(changed(path, change)).tree.list_under("sections")


def test_a_bomb(path: Path) -> None:
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as package_:
        package_.writestr("xl/media/image1.png", b"\0" * 60_000_000)
    assert path.stat().st_size < 100_000
    assert "more than a workbook" in causes(path)


def test_a_bomb_that_lies(path: Path) -> None:
    target = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as package_:
        package_.writestr("xl/media/image1.png", b"\0" * 60_000_000)
    true, false = struct.pack("<I", 60_000_000), struct.pack("<I", 1_000)
    path.write_bytes(target.getvalue().replace(true, false))
    assert "is damaged" in causes(path)


def test_many_parts(path: Path) -> None:
    with zipfile.ZipFile(path, "a") as package_:
        for number in range(package.DEFINITION.parts):
            package_.writestr(f"xl/x{number}", b"")
    assert "more than a workbook" in causes(path)


def test_entities_are_not_followed(path: Path) -> None:
    secret = path.with_name("secret.txt")
    secret.write_text("SECRET")
    declared = f'<!DOCTYPE x [<!ENTITY a SYSTEM "file://{secret}"><!ENTITY b "{"b" * 100}">]>'.encode()

    def change(name: str, data: bytes) -> bytes:
        if name.endswith(".xml") and "[" not in name:
            data = declared + data.split(b"?>", 1)[-1]
        return data.replace(b"Question", b"Q &a; &b;") if "sheet1" in name or "shared" in name else data

    try:
        found = str(read(changed(path, change)).tree)
    except DefinitionErrors as mistakes:
        found = str(mistakes)
    assert "SECRET" not in found
    assert "bbb" not in found


def test_macros_are_nothing_to_us(path: Path) -> None:
    target = path.with_name("form.xlsm")
    target.write_bytes(path.read_bytes())
    with zipfile.ZipFile(target, "a") as package_:
        package_.writestr("xl/vbaProject.bin", b"\0" * 1000)
    assert load_form(target).name == "made"


def test_utf_16_is_refused(path: Path) -> None:
    changed(path, lambda name, data: data.decode().encode("utf-16") if "sheet1" in name else data)
    assert "UTF-16" in causes(path)


def test_any_byte_can_be_wrong(path: Path, tmp_path: Path) -> None:
    """Bytes changed, cut off or doubled anywhere: a workbook or mistakes."""
    chance, good = random.Random(7), path.read_bytes()
    target = tmp_path / "broken.xlsx"
    for _ in range(300):
        data = bytearray(good)
        for _ in range(chance.randint(1, 8)):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.3:
            del data[chance.randrange(len(data)) :]
        target.write_bytes(bytes(data))
        assert is_read_or_told(target)


def test_any_part_can_be_wrong(path: Path) -> None:
    """The XML of a sheet changed anywhere, in a package that is whole."""
    chance, good = random.Random(11), path.read_bytes()
    for _ in range(150):
        path.write_bytes(good)

        def change(name: str, data: bytes) -> bytes:
            if "sheet1" not in name and "shared" not in name:
                return data
            at = chance.randrange(len(data))
            return data[:at] + chance.choice([b"", b"<", b">", b'"', b"9", b"r=", b"&", b"\0", b"A"]) + data[at + 1 :]

        assert is_read_or_told(changed(path, change))


def test_many_rows_and_columns(tmp_path: Path) -> None:
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("survey")
    sheet.append(["type", "name", "label"])
    for number in range(26_000):
        sheet.append(["text", f"q{number}", "Q"])
    book.save(tmp_path / "form.xlsx")
    assert "more than 25,000 rows" in causes(tmp_path / "form.xlsx")
    wide = write(tmp_path / "wide.xlsx", survey=[[f"c{number}" for number in range(400)]])
    assert "300 columns" in causes(wide)
