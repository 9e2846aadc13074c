"""What the spreadsheet's locale decides: how numbers and days are written."""

from dataclasses import dataclass
from functools import lru_cache

from babel import Locale as BabelLocale
from babel import localedata


@dataclass(frozen=True, slots=True)
class Locale:
    """The signs in numbers, the order of days and months, and the currency."""

    decimal: str
    group: str
    day_first: bool
    currency: str


CURRENCIES = {"US": "$", "GB": "£", "JP": "¥", "CA": "$", "AU": "$"}


def is_locale(name: str) -> bool:
    """Whether there is such a locale."""
    return bool(name) and localedata.exists(name)


@lru_cache
def locale_of(name: str) -> Locale:
    """The facts of a locale as a spreadsheet names it: `en_US`, `fr`."""
    found = BabelLocale.parse(name)
    symbols = found.number_symbols["latn"]
    pattern = found.date_formats["short"].pattern.casefold()
    currency = CURRENCIES.get(found.territory or "US", "€")
    return Locale(symbols["decimal"], symbols["group"], pattern.index("d") < pattern.index("m"), currency)
