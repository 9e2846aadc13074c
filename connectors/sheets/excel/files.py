"""Workbook files that staff may have open: one writer at a time, who has one open, and reading what may be broken."""

import fcntl
import os
import re
import struct
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, LargeZipFile, ZipFile
from zlib import error as ZlibError  # noqa: N812 - the module names its error in lower case

from connectors.errors import ConnectorError
from connectors.sheets.excel.archive import CHUNK
from connectors.sheets.excel.text import Broken
from connectors.workbooks import replacing

IN_USE_WAIT = 60.0  # seconds until a workbook that somebody has open is tried again
MEANWHILE_WAIT = 5.0  # seconds
LONGEST_NAME = 100
SUFFIXES = (".xlsx", ".xlsm")
OLE = bytes.fromhex("D0CF11E0A1B11AE1")  # begins encrypted workbooks and those of Excel up to 2003
Stamp = tuple[int, int, int] | None
BROKEN = (
    Broken,
    BadZipFile,
    EOFError,
    LargeZipFile,
    NotImplementedError,  # a way of packing that nobody uses
    RuntimeError,  # a part with a password
    UnicodeDecodeError,
    ZlibError,
    struct.error,
)
"""What is raised of a file that is broken."""
UNREADABLE = (*BROKEN, KeyError, OSError, OverflowError, ValueError)
"""The same while it is only read."""
XML = (".xml", ".rels")


def file_of(folder: Path, workbook: str) -> Path:
    """The file of a workbook, named as it is, less what no file may be called; with macros where staff made it so.

    Raises ConnectorError where there are two.
    """
    name = re.sub(r'[\x00-\x1f\ud800-\udfff<>:"/\\|?*]', "_", workbook)[:LONGEST_NAME].strip(". ").lstrip("~$")
    plain, with_macros = (folder / f"{name or 'Workbook'}{suffix}" for suffix in SUFFIXES)
    if not with_macros.exists():
        return plain
    if plain.exists():
        raise ConnectorError(
            f"{folder} has both {plain.name} and {with_macros.name}, and only one can be the workbook. Move the "
            "other one away, then retry",
            permanent=True,
        )
    return with_macros


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


@dataclass(frozen=True, slots=True)
class File:
    """A workbook file as it was when it was read, and its stamp; none where there is no file yet."""

    archive: ZipFile
    source: IO[bytes]
    stamp: Stamp


def read_file(path: Path, make: Callable[[], bytes]) -> File:
    """The workbook, or one that is made. Raises ConnectorError for what cannot be read."""
    with told(path):
        try:
            with path.open("rb") as file:
                stamp, source = stamp_of_open(file), BytesIO(file.read())
        except FileNotFoundError:
            stamp, source = None, BytesIO(make())
        return File(ZipFile(source), source, stamp)


@contextmanager
def told(path: Path, faults: tuple[type[Exception], ...] = UNREADABLE) -> Iterator[None]:
    """Says of a file that cannot be read, or be written without harm, what it is, why and what to do."""
    try:
        yield
    except faults as fault:
        raise unreadable(path, fault) from fault


def unreadable(path: Path, fault: Exception) -> ConnectorError:
    """What staff are told."""
    cause = str(fault) if isinstance(fault, Broken) else f"{type(fault).__name__}: {fault}"
    return ConnectorError(
        f"{path} cannot be read ({cause}); nothing was written to it. {_remedy(path)}", retry_after=IN_USE_WAIT
    )


def require_whole(archive: ZipFile, but: Collection[str]) -> None:
    """Read every part, but some that were read. Raises what reading raises, Broken for one that is empty."""
    for entry in archive.infolist():
        if entry.is_dir() or entry.filename in but:
            continue
        if entry.filename.endswith(XML) and not (entry.file_size and entry.compress_size):
            raise Broken(f"its part {entry.filename} is empty")
        with archive.open(entry) as part:
            while part.read(CHUNK):
                pass


def _remedy(path: Path) -> str:
    if _bytes(path).startswith(OLE):
        return "It is locked with a password or in the old .xls format: save it as .xlsx without a password, then retry"
    return (
        "Put back a good copy, or move the file away: the form's columns are then made again, with what staff wrote"
        " in them; columns and tabs that staff added are not"
    )


@contextmanager
def saving(path: Path, stamp: Stamp) -> Iterator[IO[bytes]]:
    """A draft that takes the file's place, whole or not at all.

    Raises ConnectorError where the disk refuses, or staff saved or opened the file meanwhile.
    """

    def check() -> None:
        require_same(path, stamp)
        refuse_when_open(path)

    try:
        with replacing(path, check=check) as draft:
            yield draft
    except OSError as fault:
        raise ConnectorError(f"{path} cannot be written: {fault}") from fault


def require_same(path: Path, stamp: Stamp) -> None:
    """Raises ConnectorError where somebody has saved the file since it had that stamp."""
    if stamp_of(path) != stamp:
        raise ConnectorError(
            f"{path.name} was saved by somebody meanwhile; it is read again", retry_after=MEANWHILE_WAIT
        )
