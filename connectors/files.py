"""Keeps files outside the web root, under the hash of their content."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from connectors.errors import ConnectorError
from connectors.file_types import require_kind
from connectors.workbooks import write_atomically

LONGEST_NAME = 150

Scan = Callable[[str, bytes], None]
"""Has nothing against content of this name, or raises FileRefused; raises ConnectorError when it cannot say."""


def unscanned(_name: str, _data: bytes) -> None:
    """Where no scanner is set up."""


def safe_name(name: str) -> str:
    """The last part of a path, printable: the ending is kept when the rest must be cut."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c if c.isprintable() else "_" for c in last)[-LONGEST_NAME:] or "file"


@dataclass(frozen=True, slots=True)
class FileStore:
    """A folder of files by hash; the sender's name for a file is kept with the answer, never used as a path."""

    folder: Path
    scan: Scan = unscanned

    def take(self, name: str, data: bytes) -> dict[str, object]:
        """Keep what a stranger sent, if it is of a kind that is taken; returns the answer that names it.

        Raises FileRefused, and ConnectorError when the scanner or the disk refuses.
        """
        require_kind(name, data)
        self.scan(name, data)
        return self.keep(name, data)

    def keep(self, name: str, data: bytes) -> dict[str, object]:
        """Keep content, whatever it is; returns the answer that names it. Raises ConnectorError, as above."""
        digest = sha256(data).hexdigest()
        path = self.path(digest)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not path.exists():
                write_atomically(path, data, mode=0o600)
        except OSError as fault:
            raise ConnectorError(f"{self.folder} cannot be written: {fault}") from fault
        return {"name": name, "size": len(data), "sha256": digest}

    def path(self, digest: str) -> Path:
        """Where the file with this hash stands."""
        if not re.fullmatch(r"[0-9a-f]{64}", digest):
            raise ValueError(f"{digest!r} is not a SHA-256 hash")
        return self.folder / digest[:2] / digest
