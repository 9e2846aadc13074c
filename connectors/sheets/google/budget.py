"""How many calls a minute Google allows, counted by all processes together in Redis."""

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol, TypeVar

import structlog
from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import MovingWindowRateLimiter

from connectors.errors import NotYet
from connectors.ports import CallsLeft

PER_USER, PER_PROJECT = 60, 300  # reads a minute, and as many writes (Sheets API, usage limits)
PATIENCE = 10.0  # seconds that a call waits for its turn; then its work comes again later, and others have theirs
REDIS_PATIENCE = 0.5  # seconds
SLOWEST = 2.0  # seconds before a call when hardly one is left
READ, WRITE = "read", "write"

log = structlog.get_logger()
T = TypeVar("T")


class Turns(Protocol):
    """Who says when a call may be made; `kind` is READ or WRITE."""

    def take(self, kind: str) -> None:
        """Wait for the turn of one call. Raises NotYet where that takes too long."""

    def used_up(self, kind: str) -> None:
        """Google says that the minute's calls are used up, by others than those who are counted here."""

    def left(self) -> CallsLeft:
        """How many calls may be made at once."""


class Unmetered:
    """The turns of a place that allows any number of calls."""

    def take(self, kind: str) -> None:
        """At once."""

    def used_up(self, kind: str) -> None:
        """Nobody else is told."""

    def left(self) -> CallsLeft:
        """As many as Google would allow."""
        return CallsLeft(PER_USER, PER_USER)


UNMETERED = Unmetered()


@dataclass(frozen=True, slots=True)
class Limit:
    """So many calls a minute of whoever `names` name."""

    item: RateLimitItemPerMinute
    names: tuple[str, ...]

    def left(self, limiter: MovingWindowRateLimiter) -> int:
        """How many more may be made at once."""
        return limiter.get_window_stats(self.item, *self.names).remaining

    def wait(self, limiter: MovingWindowRateLimiter) -> float:
        """Seconds until one more may be made."""
        stats = limiter.get_window_stats(self.item, *self.names)
        return 0.0 if stats.remaining > 0 else max(stats.reset_time - time.time(), 0.0)


@dataclass(frozen=True, slots=True)
class Budget:
    """The minute's calls of one account and of its project; while Redis is away each process counts for itself."""

    storage: RedisStorage
    account: str
    project: str
    sleep: Callable[[float], None] = time.sleep
    _alone: MemoryStorage = field(default_factory=MemoryStorage)

    def take(self, kind: str) -> None:
        """Wait for the turn of one call; raises NotYet where that takes too long."""
        if pause := self._counted(lambda limiter: self._pause(limiter, kind)):
            self.sleep(pause)
        waited = 0.0
        while not self._counted(lambda limiter: self._took(limiter, kind)):
            wait = self._counted(lambda limiter: max(one.wait(limiter) for one in self._limits(kind)))
            wait += random.uniform(0.05, 0.5)  # noqa: S311 - so that not all ask again at once
            if waited + wait > PATIENCE:
                said = f"Google's {kind}s of this minute are used up: others have their turn first"
                raise NotYet(said, retry_after=wait)
            self.sleep(wait)
            waited += wait

    def _pause(self, limiter: MovingWindowRateLimiter, kind: str) -> float:
        """Seconds that grow once half of the minute's calls are used: else a stream of work would use them up in few
        seconds and then stand still for the rest of the minute, while more and more can be joined in one call.
        """
        left = min(one.left(limiter) / one.item.amount for one in self._limits(kind))
        return SLOWEST * max(1 - 2 * left, 0.0) if left else 0.0

    def _took(self, limiter: MovingWindowRateLimiter, kind: str) -> bool:
        limits = self._limits(kind)
        if any(one.left(limiter) < 1 for one in limits):
            return False  # or the one would be counted though the other refuses
        return all(limiter.hit(one.item, *one.names) for one in limits)

    def used_up(self, kind: str) -> None:
        """Nobody calls before the minute is over."""
        user, _ = self._limits(kind)

        def use_up(limiter: MovingWindowRateLimiter) -> bool:
            left = user.left(limiter)
            return left > 0 and limiter.hit(user.item, *user.names, cost=left)

        self._counted(use_up)

    def left(self) -> CallsLeft:
        """How many calls may be made at once."""
        return CallsLeft(self._left(READ), self._left(WRITE))

    def _left(self, kind: str) -> int:
        return self._counted(lambda limiter: min(one.left(limiter) for one in self._limits(kind)))

    def _limits(self, kind: str) -> tuple[Limit, Limit]:
        user = Limit(RateLimitItemPerMinute(PER_USER), ("user", self.account, kind))
        return user, Limit(RateLimitItemPerMinute(PER_PROJECT), ("project", self.project, kind))

    def _counted(self, ask: Callable[[MovingWindowRateLimiter], T]) -> T:
        """What is found in Redis, or in this process alone."""
        try:
            return ask(MovingWindowRateLimiter(self.storage))
        except StorageError as fault:
            log.warning("Google's calls are counted in this process alone", fault=str(fault))
            return ask(MovingWindowRateLimiter(self._alone))


def budget_in(uri: str, account: str, project: str) -> Budget:
    """The budget that is kept in the Redis at `uri`, as the `limits` library writes it; connects to nothing yet."""
    storage = RedisStorage(
        uri,
        key_prefix="chancery",
        wrap_exceptions=True,
        socket_timeout=REDIS_PATIENCE,
        socket_connect_timeout=REDIS_PATIENCE,
    )
    return Budget(storage, account, project)
