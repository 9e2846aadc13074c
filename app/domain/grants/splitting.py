"""The instalments of a grant in exact units of its currency: they always sum to its amount."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

from babel.numbers import get_currency_precision

from forms.definition import Instalment


def split(amount: Decimal, currency: str, instalments: Sequence[Instalment]) -> dict[str, Decimal]:
    """Instalment -> its money: shares rounded down to the currency's unit, the units left to the largest remainders.

    Of equal remainders the earlier instalment has the first. `amount` is in whole units of the currency.
    """
    unit = Decimal(1).scaleb(-get_currency_precision(currency))
    whole = sum((one.share for one in instalments), Decimal(0))
    exact = [amount / unit * one.share / whole for one in instalments]
    floors = [int(one) for one in exact]
    left = int(amount / unit) - sum(floors)
    order = sorted(range(len(exact)), key=lambda place: (floors[place] - exact[place], place))
    more = set(order[:left])
    return {one.name: (floors[n] + (n in more)) * unit for n, one in enumerate(instalments)}


def split_rest(
    amount: Decimal, currency: str, instalments: Sequence[Instalment], released: Mapping[str, Decimal]
) -> dict[str, Decimal]:
    """The same for an amount of which some is released already, which stays as it was.

    Raises ValueError where that is more than the amount, or nothing is left that could take up the difference.
    """
    rest = amount - sum(released.values(), Decimal(0))
    open_ones = [one for one in instalments if one.name not in released]
    if rest < 0 or (rest and not open_ones):
        raise ValueError(f"{rest} is left for {len(open_ones)} instalments")
    found = split(rest, currency, open_ones) if open_ones else {}
    return {one.name: released[one.name] if one.name in released else found[one.name] for one in instalments}
