"""Looks into an OLE file (.xls, or a workbook with a password) before it is opened: what it holds, how far it goes.

Only what MS-CFB and MS-XLS need for that: the chain of sectors of a stream, and the rows and columns of BIFF records.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage"
WORKBOOKS = ("Workbook", "Book")
FIRST_FREE = 0xFFFFFFFA  # sector numbers from here on mean something else
FILE_PASSWORD = 0x002F
BEGIN = 0x0809
CELLS = frozenset({0x0006, 0x00BD, 0x00BE, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E, 0x00D6})
"""Records that put something into a cell (MS-XLS 2.3): formula, numbers, texts, blanks."""


class Broken(Exception):  # noqa: N818 - a finding about a file
    """The file does not hold together."""


@dataclass(frozen=True, slots=True)
class Contents:
    """The names of the streams, whether the workbook has a password, and the last (row, column) of its sheets."""

    streams: tuple[str, ...]
    has_password: bool
    reaches: tuple[tuple[int, int], ...]


def look_into(data: bytes) -> Contents:
    """What an OLE file holds. Raises Broken."""
    try:
        file = _File(data)
        stream = next((file.stream(*entry) for name, entry in file.entries.items() if name in WORKBOOKS), b"")
    except (struct.error, IndexError, OverflowError) as fault:
        raise Broken(str(fault)) from None
    return Contents(tuple(file.entries), _has_password(stream), tuple(_reaches(stream)))


class _File:
    """Sectors and streams of one compound file."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        sector_shift, small_shift = struct.unpack_from("<HH", data, 30)
        if sector_shift not in {9, 12} or small_shift != 6:
            raise Broken("sectors of an odd size")
        self.size, self.small = 1 << sector_shift, 1 << small_shift
        directory, self.cutoff, small_table = (struct.unpack_from("<I", data, at)[0] for at in (48, 56, 60))
        self.table = self._table()
        self.entries: dict[str, tuple[int, int]] = {}
        self.short = b""
        listed = self._chain(directory)
        for at in range(0, len(listed) - 127, 128):
            self._enter(listed[at : at + 128])
        if listed:
            self.short = self._chain(struct.unpack_from("<I", listed, 116)[0])
        short_numbers = self._chain(small_table)
        self.short_table = struct.unpack(f"<{len(short_numbers) // 4}I", short_numbers)

    def _table(self) -> tuple[int, ...]:
        """Which sector follows which: from the first 109 places in the header, then from the chain of further ones."""
        places = list(struct.unpack_from("<109I", self.data, 76))
        further, seen = struct.unpack_from("<I", self.data, 68)[0], 0
        while further < FIRST_FREE and seen < len(self.data) // self.size:
            numbers = struct.unpack(f"<{self.size // 4}I", self._sector(further))
            places += numbers[:-1]
            further, seen = numbers[-1], seen + 1
        sectors = b"".join(self._sector(place) for place in places if place < FIRST_FREE)
        return struct.unpack(f"<{len(sectors) // 4}I", sectors)

    def _sector(self, number: int) -> bytes:
        begin = (number + 1) * self.size
        return self.data[begin : begin + self.size].ljust(self.size, b"\0")

    def _chain(self, number: int) -> bytes:
        found: list[bytes] = []
        while number < FIRST_FREE:
            if len(found) > len(self.table):
                raise Broken("sectors that go round in a circle")
            found.append(self._sector(number))
            number = self.table[number]
        return b"".join(found)

    def _enter(self, entry: bytes) -> None:
        length = struct.unpack_from("<H", entry, 64)[0]
        name = entry[: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace")
        if name:
            self.entries.setdefault(name, struct.unpack_from("<II", entry, 116))

    def stream(self, begin: int, size: int) -> bytes:
        """All bytes of a stream; short ones stand in sectors of their own kind."""
        if size >= self.cutoff:
            return self._chain(begin)[:size]
        found: list[bytes] = []
        while begin < FIRST_FREE and len(found) * self.small < size:
            found.append(self.short[begin * self.small : (begin + 1) * self.small])
            begin = self.short_table[begin]
        return b"".join(found)[:size]


def _records(stream: bytes) -> Iterator[tuple[int, bytes]]:
    at = 0
    while at + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + length]
        at += 4 + length


def _has_password(stream: bytes) -> bool:
    return any(kind == FILE_PASSWORD for kind, _ in _records(stream[:100_000]))


def _reaches(stream: bytes) -> Iterator[tuple[int, int]]:
    """The last row and column of each sheet that has cells, from 1."""
    rows = columns = 0
    for kind, content in _records(stream):
        if kind == BEGIN and rows:
            yield rows, columns
            rows = columns = 0
        elif kind in CELLS and len(content) >= 4:
            row, column = struct.unpack_from("<HH", content)
            last = struct.unpack_from("<H", content, len(content) - 2)[0] if kind in {0x00BD, 0x00BE} else column
            rows, columns = max(rows, row + 1), max(columns, column + 1, min(last, 255) + 1)
    if rows:
        yield rows, columns
