"""Files in a folder of this machine, readable by the service alone."""

import os
import secrets
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from connectors.errors import ConnectorError
from connectors.ports import Stored
from connectors.stores import AT_ONCE, key_of
from connectors.workbooks import replacing


@dataclass(frozen=True, slots=True)
class FolderStore:
    """A FileStore in `folder`, which is made when the first file comes."""

    folder: Path

    def put(self, digest: str, content: IO[bytes]) -> None:
        """Write the file whole or not at all, on to the disk; one that is there is put anew by its time."""
        path = self.path(digest)
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if not _touched(path):
                with replacing(path, 0o600) as draft:
                    shutil.copyfileobj(content, draft)
        except OSError as fault:
            raise self._unwritable(fault) from fault

    def remove(self, digest: str, before: datetime) -> bool:
        """Look at its time, and remove it; what is put meanwhile stays."""
        path = self.path(digest)
        try:
            return _is_older(path, before) and _removed(path, before)
        except FileNotFoundError:
            return False
        except OSError as fault:
            raise self._unwritable(fault) from fault

    def get(self, digest: str) -> Stored | None:
        """Its size now; it is opened when its first part is asked for."""
        path = self.path(digest)
        try:
            return Stored(path.stat().st_size, self._parts(path), path)
        except FileNotFoundError:
            return None
        except OSError as fault:
            raise self._unreadable(fault) from fault

    def path(self, digest: str) -> Path:
        """Where the file with this hash stands. Raises ValueError for what is none."""
        return self.folder / key_of(digest)

    def _parts(self, path: Path) -> Iterator[bytes]:
        try:
            with path.open("rb") as file:
                while part := file.read(AT_ONCE):
                    yield part
        except OSError as fault:
            raise self._unreadable(fault) from fault

    def _unwritable(self, fault: OSError) -> ConnectorError:
        return ConnectorError(f"{self.folder} cannot be written: {fault}")

    def _unreadable(self, fault: OSError) -> ConnectorError:
        return ConnectorError(f"{self.folder} cannot be read: {fault}")


def _touched(path: Path) -> bool:
    """Whether the file is there, with now as its time; one that is set aside while it is touched is not."""
    try:
        os.utime(path)
    except FileNotFoundError:
        return False
    return path.exists()


def _removed(path: Path, before: datetime) -> bool:
    """Set the file aside, where nobody touches it, and remove it; put it back where somebody was first."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    path.rename(aside)
    if _is_older(aside, before):
        aside.unlink()
        return True
    aside.replace(path)  # what was put there meanwhile is the same
    return False


def _is_older(path: Path, before: datetime) -> bool:
    return path.stat().st_mtime < before.timestamp()
