"""Workbook files that staff may have open: one writer at a time, who has one open, and reading what may be broken."""

import fcntl
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile
from zlib import error as ZlibError  # noqa: N812 - the module names its error in lower case

from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from connectors.errors import ConnectorError
from connectors.workbooks import save_atomically

IN_USE_WAIT = 60.0  # seconds until a workbook that somebody has open is tried again
LONGEST_NAME = 100
BROKEN = (
    AttributeError,  # openpyxl has no error of its own for most of what can be wrong inside a file
    BadZipFile,
    EOFError,
    IndexError,
    InvalidFileException,
    KeyError,
    NotImplementedError,
    OSError,
    ParseError,
    RuntimeError,
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
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


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


def _bytes(owner: Path) -> bytes:
    try:
        return owner.read_bytes()
    except OSError:  # Excel keeps others from reading it on some shares; that it is there says enough
        return b""


def open_workbook(path: Path) -> Workbook:
    """The workbook, or a new one without tabs. Raises ConnectorError for what cannot be read."""
    if not path.exists():
        workbook = Workbook()
        del workbook["Sheet"]
        return workbook
    try:
        return load_workbook(path)
    except BROKEN as fault:
        raise ConnectorError(
            f"{path} cannot be read ({type(fault).__name__}: {fault}); nothing was written to it. Put back a good "
            "copy, or move the file away: the service's columns are then made again, staff's own are not",
            retry_after=IN_USE_WAIT,
        ) from fault


def save_workbook(workbook: Workbook, path: Path) -> None:
    """Save whole or not at all. Raises ConnectorError where the disk refuses."""
    try:
        save_atomically(workbook, path)
    except OSError as fault:
        raise ConnectorError(f"{path} cannot be written: {fault}") from fault
