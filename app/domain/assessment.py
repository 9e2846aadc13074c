"""Assessed contributions: what each state owes of each pool, exact to the cent, with every step shown.

Source of the formula: the treaty's Financial Rules as far as known (a modified UN scale, a ceiling, a floor). Whatever
is not certain (floor, ceiling, rates of states outside the scale) comes with the budget, never from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from fractions import Fraction

FREE, CAPPED, FLOORED = "by scale", "at the ceiling", "at the floor"


class AssessmentError(ValueError):
    """A pool that cannot be apportioned as asked: which, why, and what to change."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Costs shared by `participants` (ISO 3166 alpha-3)."""

    name: str
    amount_cents: int
    participants: tuple[str, ...]
    ceiling_percent: Decimal
    floor_cents: int


@dataclass(frozen=True, slots=True)
class Share:
    """What one state owes of one pool, and how that came about."""

    pool: str
    state: str
    rate: Decimal  # UN scale, percent
    percent: Decimal  # of the pool, after ceiling and floor, six decimals
    how: str  # FREE, CAPPED or FLOORED
    cents: int


def assess(pool: Pool, scale: Mapping[str, Decimal]) -> tuple[Share, ...]:
    """Apportion a pool; the shares sum to it exactly. Raises AssessmentError.

    Left-over cents go to the largest remainders below the ceiling, by scale first, ties by ISO 3166 alpha-3.
    """
    _require_feasible(pool, scale)
    amounts, how = _apportion(pool, {state: Fraction(scale[state]) for state in pool.participants})
    cents = _to_cents(pool, amounts, how)
    return tuple(
        Share(pool.name, state, scale[state], _percent(cents[state], pool.amount_cents), how[state], cents[state])
        for state in sorted(pool.participants)
    )


def _require_feasible(pool: Pool, scale: Mapping[str, Decimal]) -> None:
    count = len(pool.participants)
    unknown = sorted(state for state in pool.participants if scale.get(state, Decimal(0)) <= 0)
    if unknown:
        raise AssessmentError(f"pool {pool.name!r}: no rate for {', '.join(unknown)}; add it to the budget's `rates`")
    if count == 0 or pool.amount_cents < 0 or len(set(pool.participants)) < count:
        raise AssessmentError(f"pool {pool.name!r}: needs participants, each once, and an amount of 0 or more")
    if count * pool.floor_cents > pool.amount_cents:
        raise AssessmentError(
            f"pool {pool.name!r}: {count} floors of {pool.floor_cents} cents exceed the pool; lower it"
        )
    if count * pool.ceiling_percent < 100 or count * int(_ceiling(pool)) < pool.amount_cents:
        raise AssessmentError(
            f"pool {pool.name!r}: {count} ceilings of {pool.ceiling_percent} %, in whole cents, fall short of it; "
            "raise the ceiling"
        )


def _apportion(pool: Pool, rates: Mapping[str, Fraction]) -> tuple[dict[str, Fraction], dict[str, str]]:
    """Exact amounts in cents: rates, then the ceiling, then the floor, until nothing is beyond either."""
    budget, ceiling = Fraction(pool.amount_cents), _ceiling(pool)
    fixed: dict[str, Fraction] = {}
    how = dict.fromkeys(rates, FREE)
    while True:
        amounts = fixed | _by_rate({s: r for s, r in rates.items() if s not in fixed}, budget - sum(fixed.values()))
        over = [state for state in amounts if state not in fixed and amounts[state] > ceiling]
        under = [state for state in amounts if state not in fixed and amounts[state] < pool.floor_cents]
        for state in over or under:  # the ceiling first; what it sets free may lift others over the floor
            fixed[state] = ceiling if over else Fraction(pool.floor_cents)
            how[state] = CAPPED if over else FLOORED
        if not over and not under:
            return amounts, how
        if len(fixed) == len(rates) and sum(fixed.values()) != budget:
            raise AssessmentError(
                f"pool {pool.name!r}: ceiling and floor leave nobody to bear the rest; move one of them"
            )


def _by_rate(rates: Mapping[str, Fraction], amount: Fraction) -> dict[str, Fraction]:
    total = sum(rates.values(), Fraction(0))
    return {state: amount * rate / total for state, rate in rates.items()}


def _ceiling(pool: Pool) -> Fraction:
    return pool.amount_cents * Fraction(pool.ceiling_percent) / 100


def _to_cents(pool: Pool, amounts: Mapping[str, Fraction], how: Mapping[str, str]) -> dict[str, int]:
    """Whole cents that sum to the pool, none above the ceiling."""
    cents = {state: int(amount) for state, amount in amounts.items()}
    by_remainder = sorted(amounts, key=lambda state: (cents[state] - amounts[state], state))
    left = pool.amount_cents - sum(cents.values())
    while left:  # ends: all ceilings together, in whole cents, hold the pool
        room = [state for state in by_remainder if cents[state] + 1 <= _ceiling(pool)]
        taking = ([state for state in room if how[state] == FREE] or room)[:left]
        for state in taking:
            cents[state] += 1
        left -= len(taking)
    return cents


def _percent(cents: int, total: int) -> Decimal:
    if total == 0:
        return Decimal(0)
    return (Decimal(cents) * 100 / Decimal(total)).quantize(Decimal("0.000001"), ROUND_FLOOR)
