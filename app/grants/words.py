"""What a grant says in letters: its number, and the schedule of its instalments and reports, in a language."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from app.grants.standing import Standing
from app.text import said_date
from forms.definition import NO_TEXT, Question
from forms.types.answers import shown

NOT_KNOWN = "–"
"""What stands for a day that is not known yet, and for an empty list."""


def _instalments(standing: Standing, language: str) -> list[str]:
    parts = [one for one in standing.terms.instalments if one.name in standing.instalments]
    return [
        f"{one.label.in_language(language)}: {_money(standing, standing.instalments[one.name].money, language)}"
        for one in parts
    ]


def _reports(standing: Standing, language: str) -> list[str]:
    owed = [one for one in standing.terms.reports if one.name in standing.reports]
    days = {one.name: standing.reports[one.name].due_on for one in owed}
    return [": ".join(filter(None, (one.label.in_language(language), _day(days[one.name], language)))) for one in owed]


def _day(day: date | None, language: str) -> str:
    return said_date(day, language) if day else ""


def _money(standing: Standing, amount: Decimal, language: str) -> str:
    return shown(Question("amount", "money", NO_TEXT, currency=standing.grant.currency), amount, language)


def _amount(standing: Standing, language: str) -> str:
    return _money(standing, Decimal(standing.grant.amount), language) if standing.grant.currency else ""


GRANT_WORDS: Mapping[str, Callable[[Standing, str], str]] = {
    "number": lambda standing, _: standing.grant.number,
    "starts_on": lambda standing, language: _day(standing.grant.starts_on, language) or NOT_KNOWN,
    "instalments": lambda standing, language: "; ".join(_instalments(standing, language)) or NOT_KNOWN,
    "reports": lambda standing, language: "; ".join(_reports(standing, language)) or NOT_KNOWN,
    "amount": _amount,
    "conditions": lambda standing, _: standing.grant.conditions,
}
"""Word (forms.reading.placeholder_part.GRANT_LETTER_WORDS) -> what the grant says; it goes before the decision."""
