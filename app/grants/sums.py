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
    left: Decimal  # of those that are open, what is not released


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
    return [Sum(cycle, currency, len(of), *_money(of)) for (cycle, currency), of in groups]


def _money(standings: Iterable[Standing]) -> tuple[Decimal, Decimal, Decimal]:
    """Granted, released, and still to be released."""
    amounts = [(Decimal(one.grant.amount), one.released, one.left) for one in standings]
    granted, released, left = (sum(some, Decimal(0)) for some in zip(*amounts, strict=True))
    return granted, released, left
