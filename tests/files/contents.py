"""Content that is in no memory before it is read, and breaks off where that is wanted."""

import io
from typing import IO, cast


class Zeros(io.RawIOBase):
    """So many zeros, of which those behind `breaks_at` cannot be read."""

    def __init__(self, size: int, breaks_at: int) -> None:
        self.size, self.breaks_at, self.at = size, breaks_at, 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        self.at = offset + {io.SEEK_SET: 0, io.SEEK_CUR: self.at, io.SEEK_END: self.size}[whence]
        return self.at

    def read(self, size: int = -1) -> bytes:
        left = self.size - self.at
        found = left if size < 0 else min(size, left)
        if self.at + found > self.breaks_at:
            raise OSError("the line is dead")
        self.at += found
        return bytes(found)


def zeros(size: int, breaks_at: int | None = None) -> IO[bytes]:
    return cast("IO[bytes]", Zeros(size, size if breaks_at is None else breaks_at))
