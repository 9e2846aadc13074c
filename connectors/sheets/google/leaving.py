"""How a Google sheet was left: in which tab, since when it is known as a whole, and until when that will do."""

from dataclasses import asdict, dataclass
from typing import Any

from connectors.ports import Left
from connectors.sheets.google.drive import Touch

COMPARED_EVERY = 3600.0  # seconds, where somebody has written since, if only we
COMPARED_DAILY = 86_400.0  # seconds, where nobody has


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a tab since it was last compared as a whole."""

    sheet: int
    header_row: int
    compared: float  # seconds since the epoch
    cells: int  # of the whole spreadsheet

    @classmethod
    def of(cls, left: Left) -> "Known":
        """As it was kept."""
        return cls(**left.noted)

    def is_stale(self, now: float) -> bool:
        """Whether it must be compared before more is added: somebody may have been at it in our shadow."""
        return not 0 <= now - self.compared < COMPARED_EVERY


def left_as(key: str, touch: Touch | None, known: Known) -> Left:
    """How it was left; `touch` is what Drive said before it was read."""
    noted: dict[str, Any] = asdict(known)
    return Left(key, touch.modified if touch else "", noted)


def is_untouched(touch: Touch, left: Left, now: float) -> bool:
    """Whether nothing speaks for comparing: nobody has touched it, or only we, and not for too long."""
    age = now - Known.of(left).compared
    if touch.modified == left.file:
        return 0 <= age < COMPARED_DAILY
    return touch.by_us and 0 <= age < COMPARED_EVERY


def is_touched(touch: Touch, left: Left) -> bool:
    """Whether somebody else was the last at it."""
    return touch.modified != left.file and not touch.by_us
