"""What a table works out from its rows: products and totals, exact, bounded like any other number."""

from collections.abc import Iterable, Mapping
from decimal import Context, Decimal, localcontext
from typing import Any

from forms import messages
from forms.definition import Question
from forms.messages import refuse
from forms.numbers import MAX_DIGITS, plain, to_cents

EXACT = Context(prec=1_000)  # a thousand rows of products of many factors stay exact
TOO_LARGE = Decimal(10) ** MAX_DIGITS


def product(column: Question, row: Mapping[str, Any]) -> str | int | None:
    """The product of a row's answers; None while one is unanswered. Raises ValidationError when too large."""
    factors = [row.get(name) for name in column.product]
    if any(factor is None for factor in factors):
        return None
    with localcontext(EXACT):
        result = Decimal(1)
        for factor in factors:
            result *= Decimal(str(factor))
        kept = _kept(column, result)
        return int(kept) if column.type == "integer" else plain(kept)


def total(column: Question, rows: Iterable[Mapping[str, Any]]) -> str:
    """The sum of a column, unanswered rows left out. Raises ValidationError when too large."""
    answers = (row.get(column.name) for row in rows)
    with localcontext(EXACT):
        summed = sum((Decimal(str(answer)) for answer in answers if answer is not None), Decimal(0))
        return plain(_kept(column, summed))


def _kept(column: Question, number: Decimal) -> Decimal:
    if abs(number) >= TOO_LARGE:
        raise refuse(messages.TOO_MANY_DIGITS)
    rounded = to_cents(number) if column.type == "money" else number
    return rounded or abs(rounded)  # no minus zero
