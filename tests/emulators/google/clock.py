"""The emulator's clock: it can be moved and it can run faster, so that no test waits."""

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime


@dataclass
class Clock:
    """Seconds since the epoch; starts at the machine's own time."""

    speed: float = 1.0
    _base: float = field(default_factory=time.time)
    _since: float = field(default_factory=time.monotonic)

    def now(self) -> float:
        return self._base + (time.monotonic() - self._since) * self.speed

    def advance(self, seconds: float) -> None:
        self._base += seconds

    def run_at(self, speed: float) -> None:
        self._base, self._since, self.speed = self.now(), time.monotonic(), speed

    def moment(self) -> datetime:
        return datetime.fromtimestamp(self.now(), UTC)


def stamp(seconds: float) -> str:
    """A moment as the Drive API writes it (RFC 3339, milliseconds)."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
