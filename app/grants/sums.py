"""The money of grants, by cycle and currency: amounts of two currencies are never added."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal

from app.domain.grants.states import REVOKED
from app.grants.standing import Standing


@dataclass(frozen=True, slots=True)
class Sum:
    """What was granted and released in one currency; of one cycle, or (None) of those that name none."""

    cycle: int | None
    currency: str
    count: int
    granted: Decimal
    released: Decimal

    @property
    def left(self) -> Decimal:
        """What is granted and not released."""
        return self.granted - self.released


def sums(standings: Iterable[Standing]) -> list[Sum]:
    """By cycle and currency; approvals that were taken back are no grants."""
    return _grouped(standings, lambda one: (one.grant.cycle, one.grant.currency))


def totals(standings: Iterable[Standing]) -> list[Sum]:
    """By currency, over all cycles."""
    return _grouped(standings, lambda one: (None, one.grant.currency))


def _grouped(standings: Iterable[Standing], key: Callable[[Standing], tuple[int | None, str]]) -> list[Sum]:
    found: dict[tuple[int | None, str], list[Standing]] = {}
    for one in standings:
        if one.grant.state != REVOKED:
            found.setdefault(key(one), []).append(one)
    groups = sorted(found.items(), key=lambda group: (group[0][0] or 0, group[0][1]))
    return [Sum(cycle, currency, len(of), _granted(of), _released(of)) for (cycle, currency), of in groups]


def _granted(standings: Iterable[Standing]) -> Decimal:
    return sum((Decimal(one.grant.amount) for one in standings), Decimal(0))


def _released(standings: Iterable[Standing]) -> Decimal:
    return sum((one.released for one in standings), Decimal(0))
