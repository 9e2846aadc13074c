"""Conflicts found in advance: what a proposal says, held against what is known of a member of the committee."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from app.domain import mail_domains, organisations
from forms.types import countries
from forms.types.answers import at


class Person(Protocol):
    """What of a member an answer can be held against."""

    @property
    def state(self) -> str: ...  # ISO 3166-1 alpha-3, or empty

    @property
    def organisation(self) -> str: ...

    @property
    def email(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Match:
    """Something that a proposal and a member have in common: of which kind, and in words for staff."""

    kind: str
    reason: str


Said = Callable[[str], str]
"""What an answer and a member have in common, in words; empty for nothing."""


def _state(person: Person) -> Said:
    """By its code, or by its name in any language."""

    def matched(said: str) -> str:
        code = countries.code_of(said, LANGUAGES)
        return f"{countries.names('en')[code]} is the member’s State too" if code and code == person.state else ""

    return matched


def _organisation(person: Person) -> Said:
    def matched(said: str) -> str:
        theirs = person.organisation
        return f"“{said}” matches the member’s “{theirs}”" if organisations.is_within(said, theirs) else ""

    return matched


def _email_domain(person: Person) -> Said:
    theirs = mail_domains.owner(person.email)

    def matched(said: str) -> str:
        return f"the member’s address is at {theirs} too" if theirs and mail_domains.owner(said) == theirs else ""

    return matched


LANGUAGES = ("en", "fr", "es", "ru", "zh", "ar")
MATCHED: Mapping[str, Callable[[Person], Said]] = {
    "state": _state,
    "organisation": _organisation,
    "email_domain": _email_domain,
}
"""A word of forms.reading.committee_part.OF_MEMBERS -> how an answer is held against it."""


def found(held_against: Mapping[str, str], answers: Mapping[str, Any], person: Person) -> tuple[Match, ...]:
    """What they have in common, one of each kind; `held_against` says of which question what is compared."""
    matches: dict[str, Match] = {}
    for path, kind in held_against.items():
        matched = MATCHED[kind](person)
        reason = next((reason for said in _texts(at(answers, path)) if (reason := matched(said))), "")
        if reason:
            matches.setdefault(kind, Match(kind, f"{path}: {reason}"))
    return tuple(matches.values())


def _texts(answer: Any) -> Iterator[str]:
    """Every text of an answer, of a list or a table as well."""
    if isinstance(answer, str):
        yield answer
    elif isinstance(answer, Mapping):
        for part in answer.values():
            yield from _texts(part)
    elif isinstance(answer, list):
        for part in answer:
            yield from _texts(part)
