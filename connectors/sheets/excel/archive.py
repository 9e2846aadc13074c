"""A workbook's archive copied with few of its parts changed: every other part goes over as the bytes that it is."""

import struct
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from copy import copy as copied
from dataclasses import dataclass, field
from hashlib import sha256
from typing import IO, cast
from zipfile import ZIP64_LIMIT, ZIP_DEFLATED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from isal import isal_zlib

from connectors.sheets.excel.crc import joined
from connectors.sheets.excel.text import Broken

AGE = (1980, 1, 1, 0, 0, 0)  # of a part; nothing reads it
CHUNK = 1 << 20  # bytes
LOCAL_HEADER = struct.Struct("<26xHH")  # of a part: how long its name and its extra field are
LOCKED = 0x1 | 0x20 | 0x40  # flags of a part that has a password or is a patch (PKWARE APPNOTE, 4.4.4)
MISPACKED = cast("type[Exception]", isal_zlib.error)  # its stub has it as an instance
ROOM = 1 << 28  # bytes by which a part may grow in one copy
Write = Callable[["Copying"], None]
"""Writes one part into a copy, behind those that stand there."""


def listing_digest(archive: ZipFile, source: IO[bytes]) -> str:
    """A digest of the archive's list of parts: it holds the check sum of each, so other contents make another."""
    source.seek(archive.start_dir)
    return sha256(source.read()).hexdigest()


def packed(source: IO[bytes], entry: ZipInfo, start: int, end: int) -> Iterator[bytes]:
    """The bytes of a part as they are packed, from one place to another."""
    source.seek(entry.header_offset)
    name, extra = LOCAL_HEADER.unpack(source.read(LOCAL_HEADER.size))
    source.seek(name + extra + start, 1)
    yield from _pieces(source, end - start)


def unpacked(archive: ZipFile, entry: ZipInfo) -> bytes:
    """What `archive.read` gives, in half its time. Raises BadZipFile and what that raises."""
    if entry.compress_type != ZIP_DEFLATED or entry.flag_bits & LOCKED:
        return archive.read(entry)
    unpack = isal_zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        data = unpack.decompress(b"".join(packed(_file(archive), entry, 0, entry.compress_size)), entry.file_size + 1)
    except MISPACKED as fault:
        raise BadZipFile(f"{entry.filename} is packed wrongly: {fault}") from fault
    if not unpack.eof or len(data) != entry.file_size or isal_zlib.crc32(data) != entry.CRC:
        raise BadZipFile(f"{entry.filename} is not whole")
    return data


@dataclass(slots=True)
class Copying:
    """An archive that is copied part by part."""

    archive: ZipFile
    source: IO[bytes]
    copy: ZipFile
    ends: Mapping[int, int] = field(init=False)  # where each part ends, by where it begins

    def __post_init__(self) -> None:
        """A part reaches to the next one."""
        starts = sorted(entry.header_offset for entry in self.archive.infolist())
        self.ends = dict(zip(starts, [*starts[1:], self.archive.start_dir], strict=True))

    def all(self, written: Mapping[str, Write | None], last: str) -> None:
        """Copy each part in its order, but those that are `written` or left out; new ones follow, and one is `last`."""
        known = self.archive.NameToInfo
        for entry in sorted(self.archive.infolist(), key=lambda one: one.header_offset):
            if entry.filename not in written:
                self.one(entry)
            elif known[entry.filename] is entry and entry.filename != last:
                self._write(written[entry.filename])
        for name, write in written.items():
            if name not in known and name != last:
                self._write(write)
        self._write(written.get(last))

    def one(self, entry: ZipInfo) -> None:
        """Copy a part as it is: its header and what is packed. Raises Broken."""
        length = self.ends[entry.header_offset] - entry.header_offset
        if length < entry.compress_size:
            raise Broken(f"its part {entry.filename} overlaps another")
        target, new = _file(self.copy), copied(entry)
        self.source.seek(entry.header_offset)
        new.header_offset = target.tell()
        for piece in _pieces(self.source, length):
            target.write(piece)
        _list(self.copy, new, target.tell())

    def _write(self, write: Write | None) -> None:
        if write is not None:
            write(self)

    def write(self, like: ZipInfo, data: bytes) -> None:
        """Write a part in the place of one that is called and dated so."""
        self.copy.writestr(_like(like), data)


