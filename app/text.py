"""Interface texts in six languages, from the Babel catalogues in app/translations, read when first needed."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.units import format_unit

from forms.definition import LANGUAGES
from forms.types.answers import LOCALES

TRANSLATIONS = Path(__file__).parent / "translations"
RIGHT_TO_LEFT = frozenset({"ar"})
LANGUAGE_NAMES = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "ru": "Русский",
    "zh": "中文",
    "ar": "العربية",
}
"""Each language as its own readers call it."""


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """English message -> its translation; empty for a language outside the six."""
    if language not in LANGUAGES:
        return {}
    with (TRANSLATIONS / f"{language}.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, locale=language) if m.id and m.string}


def translate(message: str, language: str, params: Mapping[str, object] | None = None) -> str:
    """`message` in `language` (else as it stands), with its %(words)s filled in from `params`."""
    text = catalogue(language).get(message, message)
    return text % params if params else text


def direction(language: str) -> str:
    """The `dir` of HTML in this language."""
    return "rtl" if language in RIGHT_TO_LEFT else "ltr"


def said_moment(moment: datetime, zone: str, language: str) -> str:
    """A day and an hour as its reader writes them, with the zone."""
    there = moment.astimezone(ZoneInfo(zone))
    locale = LOCALES.get(language, language)
    day = format_date(there.date(), "long", locale=locale)
    return f"{day}, {format_datetime(there, 'HH:mm (zzzz)', locale=locale)}"


def said_day(moment: datetime, zone: str, language: str) -> str:
    """A day as its reader writes it."""
    return str(format_date(moment.astimezone(ZoneInfo(zone)).date(), "long", locale=LOCALES.get(language, language)))


def said_number(message: str, number: int, language: str) -> str:
    """A message with one %(number)s, written as its reader writes numbers; its words must suit any number."""
    return translate(message, language, {"number": format_decimal(number, locale=language)})


def said_size(size: int, language: str) -> str:
    """The size of a file (bytes) as its reader writes it: in whole kilobytes, or in megabytes and tenths of them."""
    if size < 1_000_000:
        return str(format_unit(max(1, round(size / 1_000)), "digital-kilobyte", "short", locale=language))
    return str(format_unit(round(size / 1_000_000, 1), "digital-megabyte", "short", locale=language))
