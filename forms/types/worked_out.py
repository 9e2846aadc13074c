"""What the service works out from answers: products and totals of tables, exact, and the results of calculations."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import ROUND_HALF_UP, Context, Decimal, localcontext
from typing import Any

from forms.definition import Question
from forms.rules.functions import decimal_of
from forms.types import messages
from forms.types.messages import refuse
from forms.types.numbers import MAX_DIGITS, plain, to_cents

EXACT = Context(prec=1_000)  # a thousand rows of products of many factors stay exact
TOO_LARGE = Decimal(10) ** MAX_DIGITS
MOST_DECIMALS = Decimal("1e-10")


def product(column: Question, row: Mapping[str, Any]) -> str | int | None:
    """The product of a row's answers; None while one is unanswered. Raises ValidationError when too large."""
    factors = [row.get(name) for name in column.product]
    if any(factor is None for factor in factors):
        return None
    with localcontext(EXACT):
        result = Decimal(1)
        for factor in factors:
            result *= Decimal(str(factor))
        kept = _kept(column.type, result)
        return int(kept) if column.type == "integer" else plain(kept)


def total(column: Question, rows: Iterable[Mapping[str, Any]]) -> str:
    """The sum of a column, unanswered rows left out. Raises ValidationError when too large."""
    answers = (row.get(column.name) for row in rows)
    kind = column.result or column.type
    with localcontext(EXACT):
        summed = sum((Decimal(str(answer)) for answer in answers if answer is not None), Decimal(0))
        return plain(_kept(kind, summed))


def canonical(question: Question, worked_out: Any) -> Any:
    """What a calculation gave, as an answer of the type that its question names; None for nothing.

    Raises ValidationError when a number is too large.
    """
    match question.result, worked_out:  # the engine does not know of what kind everything is until it runs
        case "yes_no", bool():
            return worked_out
        case "date", datetime():
            return worked_out.date().isoformat()
        case "integer" | "decimal" | "money", float():
            return _number(question.result, worked_out)
        case "text", str():
            return worked_out or None
    return None


def _number(result: str, worked_out: float) -> str | int | None:
    if worked_out != worked_out or abs(worked_out) == float("inf"):  # noqa: PLR0124 - NaN: nothing was worked out
        return None
    exact = decimal_of(worked_out)
    kept = _kept(result, exact)
    if result == "integer":
        return int(kept.to_integral_value(ROUND_HALF_UP))
    return plain(kept if result == "money" else kept.quantize(MOST_DECIMALS, ROUND_HALF_UP).normalize() + Decimal(0))


def _kept(kind: str, number: Decimal) -> Decimal:
    if abs(number) >= TOO_LARGE:
        raise refuse(messages.TOO_MANY_DIGITS)
    rounded = to_cents(number) if kind == "money" else number
    return rounded or abs(rounded)  # no minus zero
