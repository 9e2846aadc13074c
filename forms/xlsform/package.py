"""Looks at a file before the workbook reader opens it: a hostile one would take all memory, or the process with it.

calamine makes room for every cell up to the last one, so one cell at XFD1048576 ends the process; it follows no
entities and no links. Hence: how large, how far, how much a file may hold is settled here.
"""

import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from forms.errors import DefinitionError, DefinitionErrors
from forms.xlsform import ole


@dataclass(frozen=True, slots=True)
class Limits:
    """What a workbook may hold; no ratio is asked, for what is small does no harm however well it packs."""

    bytes: int
    parts: int
    unpacked: int  # bytes of all parts together
    cells: int  # rows times columns up to the last cell, of all sheets together


DEFINITION = Limits(bytes=10_000_000, parts=1_000, unpacked=50_000_000, cells=2_000_000)

PIECE = 1 << 16
OVERLAP = 200
PLACE = re.compile(rb"""<(?:[\w.-]+:)?(?:row|c)\b[^<>]*?\br\s*=\s*["']([A-Za-z]{0,9})([0-9]{0,12})["']""")
UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
NOT_ONE = "is no workbook."
SAVE_AGAIN = "Open it in Excel or LibreOffice and save it as .xlsx."
REMEDY_REACH = "Delete the empty rows and columns behind the table, then save it."


def wrong(path: Path, cause: str, remedy: str, where: str = "file") -> DefinitionErrors:
    """One mistake that ends the reading."""
    return DefinitionErrors((DefinitionError(path, where, "file", cause, remedy),))


def read_bytes(path: Path, limits: Limits = DEFINITION) -> bytes:
    """The file, when a workbook reader may open it. Raises DefinitionErrors."""
    try:
        with path.open("rb") as file:
            data = file.read(limits.bytes + 1)
    except OSError as fault:
        raise wrong(path, f"cannot be read: {fault.strerror}.", "Put the file there.") from None
    require_fit(path, data, limits)
    return data


def require_fit(path: Path, data: bytes, limits: Limits = DEFINITION) -> None:
    """What came as a file of that name must be fit for a workbook reader. Raises DefinitionErrors."""
    if len(data) > limits.bytes:
        raise wrong(path, f"has more than {limits.bytes:,} bytes.", "Make it smaller: take pictures out.")
    if data.startswith(ole.MAGIC):
        _look_at_ole(path, data, limits)
    elif data.startswith(b"PK"):
        _look_at_zip(path, data, limits)
    else:
        raise wrong(path, "is empty." if not data.strip() else NOT_ONE, SAVE_AGAIN)


def _look_at_ole(path: Path, data: bytes, limits: Limits) -> None:
    try:
        found = ole.look_into(data)
    except ole.Broken:
        raise wrong(path, "is damaged.", SAVE_AGAIN) from None
    if ole.ENCRYPTED in found.streams or found.has_password:
        raise wrong(path, "is protected by a password.", "Open it, take the password off, and save it.")
    if not set(ole.WORKBOOKS) & set(found.streams):
        raise wrong(path, NOT_ONE, SAVE_AGAIN)
    _check_reach(path, list(found.reaches), limits)


def _look_at_zip(path: Path, data: bytes, limits: Limits) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            _look_at_parts(path, package, limits)
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError, NotImplementedError, OSError):
        raise wrong(path, "is damaged.", SAVE_AGAIN) from None
    except RuntimeError:  # what zipfile raises for parts with a password
        raise wrong(path, "is protected by a password.", "Save it without one.") from None


def _look_at_parts(path: Path, package: zipfile.ZipFile, limits: Limits) -> None:
    parts = package.infolist()
    names = {part.filename.lower() for part in parts}
    if len(parts) > limits.parts or sum(part.file_size for part in parts) > limits.unpacked:
        remedy = f"A form needs less: {limits.parts:,} parts, {limits.unpacked // 1_000_000} MB unpacked."
        raise wrong(path, "holds more than a workbook of this kind would.", remedy)
    if len(names) != len(parts):
        raise wrong(path, "holds two parts of one name.", SAVE_AGAIN)
    if not any(name.endswith(("workbook.xml", "content.xml", "workbook.bin")) for name in names):
        raise wrong(path, NOT_ONE, SAVE_AGAIN)
    if not any(name.endswith("workbook.xml") for name in names):
        raise wrong(path, "is a workbook of another kind.", SAVE_AGAIN)
    left = limits.unpacked
    reaches = []
    for part in parts:
        rows, columns, size = _reach(path, package, part)
        left -= size
        if left < 0:
            raise wrong(path, "holds more than it says.", SAVE_AGAIN)
        reaches.append((rows, columns))
    _check_reach(path, reaches, limits)


def _reach(path: Path, package: zipfile.ZipFile, part: zipfile.ZipInfo) -> tuple[int, int, int]:
    """The last row and column that a part names, and its size, which unpacking it proves."""
    rows = columns = size = 0
    before = b""
    with package.open(part) as file:
        while piece := file.read(PIECE):
            size += len(piece)
            if size == len(piece) and piece.startswith(UTF_16) and part.filename.endswith(".xml"):
                raise wrong(path, f"holds {part.filename} in UTF-16.", SAVE_AGAIN)
            for letters, digits in PLACE.findall(before + piece):
                rows, columns = max(rows, int(digits or 0)), max(columns, _column(letters))
            before = piece[-OVERLAP:]
    return rows, columns, size


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _check_reach(path: Path, reaches: list[tuple[int, int]], limits: Limits) -> None:
    if sum(max(rows, 1) * max(columns, 1) for rows, columns in reaches) > limits.cells:
        rows, columns = max(reaches, key=lambda one: one[0] * one[1])
        raise wrong(path, f"has a sheet of {rows:,} rows and {columns:,} columns.", REMEDY_REACH)
