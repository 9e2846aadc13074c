"""Canonical answers by path, and as people read them."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from babel import Locale
from babel.dates import format_date, format_time
from babel.numbers import format_decimal

from forms.definition import Form, Question
from forms.types import countries
from forms.types.table import QUESTION_TYPES
from forms.wording import joined

WORDS = {
    "en": ("Yes", "No"),
    "fr": ("Oui", "Non"),
    "es": ("Sí", "No"),
    "ru": ("Да", "Нет"),
    "zh": ("是", "否"),
    "ar": ("نعم", "لا"),
}
LOCALES = {"en": "en_GB"}
"""Where a language's own locale is not how its readers here write dates."""


def at(answers: Mapping[str, Any], path: str) -> Any:
    """The answer at a path such as `contact.email` or `budget.totals.total_usd`; None where there is none."""
    found: Any = answers
    for name in path.split("."):
        if not isinstance(found, Mapping):
            return None
        found = found.get(name)
    return found


def nothing(question: Question) -> Any:
    """What stands for no answer to a question."""
    if question.type == "table":
        return {"rows": [], "totals": {one.name: None for one in question.totals}}
    if question.questions:
        return {one.name: nothing(one) for one in question.questions}
    return [] if QUESTION_TYPES[question.type].is_many else None


def find_question(form: Form, path: str) -> Question | None:
    """The question at a path (a table's rows may be numbered in it); None for totals and unknown paths."""
    questions: Iterable[Question] = form.questions
    found: Question | None = None
    for name in path.split("."):
        if found is not None and found.type == "table" and name.isdecimal():
            continue
        found = next((question for question in questions if question.name == name), None)
        if found is None:
            return None
        questions = found.questions
    return found


def shown(question: Question, value: Any, language: str) -> str:
    """A canonical answer as a person reads it in `language`; empty for no answer."""
    if value is None:
        return ""
    return SHOWN.get(question.result or question.type, _plain)(question, value, language)


def _plain(_question: Question, value: Any, _language: str) -> str:
    return str(value)


@cache
def _locale(language: str) -> Locale:
    """Looked up once: a sheet has many numbers."""
    return Locale.parse(LOCALES.get(language, language))


def _number(_question: Question, value: Any, language: str) -> str:
    return str(format_decimal(value, locale=_locale(language), decimal_quantization=False))


def _money(question: Question, value: Any, language: str) -> str:
    return f"{format_decimal(value, format='#,##0.00', locale=_locale(language))} {question.currency}".strip()


def _date(_question: Question, value: Any, language: str) -> str:
    return str(format_date(date.fromisoformat(value), format="long", locale=_locale(language)))


def _datetime(_question: Question, value: Any, language: str) -> str:
    moment = datetime.fromisoformat(value)  # as clocks in the form's zone show it
    locale = _locale(language)
    return f"{format_date(moment, 'long', locale=locale)} {format_time(moment, 'HH:mm', locale=locale)}"


def _yes_no(_question: Question, value: Any, language: str) -> str:
    return WORDS.get(language, WORDS["en"])[0 if value else 1]


def _choice(question: Question, value: Any, language: str) -> str:
    place = question.places.get(value)
    return str(value) if place is None else question.choices[place].label.in_language(language)


def _choices(question: Question, value: Any, language: str) -> str:
    return joined("; ", (_choice(question, one, language) for one in value))


def _country(_question: Question, value: Any, language: str) -> str:
    return countries.names(language).get(value, str(value))


def _files(_question: Question, value: Any, _language: str) -> str:
    return "; ".join(str(one.get("name", "")) for one in value)


def _group(question: Question, value: Any, language: str) -> str:
    return "; ".join(_members(question, value, language))


def _table(question: Question, value: Any, language: str) -> str:
    return "\n".join("; ".join(_members(question, row, language)) for row in value.get("rows", []))


def _members(question: Question, value: Mapping[str, Any], language: str) -> list[str]:
    pairs = ((one, shown(one, value.get(one.name), language)) for one in question.questions)
    return [f"{one.label.in_language(language)}: {said}" for one, said in pairs if said]


SHOWN: dict[str, Callable[[Question, Any, str], str]] = {
    "integer": _number,
    "decimal": _number,
    "money": _money,
    "date": _date,
    "datetime": _datetime,
    "yes_no": _yes_no,
    "consent": _yes_no,
    "choose_one": _choice,
    "choose_many": _choices,
    "ranking": _choices,
    "matrix": _group,
    "country": _country,
    "file": _files,
    "group": _group,
    "table": _table,
}
"""The types that are not read as they are kept."""
