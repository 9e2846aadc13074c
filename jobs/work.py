"""What a deed is given and what it is: the values between the runner and the deeds."""

from collections.abc import Callable
from dataclasses import dataclass

from app.context import Context
from app.store.outbox import Item
from jobs.lease import Lease


@dataclass(frozen=True, slots=True)
class Work:
    """All that is due of one kind for one target, done in one run; at least one item."""

    kind: str
    target: str
    items: tuple[Item, ...]
    lease: Lease

    def still_ours(self) -> None:
        """To be asked before each step that cannot be undone. Raises jobs.lease.LaneLost."""
        self.lease.renew()


@dataclass(frozen=True, slots=True)
class Job:
    """A deed (returns a note for staff; safe to repeat), and whether one run does all that was ever asked for."""

    deed: Callable[[Context, Work], str]
    covers: bool = False
