"""Keeps uploaded files outside the web root, under the hash of their content."""

import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from connectors.errors import ConnectorError
from connectors.workbooks import write_atomically


@dataclass(frozen=True, slots=True)
class FileStore:
    """A folder of files by hash; the applicant's name for a file is kept with the answer, never used as a path."""

    folder: Path

    def keep(self, name: str, data: bytes) -> dict[str, object]:
        """Keep the content; returns the answer that names it. Raises ConnectorError when the disk refuses."""
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
