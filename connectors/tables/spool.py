"""What must wait for its turn in a file: packed, in memory while it is little, on the disk when it is more."""

from collections.abc import Iterator
from functools import partial
from gzip import GzipFile
from tempfile import SpooledTemporaryFile

LITTLE = 1 << 20  # bytes, packed
CHUNK = 1 << 16


class Spool:
    """Bytes that are put in first and taken out once; its file has no name, and ends with its process."""

    def __init__(self, folder: str | None) -> None:
        self.size = 0
        self._file = SpooledTemporaryFile(LITTLE, dir=folder)  # noqa: SIM115 - closed with the spool
        self._packed = GzipFile(fileobj=self._file, mode="wb", compresslevel=1, mtime=0)

    def write(self, data: bytes) -> None:
        """Put some more in."""
        self._packed.write(data)
        self.size += len(data)

    def pieces(self) -> Iterator[bytes]:
        """All of it, piece by piece; nothing can be put in any more."""
        self._packed.close()
        self._file.seek(0)
        with GzipFile(fileobj=self._file, mode="rb") as unpacked:
            yield from iter(partial(unpacked.read, CHUNK), b"")

    def close(self) -> None:
        """Forget it."""
        self._packed.close()
        self._file.close()
