"""Reads answers that are chosen: yes or no, consent, choices, places in a ranking, and countries."""

from collections.abc import Mapping
from typing import Any

from forms.definition import LANGUAGES, Question
from forms.types import countries, messages
from forms.types.blank import is_blank
from forms.types.messages import refuse
from forms.types.texts import read_text

YES, NO = frozenset({"yes", "true", "1", "on", "ok"}), frozenset({"no", "false", "0", "off"})


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
    if word not in question.places:
        raise refuse(messages.NOT_A_CHOICE)
    return word


def read_consent(question: Question, value: Any) -> bool | None:
    """True for a ticked box; a box left empty is no answer."""
    return read_yes_no(question, value) or None


def read_choices(question: Question, value: Any) -> list[str]:
    """The values chosen, in the order of the definition."""
    given = [one for one in _once(value if isinstance(value, list) else [value]) if not is_blank(one)]
    if len(given) > len(question.choices):
        raise refuse(messages.NOT_A_CHOICE)
    chosen = {read_choice(question, one) for one in given}
    if question.min is not None and len(chosen) < question.min:
        raise refuse(messages.FEWEST_CHOICES, min=int(question.min))
    if question.max is not None and len(chosen) > question.max:
        raise refuse(messages.MOST_CHOICES, max=int(question.max))
    return sorted(chosen, key=question.places.__getitem__)


def read_ranking(question: Question, value: Any) -> list[str]:
    """The values in order, the first first: from a list, a text with blanks between, or choice -> place."""
    given = _by_place(value) if isinstance(value, Mapping) else value.split() if isinstance(value, str) else value
    most = len(question.choices) if question.max is None else int(question.max)
    if not isinstance(given, list) or len(given) > most:
        raise refuse(messages.RANKING, max=most)
    ranked = [read_choice(question, one) for one in given]
    if not ranked or len(set(ranked)) != len(ranked):
        raise refuse(messages.RANKING, max=most)
    return ranked


def _once(given: list[Any]) -> list[Any]:
    """Each text once; what is no text cannot be compared and stays."""
    texts = dict.fromkeys(one for one in given if isinstance(one, str))
    return [*texts, *(one for one in given if not isinstance(one, str))]


def _by_place(places: Mapping[Any, Any]) -> list[Any]:
    """The choices that have a place, in order. Raises ValidationError when two share one or one is left out."""
    given = {name: _place(place) for name, place in places.items() if not is_blank(place)}
    if sorted(given.values()) != list(range(1, len(given) + 1)):
        raise refuse(messages.PLACES)
    return sorted(given, key=lambda name: given[name])


def _place(said: Any) -> int:
    text = str(said).strip() if isinstance(said, str | int) else ""
    return int(text) if text.isdecimal() and len(text) < 4 else 0


def _code(value: Any) -> str:
    """A whole number as a code; nothing for anything else."""
    return str(value) if isinstance(value, int) and value.bit_length() < 64 else ""


def read_country(question: Question, value: Any) -> str:
    """ISO 3166-1 alpha-3."""
    code = countries.code_of(read_text(question, value), LANGUAGES)
    if code is None:
        raise refuse(messages.COUNTRY)
    return code
