"""A file is what its name says and of a kind that is taken, or it is refused with a reason."""

import json
import random
import struct
import zipfile
from pathlib import Path

import pytest

from connectors import archives
from connectors.errors import ConnectorError
from connectors.file_types import KINDS, FileRefused, media_type, require_kind
from connectors.files import Files
from connectors.stores.folder import FolderStore
from forms.types import messages
from tests.fetching.made_files import BOMB, letter, png, with_part, workbook, zipped

MP4 = b"\0\0\0\x18ftyp%s\0\0\2\0isomiso2"


JPEG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + bytes(40) + b"\xff\xd9"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
SLIDES = zipped({"[Content_Types].xml": "<Types/>", "ppt/presentation.xml": "<p/>"})
SOUND = {
    "a.mp3": [b"ID3\3\0\0\0\0\0\0", b"\xff\xfb\x90\x64" + bytes(40)],
    "a.wav": [b"RIFF\x24\0\0\0WAVEfmt "],
    "a.ogg": [b"OggS\0\2" + bytes(30)],
    "a.amr": [b"#!AMR\n"],
    "a.m4a": [MP4 % b"M4A "],
    "a.mp4": [MP4 % b"isom", MP4 % b"mp42"],
    "a.mov": [MP4 % b"qt  "],
    "a.3gp": [MP4 % b"3gp4"],
    "a.webm": [b"\x1a\x45\xdf\xa3\x01\0\0\0\0\0\0\x1f\x42\x86\x81\1\x42\x82\x84webm"],
}
TAKEN: dict[str, list[bytes]] = {
    "a.pdf": [b"%PDF-1.7\n1 0 obj", b"\xef\xbb\xbf%PDF-1.4\n", b"\r\n%PDF-1.4\n"],
    "a.PNG": [png()],
    "a.jpg": [JPEG, b"\xff\xd8\xff\xe1\0\x10Exif\0\0" + bytes(40), b"\xff\xd8\xff\xdb" + bytes(40)],
    "a.jpeg": [JPEG],
    "a.gif": [b"GIF89a" + bytes(20), b"GIF87a" + bytes(20)],
    "a.webp": [b"RIFF\x24\0\0\0WEBPVP8 "],
    "a.tif": [b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"],
    "a.heic": [MP4 % b"heic", MP4 % b"mif1"],
    "a.rtf": [b"{\\rtf1\\ansi Dear all}"],
    **{name: [OLE] for name in ("a.doc", "a.xls", "a.ppt")},
    "a.docx": [letter()],
    "a.xlsx": [workbook(), with_part(workbook(), "xl/externalLinks/externalLink1.xml", b"<externalLink/>")],
    "a.pptx": [SLIDES],
    "a.odt": [zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>"})],
    "a.ods": [zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": "<a/>"})],
    "a.zip": [zipped({"a.txt": "Dear all"}), zipped({"a": b"a"}, zipfile.ZIP_STORED), zipped({})],
    "été 2.txt": [
        b"Dear all",
        "Дорогие все".encode(),
        "été".encode("cp1252"),
        "عزيزي".encode("utf-16"),
        b"\xef\xbb\xbfDear",
    ],
    "a.b.csv": [b"a;b\r\n=cmd|' /C calc'!A0;2\r\n", b"MZ;PK\n", b"%PDF-like,but text\n"],
    "a.json": [b'{"a": 1}'],
    **SOUND,
}
PAGE = b"<!DOCTYPE html><script>alert(1)</script>"
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PROGRAM = b"MZ\x90\0\3" + bytes(100) + b"PE\0\0"

REFUSED = [
    *(
        (f"a.{ending}", PAGE, messages.FILE_ENDING)
        for ending in ("html", "htm", "xhtml", "svg", "js", "php", "exe", "")
    ),
    *((name, b"x", messages.FILE_ENDING) for name in ("a.docm", "a.xlsm", "a.jar", "a.sh", "a.bat", "a.lnk", "a", "")),
    *((name, b"x", messages.FILE_ENDING) for name in (".htaccess", "a.pdf.exe", "a.pdf ", "a.pdf.", "a.txt\u202e")),
    *(
        (f"x.{ending}", PAGE, messages.FILE_CONTENT)
        for ending in ("png", "jpg", "gif", "pdf", "txt", "csv", "json", "doc")
    ),
    *((f"x.{ending}", DRAWING, messages.FILE_CONTENT) for ending in ("png", "txt", "pdf")),
    *((f"x.{ending}", PROGRAM, messages.FILE_CONTENT) for ending in ("png", "txt", "pdf", "doc", "csv")),
    *((f"x.{ending}", b"\x7fELF\2\1\1" + bytes(60), messages.FILE_CONTENT) for ending in ("jpg", "txt", "pdf")),
    *(
        ("x.txt", text, messages.FILE_CONTENT)
        for text in (b" \n<html>", b"<img src=x onerror=alert(1)>", b"<?php x", b"a\0b")
    ),
    ("x.txt", "<script>alert(1)</script>".encode("utf-16"), messages.FILE_CONTENT),
    *((f"x.{ending}", png(), messages.FILE_CONTENT) for ending in ("jpg", "pdf", "txt", "mp3", "doc")),
    *((f"x.{ending}", b"%PDF-1.4", messages.FILE_CONTENT) for ending in ("png", "doc", "rtf")),
    ("x.docx", workbook(), messages.FILE_CONTENT),
    ("x.xlsx", letter(), messages.FILE_CONTENT),
    ("x.xlsx", zipped({"a.txt": "x"}), messages.FILE_CONTENT),
    ("x.odt", letter(), messages.FILE_CONTENT),
    ("x.odt", TAKEN["a.ods"][0], messages.FILE_CONTENT),
    ("x.xlsx", with_part(workbook(), "xl/vbaProject.bin", OLE), messages.FILE_CONTENT),
    *((f"x.{ending}", OLE, messages.FILE_DAMAGED) for ending in ("docx", "xlsx", "zip", "odt")),
    *((f"x.{ending}", b"", messages.FILE_DAMAGED) for ending in ("txt", "pdf", "zip")),
    *((f"x.{ending}", workbook()[:-40], messages.FILE_DAMAGED) for ending in ("xlsx", "zip")),
    ("x.zip", zipped({"a": b"a" * 100}, zipfile.ZIP_LZMA), messages.FILE_DAMAGED),
    *((f"x.{ending}", BOMB, messages.FILE_UNPACKED) for ending in ("xlsx", "zip")),
    ("x.zip", zipped({str(number): b"" for number in range(10_001)}), messages.FILE_UNPACKED),
]


@pytest.mark.parametrize(("name", "data"), [(name, data) for name, each in TAKEN.items() for data in each])
def test_files_that_are_taken(name: str, data: bytes) -> None:
    require_kind(name, data)
    assert "/" in media_type(name)


@pytest.mark.parametrize(("name", "data", "reason"), REFUSED)
def test_files_that_are_refused(name: str, data: bytes, reason: str) -> None:
    with pytest.raises(FileRefused) as refused:
        require_kind(name, data)
    assert refused.value.message == reason
    assert str(refused.value) == reason % {"label": name}
    assert refused.value.permanent


def test_the_bomb_of_the_attack_table_is_small_until_it_is_unpacked() -> None:
    assert len(BOMB) < 210_000


def test_an_archive_that_lies_about_its_sizes_is_refused() -> None:
    """The list says ten bytes, where there are more."""
    honest = zipped({"a": bytes(1_000_000)})
    lying = honest.replace(struct.pack("<L", 1_000_000), struct.pack("<L", 10))
    with pytest.raises(FileRefused) as refused:
        require_kind("a.zip", lying)
    assert refused.value.message == messages.FILE_DAMAGED


def test_an_archive_behind_a_password_is_refused() -> None:
    flagged = bytearray(zipped({"a": b"secret"}))
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        flagged[flagged.index(mark) + place] |= 1
    with pytest.raises(FileRefused) as refused:
        require_kind("a.zip", bytes(flagged))
    assert refused.value.message == messages.FILE_DAMAGED


def test_nothing_that_a_browser_runs_is_taken() -> None:
    assert not {"html", "htm", "svg", "xml", "xhtml", "js", "mjs", "swf", "exe", "com", "msi", "jar", "hta"} & set(
        KINDS
    )


@pytest.mark.parametrize("name", ["a.xlsx", "a.odt", "a.zip"])
def test_whatever_is_done_to_an_archive_it_is_taken_or_refused(name: str) -> None:
    whole, chance = TAKEN[name][0], random.Random(7)
    for _ in range(300):
        broken = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            end = len(broken) - chance.choice([0, max(len(broken) - 200, 0)])  # where the list of an archive stands
            broken[-chance.randint(1, end)] = chance.randrange(256)
        try:
            require_kind(name, bytes(broken[: chance.randint(len(broken) // 2, 2 * len(broken))]))
        except FileRefused:
            continue


def test_what_is_refused_is_not_kept(tmp_path: Path) -> None:
    store = FolderStore(tmp_path / "files")
    with pytest.raises(FileRefused):
        Files(store).take("x.png", PAGE)
    assert not store.folder.exists()
    kept = Files(store).take("../../etc/cron.d/x.txt", b"Dear all")
    assert kept["name"] == "../../etc/cron.d/x.txt"
    assert [one for one in tmp_path.rglob("*") if one.is_file()] == [store.path(str(kept["sha256"]))]


def test_what_a_scanner_refuses_is_not_kept(tmp_path: Path) -> None:
    def scan(name: str, data: bytes) -> bool:
        raise ConnectorError("away")

    store = FolderStore(tmp_path / "files")
    with pytest.raises(ConnectorError, match="away"):
        Files(store, scan).take("a.txt", json.dumps({}).encode())
    assert not store.folder.exists()


def test_the_limits_are_those_that_are_told() -> None:
    assert (archives.MOST_ENTRIES, archives.MOST_UNPACKED) == (10_000, 100_000_000)
