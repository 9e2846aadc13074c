"""The faults a call can have: how it is answered, and whether and when it was carried out all the same."""

import random
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field

from .quotas import quota_exceeded
from .refusals import DriveRefusal, Refusal, denied

BEFORE, AFTER, LATE = "before", "after", "late"
LATEST = 180.0  # seconds for which the API may work on a request
KINDS = ("read", "write", "drive")


class Cut(Exception):  # noqa: N818 - it is no error of ours
    """The connection is to be cut without an answer."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What goes wrong: a wrong answer in a word, and whether the call is carried out before, after, late or never."""

    word: str
    seconds: float = LATEST  # until a late one is carried out


def _backend_error(code: int, status: str, message: str) -> Callable[[str], Exception]:
    return lambda _kind: Refusal(code, status, message)


def _storage(_kind: str) -> Exception:
    message = "The user's Drive storage quota has been exceeded."
    return DriveRefusal(403, "storageQuotaExceeded", message, domain="usageLimits")


ANSWERS: dict[str, Callable[[str], Exception]] = {
    "429": lambda kind: quota_exceeded("read" if kind == "read" else "write", 60, per_user=True),
    "500": _backend_error(500, "INTERNAL", "Internal error encountered."),
    "503": _backend_error(503, "UNAVAILABLE", "The service is currently unavailable."),
    "dropped": lambda _kind: Cut(),
    "storage quota": _storage,
    "not shared": lambda _kind: denied(),
}
"""The word for a wrong answer -> what is answered to a read or a write."""


def parsed(word: str) -> tuple[Callable[[str], Exception], str]:
    """The wrong answer and when the call is carried out: `503 after`, `dropped late`; `429` alone: never.

    Raises ValueError when the word is none.
    """
    name, _, when = word.rpartition(" ") if word.endswith((BEFORE, AFTER, LATE)) else (word, "", BEFORE)
    if name not in ANSWERS:
        raise ValueError(f"no such fault: {word!r}; there are {', '.join(ANSWERS)}, each with before, after or late")
    return ANSWERS[name], when


@dataclass
class Faults:
    """The faults to come, of each kind of call: one by one, and by chance."""

    waiting: dict[str, deque[str | Fault]] = field(default_factory=lambda: {kind: deque() for kind in KINDS})
    rates: dict[str, dict[str, float]] = field(default_factory=dict)  # of each kind the share of calls by the word
    chance: random.Random = field(default_factory=lambda: random.Random(1))

    def next(self, kind: str) -> Fault | None:
        """What goes wrong with this call; an empty word in the queue is a call that goes well."""
        if self.waiting[kind]:
            found = self.waiting[kind].popleft()
            found = Fault(found) if isinstance(found, str) else found
            return found if found.word else None
        drawn = self.chance.random()
        for word, share in self.rates.get(kind, {}).items():
            if drawn < share:
                return Fault(word, self.chance.uniform(0, LATEST))
            drawn -= share
        return None
