"""Packs files into an archive piece by piece, while they are being made: nothing waits in memory but one of them."""

import io
import zipfile
from collections.abc import Iterable, Iterator

DAY = (1980, 1, 1, 0, 0, 0)
"""Of every file: the first that an archive knows, so that the same files make the same archive."""


class Spout(io.RawIOBase):
    """Takes what is written to it, until it is drained."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def writable(self) -> bool:
        """That it can be written to, and not read or gone back in."""
        return True

    def write(self, piece: object) -> int:
        """Take it."""
        self._pieces.append(bytes(piece))  # type: ignore[call-overload]  # what a buffer is, typeshed alone can say
        return len(self._pieces[-1])

    def drained(self) -> bytes:
        """All that was written since it was drained last."""
        pieces, self._pieces = self._pieces, []
        return b"".join(pieces)


def packed(files: Iterable[tuple[str, bytes]]) -> Iterator[bytes]:
    """The archive of files, by their names in it; stored as they are, since office files are packed already."""
    spout = Spout()
    with zipfile.ZipFile(spout, "w") as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, DAY), content)
            yield spout.drained()
    yield spout.drained()
