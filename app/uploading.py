"""Files on their way in, part by part: each lies in a folder of its draft, and is given up after a day."""

import fcntl
import json
import math
import os
import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from app.config import Settings
from connectors.errors import ConnectorError

KEPT_FOR = 24 * 3600  # seconds without a further part
MOST = 20
"""Files that may be on their way into one draft; for one more, the one that has stood still for longest is given up."""
SHARES = 20
"""Of all that may be on its way, one of these is for files beside each other in one draft; one alone may take more."""
PRIVATE = 0o700
NAME = re.compile(r"[0-9a-f]{32}")


class Misplaced(Exception):  # noqa: N818 - told to the sender
    """A part does not begin where the file ends so far, or goes on behind its end."""


class Full(Exception):  # noqa: N818 - told to the sender
    """As much is on its way as may be (MAX_UPLOADS_BYTES), or as one draft may have of it."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file of which `offset` of its `size` bytes are here, and the question it answers."""

    place: Path
    question: str  # path
    name: str  # as its sender calls it
    size: int
    offset: int

    @property
    def key(self) -> str:
        """Its public name."""
        return self.place.name

    @property
    def is_whole(self) -> bool:
        """Whether all of it is here."""
        return self.offset == self.size


def begin(settings: Settings, draft: str, question: str, name: str, size: int) -> Upload:
    """A file of a draft of which nothing is here yet. Raises Full, ConnectorError."""
    folder = settings.uploads / draft
    with _told(folder):
        _require_room(settings, size)
        folder.mkdir(mode=PRIVATE, parents=True, exist_ok=True)
        place = folder / secrets.token_hex(16)
    with _told(folder), _alone(folder):
        _require_share(settings, place, size)
        for old in _places(folder)[MOST - 1 :]:
            remove(old)
        place.touch(mode=0o600)
        _about(place).write_text(json.dumps({"question": question, "name": name, "size": size}), encoding="utf-8")
    return Upload(place, question, name, size, 0)


def find(settings: Settings, draft: str, key: str) -> Upload | None:
    """The file of that name, which is on its way into this draft."""
    if not NAME.fullmatch(key):
        return None
    place = settings.uploads / draft / key
    try:
        about = json.loads(_about(place).read_text(encoding="utf-8"))
        return Upload(place, **about, offset=place.stat().st_size)
    except FileNotFoundError:
        return None


def add(settings: Settings, upload: Upload, offset: int, part: bytes) -> int:
    """Write a part down; returns how much is here now. Raises Misplaced, Full, and ConnectorError for a full disk."""
    with _told(upload.place), _alone(upload.place.parent), upload.place.open("r+b") as file:
        _require_room(settings, len(part))
        if file.seek(0, os.SEEK_END) != offset or offset + len(part) > upload.size:
            raise Misplaced
        _require_share(settings, upload.place, offset + len(part))
        return _written(file, part)


def content(upload: Upload) -> bytes:
    """All of it. Raises ConnectorError."""
    with _told(upload.place):
        return upload.place.read_bytes()


def remove(place: Path) -> None:
    """Forget what is kept elsewhere now, or not wanted any more."""
    place.unlink(missing_ok=True)
    _about(place).unlink(missing_ok=True)


def remove_old(settings: Settings, now: datetime) -> int:
    """Give up those whose senders are gone; returns how many."""
    until = now.timestamp() - KEPT_FOR
    folders = list(settings.uploads.glob("*"))
    old = [place for folder in folders for place in _places(folder) if _touched(place) < until]
    for place in old:
        remove(place)
    for folder in folders:
        with suppress(OSError):  # it is not empty
            folder.rmdir()
    return len(old)


def _places(folder: Path) -> list[Path]:
    """The files on their way into a draft, those first of which something came last."""
    return sorted((one for one in folder.iterdir() if NAME.fullmatch(one.name)), key=_touched, reverse=True)


def _require_room(settings: Settings, size: int) -> None:
    """Raises Full where so many bytes more would be too many. What only was announced takes no room from others."""
    here = sum(map(_size, settings.uploads.glob("*/*")))
    if here + size > settings.max_uploads_bytes:
        raise Full


def _require_share(settings: Settings, place: Path, size: int) -> None:
    """Raises Full where a file that has so many bytes, and others beside it in its draft, would be too many."""
    others = sum(_size(one) for one in _places(place.parent) if one != place)
    if others and others + size > settings.max_uploads_bytes // SHARES:
        raise Full


def _written(file: IO[bytes], part: bytes) -> int:
    file.write(part)
    file.flush()
    return file.tell()


def _about(place: Path) -> Path:
    return place.with_suffix(".about")


def _touched(place: Path) -> float:
    try:
        return place.stat().st_mtime
    except FileNotFoundError:  # it was just begun, or just removed
        return math.inf


def _size(place: Path) -> int:
    try:
        return place.stat().st_size
    except FileNotFoundError:  # it was just removed
        return 0


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Nothing else is written into a draft meanwhile: parts of other files, or this part again by a sender in doubt."""
    place = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        fcntl.flock(place, fcntl.LOCK_EX)
        yield
    finally:
        os.close(place)


@contextmanager
def _told(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as fault:
        raise ConnectorError(f"{path} cannot be written: {fault}") from fault
