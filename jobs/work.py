"""What a deed is given and what it is: the values between the runner and the deeds."""

from collections.abc import Callable
from dataclasses import dataclass

from app.context import Context
from app.store.outbox import Item


@dataclass(frozen=True, slots=True)
class Work:
    """All that is due of one kind for one target, done in one run."""

    kind: str
    target: str
    items: tuple[Item, ...]


@dataclass(frozen=True, slots=True)
class Job:
    """A deed (returns a note for staff; safe to repeat) and what staff call it."""

    deed: Callable[[Context, Work], str]
    title: str
