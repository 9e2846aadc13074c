"""Files for the tests, made when they are needed: sound ones, and one that is small until it is unpacked."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping

import docx
import openpyxl


def zipped(files: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return made.getvalue()


def workbook() -> bytes:
    made = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "=cmd|'/C calc'!A0"
    book.save(made)
    return made.getvalue()


def letter() -> bytes:
    made = io.BytesIO()
    docx.Document().save(made)
    return made.getvalue()


def with_part(archive: bytes, name: str, content: bytes) -> bytes:
    made = io.BytesIO(archive)
    with zipfile.ZipFile(made, "a", zipfile.ZIP_DEFLATED) as opened:
        opened.writestr(name, content)
    return made.getvalue()


def png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    size = struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", size) + chunk(b"IDAT", zlib.compress(b"\0\0")) + chunk(b"IEND", b"")


BOMB = with_part(workbook(), "xl/worksheets/sheet2.xml", bytes(200_000_000))
