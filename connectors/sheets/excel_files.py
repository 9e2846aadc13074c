"""Workbook files that staff may have open: one writer at a time, who has one open, and reading what may be broken."""

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import IO
from zipfile import ZIP_STORED, BadZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - the module names its error in lower case

from openpyxl import Workbook
from openpyxl.reader.excel import ExcelReader
from openpyxl.utils.exceptions import InvalidFileException

from connectors.errors import ConnectorError
from connectors.workbooks import replacing

IN_USE_WAIT = 60.0  # seconds until a workbook that somebody has open is tried again
MEANWHILE_WAIT = 5.0  # seconds
LONGEST_NAME = 100
OLE = bytes.fromhex("D0CF11E0A1B11AE1")  # begins encrypted workbooks and those of Excel up to 2003
Stamp = tuple[int, int, int] | None
BROKEN = (
    AttributeError,  # openpyxl has no error of its own for most of what can be wrong inside a file
    BadZipFile,
    EOFError,
    IndexError,
    InvalidFileException,
    KeyError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,  # of XML, whichever parser reads it
    TypeError,
    ValueError,
    ZlibError,
)


def file_of(folder: Path, workbook: str) -> Path:
    """The file of a workbook, named as it is, less what no file may be called."""
    name = re.sub(r'[\x00-\x1f\ud800-\udfff<>:"/\\|?*]', "_", workbook)[:LONGEST_NAME].strip(". ")
    return folder / f"{name.lstrip('~$') or 'Workbook'}.xlsx"


@contextmanager
def one_writer(path: Path) -> Iterator[None]:
    """Waits until no other process writes the file. Raises ConnectorError where the folder refuses."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        lock = path.with_name(f".{path.name}.lock").open("w")
    except OSError as fault:
        raise ConnectorError(f"{path.parent} cannot be written: {fault}") from fault
    with lock:
        _lock(lock, path)
        yield


def _lock(file: IO[str], path: Path) -> None:
    try:
        fcntl.flock(file, fcntl.LOCK_EX)
    except OSError as fault:
        raise ConnectorError(
            f"{path.parent} cannot lock files ({fault}), so two writers could spoil {path.name}. Keep the folder on a "
            "disk of this machine and share it from here, or mount the share with locks; then retry",
            permanent=True,
        ) from fault


def refuse_when_open(path: Path) -> None:
    """Raises ConnectorError while Excel or LibreOffice keeps an owner file beside the workbook."""
    for owner, name_in in (
        (path.with_name(f"~${path.name}"), _excel),
        (path.with_name(f".~lock.{path.name}#"), _office),
    ):
        if owner.exists():
            who = name_in(owner) or "somebody"
            raise ConnectorError(
                f"{path.name} is open: {who} has it in a spreadsheet program. It is written as soon as it is closed. "
                f"If nobody has it open, delete {owner.name} beside it",
                retry_after=IN_USE_WAIT,
            )


def _excel(owner: Path) -> str:
    """Excel's owner file begins with the length of the name, then the name."""
    content = _bytes(owner)
    return content[1 : 1 + content[0]].decode("cp1252", "replace").strip() if content else ""


def _office(owner: Path) -> str:
    """LibreOffice's is one line: full name, user, computer, time, profile."""
    parts = _bytes(owner).decode("utf-8", "replace").split(",")
    return next((part.strip() for part in parts[:3] if part.strip()), "")


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # Excel keeps others from reading its owner file on some shares; that it is there says enough
        return b""


def stamp_of(path: Path) -> Stamp:
    """What changes when somebody saves the file; none where there is no file."""
    try:
        return _stamp(path.stat())
    except FileNotFoundError:
        return None


def stamp_of_open(file: IO[bytes]) -> Stamp:
    """The same of a file that is open."""
    return _stamp(os.fstat(file.fileno()))


def _stamp(found: os.stat_result) -> Stamp:
    return found.st_ino, found.st_mtime_ns, found.st_size


def open_workbook(path: Path) -> Workbook:
    """The workbook, or a new one without tabs. Raises ConnectorError for what cannot be read."""
    if not path.exists():
        workbook = Workbook()
        del workbook["Sheet"]
        return workbook
    try:
        return _load(path)
    except BROKEN as fault:
        raise ConnectorError(
            f"{path} cannot be read ({type(fault).__name__}: {fault}); nothing was written to it. {_remedy(path)}",
            retry_after=IN_USE_WAIT,
        ) from fault


def _load(path: Path) -> Workbook:
    """The whole workbook: every part whole, every tab there, staff's letters and their looks as they are."""
    source = _with_escapes(path.read_bytes())
    reader = ExcelReader(source, rich_text=True)
    reader.read()
    listed = len(reader.parser.sheets)
    if len(reader.wb.sheetnames) != listed:
        raise ValueError(f"{listed} tabs are listed, {len(reader.wb.sheetnames)} are there")
    return reader.wb


def _with_escapes(content: bytes) -> BytesIO:
    """The file with _x005F_ in small letters, which openpyxl leaves alone: a text _x0041_ must not become an A.

    Reading every part also finds damage in those that openpyxl only passes on.
    """
    with ZipFile(BytesIO(content)) as archive:
        parts = {entry: archive.read(entry) for entry in archive.infolist()}
    texts = [entry for entry in parts if entry.filename.endswith(".xml") and b"x005F_" in parts[entry]]
    if not texts:
        return BytesIO(content)
    parts |= {entry: parts[entry].replace(b"x005F_", b"x005f_") for entry in texts}
    copy = BytesIO()
    with ZipFile(copy, "w", ZIP_STORED) as archive:
        for entry, part in parts.items():
            archive.writestr(entry.filename, part)
    return copy


def _remedy(path: Path) -> str:
    if _bytes(path).startswith(OLE):
        return "It is locked with a password or in the old .xls format: save it as .xlsx without a password, then retry"
    return "Put back a good copy, or move the file away: the service's columns are then made again, staff's own are not"


@contextmanager
def saving(path: Path, stamp: Stamp) -> Iterator[IO[bytes]]:
    """A draft that takes the file's place, whole or not at all.

    Raises ConnectorError where the disk refuses, or staff saved or opened the file meanwhile.
    """

    def check() -> None:
        if stamp_of(path) != stamp:
            raise ConnectorError(
                f"{path.name} was saved by somebody meanwhile; it is read again", retry_after=MEANWHILE_WAIT
            )
        refuse_when_open(path)

    try:
        with replacing(path, check=check) as draft:
            yield draft
    except OSError as fault:
        raise ConnectorError(f"{path} cannot be written: {fault}") from fault
