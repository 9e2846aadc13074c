"""Takes files in: looks at them, has them scanned, strips pictures, and keeps them under the hash of their content."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from io import BytesIO

from connectors.file_types import FileRefused, media_type, require_kind
from connectors.pictures import BrokenPicture, without_metadata
from connectors.ports import FileStore, Stored
from forms.types import messages

LONGEST_NAME = 150

Scan = Callable[[str, bytes], bool]
"""Whether content of this name was scanned. Raises FileRefused for a find, ConnectorError when it cannot say."""


def unscanned(_name: str, _data: bytes) -> bool:
    """Where no scanner is set up."""
    return False


def safe_name(name: str) -> str:
    """The last part of a path, printable: the ending is kept when the rest must be cut."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c if c.isprintable() else "_" for c in last)[-LONGEST_NAME:] or "file"


@dataclass(frozen=True, slots=True)
class Files:
    """The way into a store and out of it; the sender's name of a file is kept with the answer, never used as a path."""

    store: FileStore
    scan: Scan = unscanned

    def take(self, name: str, data: bytes) -> dict[str, object]:
        """Keep what a stranger sent, if it is of a kind that is taken; returns the answer that names it.

        It is scanned as it came, and kept without what a picture says besides itself. Raises FileRefused, and
        ConnectorError when the scanner or the store refuses.
        """
        require_kind(name, data)
        was_scanned = self.scan(name, data)
        try:
            return self.keep(name, without_metadata(media_type(name), data), scanned=was_scanned)
        except BrokenPicture:
            raise FileRefused(name, messages.FILE_DAMAGED) from None

    def keep(self, name: str, data: bytes, *, scanned: bool = False) -> dict[str, object]:
        """Keep content, whatever it is; returns the answer that names it. Raises ConnectorError, as above."""
        digest = sha256(data).hexdigest()
        self.store.put(digest, BytesIO(data))
        return {"name": name, "size": len(data), "sha256": digest, "scanned": scanned}

    def stored(self, digest: str) -> Stored | None:
        """The file with this hash; None where it is not here. Raises ConnectorError, ValueError."""
        return self.store.get(digest)

    def remove(self, digest: str, *, before: datetime) -> bool:
        """Remove the file that nobody kept since; whether it was there. Raises ConnectorError, ValueError."""
        return self.store.remove(digest, before)
