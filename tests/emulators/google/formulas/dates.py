"""Days and times as formulas and cells have them: days since 30 December 1899, and parts of a day."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

from ..errors import FormulaError
from .values import as_number, as_text

EPOCH = datetime(1899, 12, 30, tzinfo=UTC)


def serial(moment: datetime) -> float:
    """The serial number of a moment, whatever its zone shows."""
    return (moment.replace(tzinfo=UTC) - EPOCH) / timedelta(days=1)


def moment(number: float) -> datetime:
    """What the clock of a serial number shows, to the millisecond."""
    return EPOCH + timedelta(milliseconds=round(number * 86_400_000))


def _date(year: Any, month: Any, day: Any) -> int:
    months = int(as_number(year)) * 12 + int(as_number(month)) - 1
    start = datetime(months // 12 + (1900 if months // 12 < 1900 else 0), months % 12 + 1, 1, tzinfo=UTC)
    return int(serial(start)) + int(as_number(day)) - 1


def _time(hour: Any, minute: Any, second: Any) -> float:
    return (as_number(hour) * 3600 + as_number(minute) * 60 + as_number(second)) / 86_400 % 1


def _part(name: str) -> Callable[[Any], int]:
    return lambda value: int(getattr(moment(as_number(value)), name))


def _weekday(value: Any, kind: Any = 1) -> int:
    day = moment(as_number(value)).isoweekday()
    return day % 7 + 1 if int(as_number(kind)) == 1 else day


def _date_value(text: Any) -> int:
    try:
        return int(serial(datetime.fromisoformat(as_text(text))))
    except ValueError as fault:
        told = f"DATEVALUE parameter '{as_text(text)}' cannot be parsed to date/time."
        raise FormulaError("#VALUE!", told) from fault


DATES: dict[str, Callable[..., Any]] = {
    "DATE": _date,
    "TIME": _time,
    "YEAR": _part("year"),
    "MONTH": _part("month"),
    "DAY": _part("day"),
    "HOUR": _part("hour"),
    "MINUTE": _part("minute"),
    "SECOND": _part("second"),
    "WEEKDAY": _weekday,
    "DATEVALUE": _date_value,
}
