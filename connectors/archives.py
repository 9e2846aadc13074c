"""Looks into zip archives, which office files are too, without ever unpacking more than is fit."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

MOST_ENTRIES = 10_000
MOST_UNPACKED = 100_000_000  # bytes, over all entries
AT_ONCE = 65_536
HEAD = b"PK\x01\x02"
"""Begins each entry of an archive's list: counted before the list is read."""
METHODS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED})


class Damaged(Exception):  # noqa: N818 - a finding about a file
    """It is no archive, or one that cannot be looked into: broken, locked, or packed in an odd way."""


class TooMuch(Exception):  # noqa: N818 - a finding about a file
    """It is, or says that it is, more than is unpacked."""


FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, ValueError, RuntimeError, OverflowError, OSError)
"""What the library says of odd bytes: they stand in memory, so that no disk can be meant."""


@contextmanager
def opened(data: bytes) -> Iterator[zipfile.ZipFile]:
    """The archive, as it describes itself. Raises Damaged, TooMuch; also for what is done within the block."""
    if data.count(HEAD) > MOST_ENTRIES:
        raise TooMuch
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            _require_fit(archive.infolist())
            yield archive
    except FAULTS as error:
        raise Damaged from error


def look_through(archive: zipfile.ZipFile) -> None:
    """Unpack it all once, into nothing: an archive may lie about its sizes, and is read no further than it says."""
    for one in archive.infolist():
        with archive.open(one) as unpacked:
            while unpacked.read(AT_ONCE):
                pass


def _require_fit(entries: list[zipfile.ZipInfo]) -> None:
    if sum(one.file_size for one in entries) > MOST_UNPACKED:
        raise TooMuch
    if any(one.compress_type not in METHODS for one in entries):
        raise Damaged
