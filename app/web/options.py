"""What a closed question offers: its choices, yes and no, or the countries of the world by name."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.core import get_global

from app.text import translate
from forms.definition import Question


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose; `value` is sent, `label` is shown."""

    value: str
    label: str
    chosen: bool = False


def options_of(question: Question, raw: object, language: str) -> tuple[Option, ...]:
    """The options of a question with those of the raw answer chosen; empty for an open question."""
    offers = OFFERS.get(question.type)
    if offers is None:
        return ()
    chosen = raw if isinstance(raw, list) else [raw]
    return tuple(Option(value, label, value in chosen) for value, label in offers(question, language))


def _choices(question: Question, language: str) -> tuple[tuple[str, str], ...]:
    return tuple((c.value, c.label.in_language(language)) for c in question.choices)


def _yes_no(_question: Question, language: str) -> tuple[tuple[str, str], ...]:
    return (("yes", translate("Yes", language)), ("no", translate("No", language)))


def _countries(_question: Question, language: str) -> tuple[tuple[str, str], ...]:
    return countries(language)


@cache
def countries(language: str) -> tuple[tuple[str, str], ...]:
    """(ISO 3166 alpha-3, name) of each country from CLDR, in the order of the names."""
    names = Locale(language).territories
    aliases = get_global("territory_aliases")
    found = {three: names[two[0]] for three, two in aliases.items() if _is_country(three, two) and two[0] in names}
    return tuple(sorted(found.items(), key=lambda pair: pair[1].casefold()))


def _is_country(three: str, two: list[str]) -> bool:
    return len(three) == 3 and three.isalpha() and len(two) == 1 and len(two[0]) == 2


OFFERS: dict[str, Callable[[Question, str], tuple[tuple[str, str], ...]]] = {
    "choose_one": _choices,
    "choose_many": _choices,
    "yes_no": _yes_no,
    "country": _countries,
}
