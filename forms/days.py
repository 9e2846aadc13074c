"""Reads days and times: ISO 8601, the three fields of a page, and what providers send with a zone."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from forms import messages
from forms.definition import Question
from forms.messages import refuse
from forms.texts import read_text

DATE_PARTS = {"year": 4, "month": 2, "day": 2}  # most digits of each
FIRST_YEAR, LAST_YEAR = 1900, 2200
TODAY = "today"


def read_date(question: Question, value: Any) -> str:
    """YYYY-MM-DD, from ISO 8601 or from the three fields of a page."""
    try:
        day = _from_parts(value) if isinstance(value, Mapping) else _from_text(question, value)
    except ValueError:
        raise refuse(messages.DATE) from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise refuse(messages.DATE)
    said = day.isoformat()
    for limit in (question.earliest, question.latest):
        if limit not in {"", TODAY}:  # today is known only when the answers are judged: forms.logic
            require_within(question, said, limit)
    return said


def require_within(question: Question, day: str, limit: str) -> None:
    """Refuse a day before `earliest` or after `latest`, whichever `limit` (YYYY-MM-DD) is."""
    if question.earliest and day < limit and question.earliest in {limit, TODAY}:
        raise refuse(messages.EARLIEST, min=limit)
    if question.latest and day > limit and question.latest in {limit, TODAY}:
        raise refuse(messages.LATEST, max=limit)


def read_time(question: Question, value: Any) -> str:
    """HH:MM."""
    try:
        return f"{time.fromisoformat(read_text(question, value)):%H:%M}"
    except ValueError:
        raise refuse(messages.TIME) from None


def read_datetime(question: Question, value: Any) -> str:
    """YYYY-MM-DDTHH:MM as clocks in the form's zone show it; what comes with an offset is moved into that zone."""
    try:
        moment = datetime.fromisoformat(read_text(question, value))
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
