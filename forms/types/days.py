"""Reads days and times: ISO 8601, the three fields of a page, and what providers send with a zone."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from forms.definition import Question
from forms.types import messages
from forms.types.messages import refuse
from forms.types.texts import read_text

DATE_PARTS = {"year": 4, "month": 2, "day": 2}  # most digits of each
FIRST_YEAR, LAST_YEAR = 1900, 2200
TODAY = "today"
LONGEST_DAY = len("2027-01-31")
TIME = re.compile(
    r"T?(?P<hour>[01]?[0-9]|2[0-3]):(?P<minute>[0-5][0-9])(?::[0-5][0-9](?:\.[0-9]+)?)?(?:Z|[+-][0-9]{2}:?[0-9]{2})?"
)


def read_date(question: Question, value: Any) -> str:
    """YYYY-MM-DD, from ISO 8601 or from the three fields of a page."""
    try:
        day = _from_parts(value) if isinstance(value, Mapping) else _from_text(question, value)
    except ValueError:
        raise refuse(messages.DATE) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise refuse(messages.DATE)
    said = day.isoformat()
    if question.earliest or question.latest:  # today is known only when the answers are judged: forms.logic.judging
        earliest, latest = ("" if limit == TODAY else limit for limit in (question.earliest, question.latest))
        _require_within(said, earliest, latest)
    return said


def require_today(question: Question, day: str, today: str) -> None:
    """Refuse a day on the wrong side of today, where the question says so."""
    earliest, latest = (today if limit == TODAY else "" for limit in (question.earliest, question.latest))
    _require_within(day, earliest, latest)


def _require_within(day: str, earliest: str, latest: str) -> None:
    if earliest and day < earliest:
        raise refuse(messages.EARLIEST, min=earliest)
    if latest and day > latest:
        raise refuse(messages.LATEST, max=latest)


def read_time(question: Question, value: Any) -> str:
    """HH:MM, whatever seconds and zone come with it."""
    written = TIME.fullmatch(read_text(question, value))
    if written is None:
        raise refuse(messages.TIME)
    return f"{int(written['hour']):02d}:{written['minute']}"


def read_datetime(question: Question, value: Any) -> str:
    """YYYY-MM-DDTHH:MM as clocks in the form's zone show it; what comes with an offset is moved into that zone."""
    text = read_text(question, value)
    if not TIME.fullmatch(text[LONGEST_DAY + 1 :]):  # ISO 8601 would take 14.30 for 14:18, and a day for midnight
        raise refuse(messages.DATETIME)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise refuse(messages.DATETIME) from None
    if not FIRST_YEAR < moment.year < LAST_YEAR:
        raise refuse(messages.DATETIME)
    if moment.tzinfo is not None:
        moment = moment.astimezone(ZoneInfo(question.zone))
    return f"{moment:%Y-%m-%dT%H:%M}"


def _from_text(question: Question, value: Any) -> date:
    return date.fromisoformat(read_text(question, value) if isinstance(value, str) else "")


def _from_parts(value: Mapping[Any, Any]) -> date:
    return date(*(_part(value.get(name), digits) for name, digits in DATE_PARTS.items()))


def _part(value: Any, digits: int) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and value.bit_length() < 16:
        return value
    text = value.strip() if isinstance(value, str) else ""
    if not text.isdecimal() or len(text) > digits:
        raise ValueError(text)
    return int(text)
