"""What a grant says in letters: its number, and the schedule of its instalments and reports, in a language."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from app.grants.standing import Standing
from app.text import said_date
from forms.definition import NO_TEXT, Question
from forms.types.answers import shown


def words_of_grant(standing: Standing, language: str) -> Mapping[str, str]:
    """What stands for each word of forms.reading.placeholder_part.GRANT_LETTER_WORDS, and for the amount."""
    grant = standing.grant
    starts = said_date(grant.starts_on, language) if grant.starts_on else NOT_KNOWN
    words = {
        "number": grant.number,
        "starts_on": starts,
        "instalments": "; ".join(_instalments(standing, language)) or NOT_KNOWN,
        "reports": "; ".join(_reports(standing, language)) or NOT_KNOWN,
        "conditions": grant.conditions,
    }
    return {**words, "amount": _money(standing, Decimal(grant.amount), language)} if grant.currency else words


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
    return [f"{one.label.in_language(language)}{_by(days[one.name], language)}" for one in owed]


def _by(day: date | None, language: str) -> str:
    return f": {said_date(day, language)}" if day else ""


def _money(standing: Standing, amount: Decimal, language: str) -> str:
    return shown(Question("amount", "money", NO_TEXT, currency=standing.grant.currency), amount, language)
