"""What is shown in a cell: its value in the number format that was set, or that comes with the value."""

from typing import Any

from . import date_formats, number_formats
from .areas import Body
from .content import Content
from .errors import CellError
from .locales import Locale, locale_of

DATES = {"DATE", "TIME", "DATE_TIME"}
PATTERNS = {
    "NUMBER": "#,##0.00",
    "PERCENT": "0.00%",
    "SCIENTIFIC": "0.00E+00",
    "TIME": "h:mm:ss am/pm",
}


def pattern_of(number_format: Body, locale: Locale) -> str:
    """The pattern of a NumberFormat, or the one that its type has in this locale."""
    if found := number_format.get("pattern"):
        return str(found)
    day = "d/m/yyyy" if locale.day_first else "m/d/yyyy"
    own = {"DATE": day, "DATE_TIME": f"{day} h:mm:ss", "CURRENCY": f'"{locale.currency}"#,##0.00'}
    return PATTERNS.get(number_format.get("type", "")) or own.get(number_format.get("type", ""), "")


def formatted(content: Content, value: Any, number_format: Body | None) -> str:
    """The text that is shown for a value."""
    if isinstance(value, CellError):
        return value.shown
    if isinstance(value, bool):
        return str(value).upper()
    if not isinstance(value, int | float):
        return "" if value is None else str(value)
    if number_format is None and isinstance(value, int):
        return number_formats.whole(value)
    locale = locale_of(content.properties["locale"])
    kind = (number_format or {}).get("type", "")
    pattern = pattern_of(number_format or {}, locale)
    if kind in DATES:
        return date_formats.patterned(value, pattern)
    if kind == "TEXT" or not pattern or pattern == "@" or pattern.casefold() == "general":
        return number_formats.general(value, locale)
    return number_formats.patterned(value, pattern, locale)
