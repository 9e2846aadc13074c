"""How much a text may hold, and the words in which a page counts along while it is written."""

from collections.abc import Mapping
from dataclasses import dataclass

from app.text import plurals, said_count
from forms.definition import Question


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted: three messages of `app.text.plurals`."""

    most: str
    left: str
    over: str


UNITS = {
    "characters": Unit(
        "You can enter up to %(number)s character",
        "You have %(number)s character left",
        "You have %(number)s character too many",
    ),
    "words": Unit(
        "You can enter up to %(number)s word",
        "You have %(number)s word left",
        "You have %(number)s word too many",
    ),
}


@dataclass(frozen=True, slots=True)
class Limit:
    """How many of a unit a text may have; `left` and `over` say how it stands, by the kind of the number."""

    unit: str
    most: int
    told: str
    left: Mapping[str, str]
    over: Mapping[str, str]


def limits_of(question: Question, language: str) -> tuple[Limit, ...]:
    """The limits that a definition sets for a text."""
    most = {"characters": question.max_length, "words": question.max_words}
    return tuple(_limit(unit, number, language) for unit, number in most.items() if number)


def _limit(unit: str, most: int, language: str) -> Limit:
    said, forms = UNITS[unit], plurals(language)
    return Limit(unit, most, said_count(said.most, most, language), forms[said.left], forms[said.over])
