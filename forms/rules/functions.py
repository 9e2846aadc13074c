"""The functions that rules can call besides those of the Common Expression Language; docs/forms.md lists them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Any

from cel_expr_python import cel

TRUTH, NUMBER, TEXT, DAY = cel.Type.BOOL, cel.Type.DOUBLE, cel.Type.STRING, cel.Type.TIMESTAMP
NUMBERS, LIST = cel.Type.List(cel.Type.DOUBLE), cel.Type.List(cel.Type.DYN)
MOST_DIGITS = 10


@dataclass(frozen=True, slots=True)
class Function:
    """One function: what it takes, what it gives, and the deed; a deed that raises gives no result."""

    takes: tuple[cel.Type, ...]
    gives: cel.Type
    deed: Callable[..., Any]
    also: tuple[cel.Type, ...] = ()  # further types that a function of one value takes


def decimal_of(number: float) -> Decimal:
    """The number as it was meant: 15 digits are exact, what stands behind them is the machine's."""
    return Decimal(f"{number:.15g}")


def _exact(numbers: Sequence[float]) -> float:
    return float(sum(map(decimal_of, numbers), Decimal(0)))


def _round(number: float, digits: float) -> float:
    """Half up, as money is rounded; the number is taken as it is written, not as the machine holds it."""
    places = Decimal(1).scaleb(-max(0, min(int(digits), MOST_DIGITS)))
    return float(decimal_of(number).quantize(places, ROUND_HALF_UP))


def _whole(number: float) -> float:
    return float(decimal_of(number).quantize(Decimal(1), ROUND_DOWN))


def _modulo(number: float, divisor: float) -> float:
    return float(decimal_of(number) % decimal_of(divisor))


def _day(text: str) -> datetime:
    day = date.fromisoformat(text)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _days(start: datetime, end: datetime) -> float:
    return float((end.date() - start.date()).days)


def _add_days(day: datetime, days: float) -> datetime:
    return day + timedelta(days=days)


def _add_years(day: datetime, years: float) -> datetime:
    """The same day of another year; 29 February becomes the 28th where there is none."""
    year = day.year + int(years)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def text_of(value: Any) -> str:
    """A value as text: nothing for null, whole numbers without decimals, days as YYYY-MM-DD."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case float():
            return f"{Decimal(repr(value)).normalize():f}"
        case datetime():
            whole_day = (value.hour, value.minute, value.second) == (0, 0, 0)
            return f"{value:%Y-%m-%d}" if whole_day else f"{value:%Y-%m-%dT%H:%M}"
        case _:
            return str(value)


FUNCTIONS: dict[str, Function] = {
    "sum": Function((NUMBERS,), NUMBER, _exact),
    "least": Function((NUMBERS,), NUMBER, min),
    "greatest": Function((NUMBERS,), NUMBER, max),
    "count": Function((LIST,), NUMBER, lambda several: float(len(several))),
    "length": Function((TEXT,), NUMBER, lambda text: float(len(text))),
    "words": Function((TEXT,), NUMBER, lambda text: float(len(text.split()))),
    "round": Function((NUMBER, NUMBER), NUMBER, _round),
    "whole": Function((NUMBER,), NUMBER, _whole),
    "modulo": Function((NUMBER, NUMBER), NUMBER, _modulo),
    "number": Function((TEXT,), NUMBER, lambda text: float(Decimal(text.strip()))),
    "text": Function((TEXT,), TEXT, text_of, also=(NUMBER, DAY, TRUTH, cel.Type.NULL)),
    "date": Function((TEXT,), DAY, _day),
    "days": Function((DAY, DAY), NUMBER, _days),
    "add_days": Function((DAY, NUMBER), DAY, _add_days),
    "add_years": Function((DAY, NUMBER), DAY, _add_years),
}


def declarations() -> list[cel.FunctionDecl]:
    """The functions as the engine wants them declared."""
    return [
        cel.FunctionDecl(
            name,
            [
                cel.Overload(f"{name}_{number}", one.gives, list(takes), False, one.deed)
                for number, takes in enumerate((one.takes, *((also,) for also in one.also)))
            ],
        )
        for name, one in FUNCTIONS.items()
    ]
