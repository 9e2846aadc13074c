"""A workbook's archive copied with few of its parts changed: every other part goes over as the bytes that it is."""

import struct
import zlib
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import IO
from zipfile import ZIP64_LIMIT, ZIP_DEFLATED, LargeZipFile, ZipFile, ZipInfo

CHUNK = 1 << 20  # bytes
LOCAL_HEADER = struct.Struct("<26xHH")  # of a part: how long its name and its extra field are
AGE = (1980, 1, 1, 0, 0, 0)  # of a part; nothing reads it
ROOM = 1 << 28  # bytes by which a part may grow in one copy


def listing_digest(archive: ZipFile, source: IO[bytes]) -> str:
    """A digest of the archive's list of parts: it holds the check sum of each, so other contents make another."""
    source.seek(archive.start_dir)
    return sha256(source.read()).hexdigest()


def packed(source: IO[bytes], entry: ZipInfo, start: int = 0, end: int | None = None) -> Iterator[bytes]:
    """The bytes of a part as they are packed, from one place to another."""
    source.seek(entry.header_offset)
    name, extra = LOCAL_HEADER.unpack(source.read(LOCAL_HEADER.size))
    source.seek(name + extra + start, 1)
    left = (entry.compress_size if end is None else end) - start
    while left > 0:
        piece = source.read(min(CHUNK, left))
        if not piece:
            raise EOFError(f"{entry.filename} ends too early")
        left -= len(piece)
        yield piece


def copy_others(archive: ZipFile, source: IO[bytes], copy: ZipFile, but: Collection[str]) -> None:
    """Copy each part, but those of these names, into a copy in which nothing stands yet."""
    entries = sorted(archive.infolist(), key=lambda entry: entry.header_offset)
    ends = [entry.header_offset for entry in entries[1:]] + [archive.start_dir]
    target = _file(copy)
    for entry, end in zip(entries, ends, strict=True):
        if entry.filename in but:
            continue
        start = target.tell()
        source.seek(entry.header_offset)
        _copy(source, target, end - entry.header_offset)
        entry.header_offset = start
        _list(copy, entry, target.tell())


def _copy(source: IO[bytes], target: IO[bytes], length: int) -> None:
    while length > 0:
        piece = source.read(min(CHUNK, length))
        if not piece:
            raise EOFError("the archive ends too early")
        target.write(piece)
        length -= len(piece)


@dataclass(slots=True)
class Part:
    """A part that is written piece by piece behind the others, packed on the way or packed already."""

    copy: ZipFile
    name: str
    expected: int  # bytes, unpacked; it may become somewhat more
    crc: int = 0
    size: int = 0
    packed: int = 0
    entry: ZipInfo = field(init=False)
    squeeze: "zlib._Compress" = field(init=False)

    def __post_init__(self) -> None:
        """Leave room for the header, which holds what is known only at the end."""
        self.entry = ZipInfo(self.name, AGE)
        self.entry.compress_type = ZIP_DEFLATED
        self.entry.CRC, self.entry.header_offset = 0, self.copy.start_dir
        self.squeeze = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
        self._header()

    def take_over(self, pieces: Iterator[bytes], crc: int, size: int) -> None:
        """Begin with what is packed already; `crc` and `size` are of what that is unpacked."""
        for piece in pieces:
            self._put(piece)
        self.crc, self.size = crc, size

    def write(self, data: bytes) -> None:
        """Pack some more."""
        self.crc, self.size = zlib.crc32(data, self.crc), self.size + len(data)
        self._put(self.squeeze.compress(data))

    def write_all(self, rows: Iterable[bytes]) -> None:
        """The same with many small pieces."""
        for several in batched(rows):
            self.write(several)

    def seam(self) -> None:
        """End here what is packed so far, so that a later copy can take it over and go on behind it."""
        self._put(self.squeeze.flush(zlib.Z_FULL_FLUSH))

    def finish(self) -> None:
        """Write what is left, and the header. Raises LargeZipFile where the part has grown too much."""
        self._put(self.squeeze.flush())
        if self.size > ZIP64_LIMIT and not self._is_large:
            raise LargeZipFile(f"{self.name} has grown by more than {ROOM:,} bytes")
        self.entry.CRC, self.entry.file_size, self.entry.compress_size = self.crc, self.size, self.packed
        end = self._target.tell()
        self._header()
        self._target.seek(end)
        _list(self.copy, self.entry, end)

    @property
    def _target(self) -> IO[bytes]:
        return _file(self.copy)

    @property
    def _is_large(self) -> bool:
        return self.expected + ROOM > ZIP64_LIMIT

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


def _list(copy: ZipFile, entry: ZipInfo, end: int) -> None:
    copy.filelist.append(entry)
    copy.NameToInfo[entry.filename] = entry
    copy.start_dir = end


def _file(copy: ZipFile) -> IO[bytes]:
    assert copy.fp is not None  # noqa: S101 - it is open
    return copy.fp
