"""The clock of the service: the machine's, or for a rehearsal one that a file sets, to pass a year in an afternoon."""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

Clock = Callable[[], datetime]


def machine() -> datetime:
    """The present, aware."""
    return datetime.now(UTC)


def clock_of(rehearsal: Path | None) -> Clock:
    """The clock of a rehearsal, where there is one."""
    return machine if rehearsal is None else Rehearsal(rehearsal)


def moment_in(path: Path) -> datetime:
    """The moment that a file names. Raises ValueError for a file that names none, and OSError."""
    moment = datetime.fromisoformat(path.read_text(encoding="utf-8").strip())
    if moment.tzinfo is None:
        raise ValueError(f"{moment.isoformat()} names no zone, such as +01:00")
    return moment.astimezone(UTC)


@dataclass(slots=True)
class Rehearsal:
    """Runs on from the moment in a file since that was written; who writes another moment has the clock leap there.

    A file that is just being written, or is gone, changes nothing.
    """

    path: Path
    _last: tuple[datetime, datetime] = field(init=False)  # what it named, and when that was written

    def __post_init__(self) -> None:
        self._last = self._read()

    def __call__(self) -> datetime:
        """The present of the rehearsal, aware."""
        with contextlib.suppress(OSError, ValueError):
            self._last = self._read()
        moment, written = self._last
        return moment + (machine() - written)

    def _read(self) -> tuple[datetime, datetime]:
        moment = moment_in(self.path)
        return moment, datetime.fromtimestamp(self.path.stat().st_mtime, UTC)
