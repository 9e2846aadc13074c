"""Times as exports write them: in ISO 8601, in the way of a country, with or without a zone."""

import re
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

DAY_FIRST, MONTH_FIRST = "day-first", "month-first"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_CLOCK = (
    r"(?:[T,\s]+(?P<hour>\d{1,2})[:.](?P<minute>\d{2})(?:[:.](?P<second>\d{2})(?:[.,]\d+)?)?"
    r"\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?"
)
_ZONE = r"\s*(?P<zone>Z|UTC|GMT|(?:UTC|GMT)?\s?[+-]\d{1,2}(?::?\d{2})?)?"
_NUMBERS = re.compile(rf"(?P<a>\d{{1,4}})(?P<mark>[/.-])(?P<b>\d{{1,2}})(?P=mark)(?P<c>\d{{1,4}}){_CLOCK}{_ZONE}")
_WORDS = re.compile(
    rf"(?:(?P<m1>[A-Za-z]{{3,9}})\.?\s+(?P<d1>\d{{1,2}})|(?P<d2>\d{{1,2}})\.?\s+(?P<m2>[A-Za-z]{{3,9}})\.?),?\s+"
    rf"(?P<year>\d{{4}}){_CLOCK}{_ZONE}"
)
_OFFSET = re.compile(r"([+-])(\d{1,2}):?(\d{2})?")


class Unclear(Exception):  # noqa: N818 - a finding about a text
    """The text may be the third of April or the fourth of March."""


def order_of(texts: Iterable[str]) -> set[str]:
    """In which orders day and month stand in the texts, as far as any of them can be of one order only."""
    found = set()
    for text in texts:
        parts = _NUMBERS.fullmatch(text.strip())
        if parts and parts["mark"] == "/" and len(parts["a"]) <= 2:
            first, second = int(parts["a"]), int(parts["b"])
            found |= {DAY_FIRST} if first > 12 >= second else {MONTH_FIRST} if second > 12 >= first else set()
    return found


def moment(text: str, zone: tzinfo, order: str = "") -> datetime | None:
    """The time, in UTC; one that names no zone is of `zone`. None where it is no time; raises Unclear."""
    said = text.strip()
    found = _NUMBERS.fullmatch(said) or _WORDS.fullmatch(said)
    if found is None:
        return None
    try:
        local = datetime.combine(_day(found, order), _clock(found))
        return local.replace(tzinfo=_zone(found["zone"]) or zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def day(text: str, order: str = "") -> str:
    """A day as an answer has it, `2026-05-04`; the text as it is where it is no day, or may be two."""
    found = _NUMBERS.fullmatch(text.strip()) or _WORDS.fullmatch(text.strip())
    try:
        return text if found is None else _day(found, order).isoformat()
    except (ValueError, Unclear):
        return text


def _day(found: re.Match[str], order: str) -> date:
    parts = found.groupdict()
    if "year" in parts:
        month = _MONTHS.index((found["m1"] or found["m2"])[:3].lower()) + 1
        return date(int(found["year"]), month, int(found["d1"] or found["d2"]))
    first, second, third = found["a"], int(found["b"]), found["c"]
    if len(first) == 4:
        return date(int(first), second, int(third))
    if len(third) != 4:
        raise ValueError(third)
    usual = DAY_FIRST if found["mark"] != "/" else ""
    is_day_first = (order or usual or _order(int(first), second)) == DAY_FIRST
    return date(int(third), second, int(first)) if is_day_first else date(int(third), int(first), second)


def _order(first: int, second: int) -> str:
    if first == second or first > 12:
        return DAY_FIRST
    if second > 12:
        return MONTH_FIRST
    raise Unclear


def _clock(found: re.Match[str]) -> time:
    if found["hour"] is None:
        return time()
    hour, half = int(found["hour"]), (found["half"] or "").lower()[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    return time(hour, int(found["minute"]), int(found["second"] or 0))


def _zone(said: str | None) -> tzinfo | None:
    if not said:
        return None
    offset = _OFFSET.search(said)
    if offset is None:
        return UTC
    span = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
    return timezone(span if offset[1] == "+" else -span)
