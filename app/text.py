"""Interface texts in six languages, from the Babel catalogues in app/translations, read when first needed."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.core import Locale
from babel.dates import format_date, format_datetime
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from babel.units import format_unit

from forms.definition import LANGUAGES
from forms.types.answers import LOCALES
from forms.wording import filled

TRANSLATIONS = Path(__file__).parent / "translations"
LANGUAGE_NAMES = {
    "en": "English",
    "fr": "Français",
    "es": "Español",
    "ru": "Русский",
    "zh": "中文",
    "ar": "العربية",
}
"""Each language as its own readers call it."""
KINDS_OF_NUMBERS = {
    "en": ("one", "other"),
    "fr": ("one", "other"),
    "es": ("one", "other"),
    "ru": ("one", "few", "many"),
    "zh": ("other",),
    "ar": ("zero", "one", "two", "few", "many", "other"),
}
"""The plural categories (CLDR) of whole numbers, in the order of a catalogue's `msgstr[…]`; rarer ones say `other`."""


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """English message -> its translation; empty for a language outside the six."""
    return {str(m.id): str(m.string) for m in _messages(language) if m.id and m.string and not m.pluralizable}


@cache
def plurals(language: str) -> Mapping[str, Mapping[str, str]]:
    """English message of one thing -> kind of number -> its translation."""
    kinds = KINDS_OF_NUMBERS.get(language, ())
    return {m.id[0]: dict(zip(kinds, m.string or (), strict=True)) for m in _messages(language) if m.pluralizable}


def _messages(language: str) -> Catalog:
    if language not in LANGUAGES:
        return Catalog()
    with (TRANSLATIONS / f"{language}.po").open("rb") as file:
        return read_po(file, locale=language)


def translate(message: str, language: str, params: Mapping[str, object] | None = None) -> str:
    """`message` in `language` (else as it stands), with its %(words)s filled in from `params`."""
    text = catalogue(language).get(message, message)
    return filled(text, params) if params else text


def bcp47(language: str) -> str:
    """The language as scripts write numbers and times: in the same locale, the same digits, and by 24 hours."""
    return f"{LOCALES.get(language, language).replace('_', '-')}-u-hc-h23-nu-latn"


def said_moment(moment: datetime, zone: str, language: str) -> str:
    """A day and an hour as its reader writes them, with the zone."""
    there = moment.astimezone(ZoneInfo(zone))
    locale = LOCALES.get(language, language)
    day = format_date(there.date(), "long", locale=locale)
    return f"{day}{comma(language)}{format_datetime(there, 'HH:mm (zzzz)', locale=locale)}"


def comma(language: str) -> str:
    """What stands between two parts of a line."""
    return "، " if language == "ar" else ", "


def said_day(moment: datetime, zone: str, language: str) -> str:
    """The day of a moment as its reader writes it."""
    return said_date(moment.astimezone(ZoneInfo(zone)).date(), language)


def said_date(day: date, language: str) -> str:
    """A day as its reader writes it."""
    return str(format_date(day, "long", locale=LOCALES.get(language, language)))


def said_number(message: str, number: int | Decimal, language: str) -> str:
    """A message with one %(number)s, written as its reader writes numbers; its words must suit any number."""
    return translate(message, language, {"number": format_decimal(number, locale=language)})


def said_count(message: str, number: int, language: str) -> str:
    """A message of `plurals` (else as it stands) in the form that goes with this number."""
    forms = plurals(language).get(message, {})
    kinds = (Locale.parse(language).plural_form(number), *KINDS_OF_NUMBERS.get(language, ())[-1:])
    text = next((forms[kind] for kind in kinds if forms.get(kind)), message)
    return text % {"number": format_decimal(number, locale=language)}


def said_size(size: int, language: str) -> str:
    """The size of a file (bytes) as its reader writes it: in whole kilobytes, or in megabytes and tenths of them."""
    if size < 1_000_000:
        return str(format_unit(max(1, round(size / 1_000)), "digital-kilobyte", "short", locale=language))
    return str(format_unit(round(size / 1_000_000, 1), "digital-megabyte", "short", locale=language))
