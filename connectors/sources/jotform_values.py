"""Jotform's composite answers: dates, times, phones, choices and lists, as values that read like answers."""

import re
from collections.abc import Mapping
from datetime import date

from connectors import strict_json
from connectors.errors import Unreadable
from connectors.sources.reading import text_at

DAY = ("year", "month", "day")
HOURS = ("hour", "hourSelect")
MINUTES = ("min", "minuteSelect")
Parts = Mapping[str, object]
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})")


def value_of(value: object) -> object:
    """An answer; what has parts and is none of the known composites (a name, an address) stays a mapping."""
    if isinstance(value, str):
        return _listed(value)
    if not isinstance(value, dict):
        return value
    if not any(value.values()):
        return None
    for composite in (_moment, _phone, _choices):
        if (found := composite(value)) is not None:
            return found
    return value


def _moment(parts: Parts) -> str | None:
    """A day, a day and a time, or a time; None where a part is missing or it is a span of time."""
    if any(value and name.endswith("Range") for name, value in parts.items()):
        return None
    day, clock = _day(parts), _clock(parts)
    if any(name in parts for name in DAY):
        return f"{day}T{clock}" if day and clock else day
    return clock


def _day(parts: Parts) -> str | None:
    written = [text_at(parts, name) for name in DAY]
    try:
        return date(*(int(one) for one in written)).isoformat() if all(map(str.isdecimal, written)) else None
    except (ValueError, OverflowError):
        return None


def _clock(parts: Parts) -> str | None:
    """HH:MM on a clock of 24 hours."""
    hour, minute = text_at(parts, *HOURS), text_at(parts, *MINUTES)
    written = _CLOCK.fullmatch(f"{hour}:{minute}") or _CLOCK.fullmatch(text_at(parts, "timeInput"))
    if written is None:
        return None
    hours, half = int(written[1]), text_at(parts, "ampm").upper()
    if half in {"AM", "PM"}:
        hours = hours % 12 + (12 if half == "PM" else 0)
    return f"{hours:02d}:{written[2]}"


def _phone(parts: Parts) -> str | None:
    if "full" in parts:
        return text_at(parts, "full")
    if not {"area", "phone"} <= parts.keys():
        return None
    country = text_at(parts, "country").lstrip("+")
    return " ".join(
        part for part in (country and f"+{country}", text_at(parts, "area"), text_at(parts, "phone")) if part
    )


def _choices(parts: Parts) -> object:
    """Ticked boxes with an "Other" among them, or an "Other" alone."""
    if "other" not in parts or not all(name == "other" or name.isdecimal() for name in parts):
        return None
    chosen = [one for one in parts.values() if one]
    return chosen if len(parts) > 1 else chosen[0]


def _listed(value: str) -> object:
    """The rows of a configurable list, which come as JSON in a text; any other text as it is."""
    if not value.startswith("[{"):
        return value
    try:
        return strict_json.loads(value.encode("utf-8", "surrogatepass"))
    except Unreadable:
        return value
