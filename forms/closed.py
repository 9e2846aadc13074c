"""Reads answers that are chosen: yes or no, choices, countries, and days."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from forms import countries, messages
from forms.blank import is_blank
from forms.definition import LANGUAGES, Question
from forms.messages import refuse
from forms.texts import read_text

YES, NO = frozenset({"yes", "true", "1", "on"}), frozenset({"no", "false", "0", "off"})
DATE_PARTS = {"year": 4, "month": 2, "day": 2}  # most digits of each


def read_date(question: Question, value: Any) -> str:
    """YYYY-MM-DD, from ISO 8601 or from the three fields of a page."""
    try:
        day = _from_parts(value) if isinstance(value, Mapping) else _from_text(question, value)
    except ValueError:
        raise refuse(messages.DATE) from None
    if not 1900 <= day.year <= 2200:
        raise refuse(messages.DATE)
    return day.isoformat()


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


def read_yes_no(_question: Question, value: Any) -> bool:
    """A truth value, from JSON or from the words that pages and providers send."""
    if isinstance(value, bool):
        return value
    word = value.strip().casefold() if isinstance(value, str) else _code(value)
    if word not in YES | NO:
        raise refuse(messages.YES_NO)
    return word in YES


def read_choice(question: Question, value: Any) -> str:
    """The value of one choice."""
    if isinstance(value, bool):
        word = "yes" if value else "no"
    else:
        word = value.strip() if isinstance(value, str) else _code(value)
    if word not in {choice.value for choice in question.choices}:
        raise refuse(messages.NOT_A_CHOICE)
    return word


def read_choices(question: Question, value: Any) -> list[str]:
    """The values chosen, in the order of the definition."""
    given = value if isinstance(value, list) else [value]
    chosen = {read_choice(question, one) for one in given if not is_blank(one)}
    return [choice.value for choice in question.choices if choice.value in chosen]


def _code(value: Any) -> str:
    """A whole number as a code; nothing for anything else."""
    return str(value) if isinstance(value, int) and value.bit_length() < 64 else ""


def read_country(question: Question, value: Any) -> str:
    """ISO 3166-1 alpha-3."""
    code = countries.code_of(read_text(question, value), LANGUAGES)
    if code is None:
        raise refuse(messages.COUNTRY)
    return code
