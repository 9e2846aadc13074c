"""What a closed question offers: its choices, yes and no, or the states of the world by name."""

from collections.abc import Callable
from dataclasses import dataclass

from forms.definition import Question
from forms.types import countries
from forms.types.answers import WORDS


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose; `value` is sent, `label` is shown."""

    value: str
    label: str
    chosen: bool = False


def options_of(
    question: Question, raw: object, language: str, offered: frozenset[str] | None = None
) -> tuple[Option, ...]:
    """The options of a question with those of the raw answer chosen; empty for an open question.

    `offered` are the values that go with the other answers, where that matters.
    """
    offers = OFFERS.get(question.type)
    if offers is None:
        return ()
    chosen = raw if isinstance(raw, list) else [raw]
    each = ((value, label) for value, label in offers(question, language) if offered is None or value in offered)
    return tuple(Option(value, label, value in chosen) for value, label in each)


def _choices(question: Question, language: str) -> tuple[tuple[str, str], ...]:
    return tuple((c.value, c.label.in_language(language)) for c in question.choices)


def _yes_no(_question: Question, language: str) -> tuple[tuple[str, str], ...]:
    yes, no = WORDS.get(language, WORDS["en"])
    return (("yes", yes), ("no", no))


def _countries(_question: Question, language: str) -> tuple[tuple[str, str], ...]:
    return tuple(countries.states(language).items())


OFFERS: dict[str, Callable[[Question, str], tuple[tuple[str, str], ...]]] = {
    "choose_one": _choices,
    "choose_many": _choices,
    "ranking": _choices,
    "yes_no": _yes_no,
    "country": _countries,
}