def _pieces(source: IO[bytes], length: int) -> Iterator[bytes]:
    while length > 0:
        piece = source.read(min(CHUNK, length))
        if not piece:
            raise EOFError("the archive ends too early")
        length -= len(piece)
        yield piece


@dataclass(frozen=True, slots=True)
class Section:
    """Some of a part, packed so that it can be taken over: where that begins and ends; its length and check sum."""

    start: int
    end: int
    size: int
    crc: int


@dataclass(slots=True)
class Part:
    """A part that is written in sections, packed on the way or packed already."""

    copy: ZipFile
    like: ZipInfo  # the part in whose place it is
    crc: int = 0  # of all sections that are whole
    whole: int = 0  # their bytes, unpacked
    packed: int = 0
    begun: int = 0  # where the section that is being written begins in what is packed, its length and check sum
    begun_size: int = 0
    begun_crc: int = 0
    entry: ZipInfo = field(init=False)
    squeeze: "isal_zlib.Compress" = field(init=False)

    def __post_init__(self) -> None:
        """Leave room for the header, which holds what is known only at the end."""
        self.entry = _like(self.like)
        self.entry.CRC, self.entry.header_offset = 0, self.copy.start_dir
        self.squeeze = isal_zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._header()

    @property
    def size(self) -> int:
        """Its bytes so far, unpacked."""
        return self.whole + self.begun_size

    def write(self, data: bytes) -> None:
        """Pack some more."""
        self.begun_crc, self.begun_size = isal_zlib.crc32(data, self.begun_crc), self.begun_size + len(data)
        self._put(self.squeeze.compress(data))

    def write_all(self, rows: Iterable[bytes]) -> None:
        """The same with many small pieces."""
        for several in batched(rows):
            self.write(several)

    def take_over(self, pieces: Iterable[bytes], section: Section) -> None:
        """Begin a section with what is packed already."""
        for piece in pieces:
            self._put(piece)
        self.begun_crc, self.begun_size = section.crc, section.size

    def seam(self) -> Section:
        """End a section here; returns it."""
        self._put(self.squeeze.flush(isal_zlib.Z_FULL_FLUSH))
        done = Section(self.begun, self.packed, self.begun_size, self.begun_crc)
        self.crc, self.whole = joined(self.crc, done.crc, done.size), self.whole + done.size
        self.begun, self.begun_size, self.begun_crc = self.packed, 0, 0
        return done

    def finish(self) -> None:
        """Write what is left, and the header. Raises LargeZipFile where the part has grown too much."""
        self.seam()
        self._put(self.squeeze.flush())
        if self.whole > ZIP64_LIMIT and not self._is_large:
            raise LargeZipFile(f"{self.entry.filename} has grown by more than {ROOM:,} bytes")
        self.entry.CRC, self.entry.file_size, self.entry.compress_size = self.crc, self.whole, self.packed
        end = self._target.tell()
        self._header()
        self._target.seek(end)
        _list(self.copy, self.entry, end)

    @property
    def _target(self) -> IO[bytes]:
        return _file(self.copy)

    @property
    def _is_large(self) -> bool:
        return self.like.file_size + ROOM > ZIP64_LIMIT

    def _header(self) -> None:
        self._target.seek(self.entry.header_offset)
        self._target.write(self.entry.FileHeader(zip64=self._is_large))

    def _put(self, data: bytes) -> None:
        self._target.write(data)
        self.packed += len(data)


def batched(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Small pieces joined to larger ones, which cost less to pack."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size > CHUNK:
            yield b"".join(held)
            held, size = [], 0
    yield b"".join(held)


def _like(entry: ZipInfo) -> ZipInfo:
    new = ZipInfo(entry.filename, entry.date_time)
    new.compress_type, new.external_attr, new.create_system = ZIP_DEFLATED, entry.external_attr, entry.create_system
    return new


def _list(copy: ZipFile, entry: ZipInfo, end: int) -> None:
    copy.filelist.append(entry)
    copy.NameToInfo[entry.filename] = entry
    copy.start_dir = end


def _file(copy: ZipFile) -> IO[bytes]:
    assert copy.fp is not None  # noqa: S101 - it is open
    return copy.fp
