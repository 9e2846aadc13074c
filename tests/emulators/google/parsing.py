"""What a text becomes when a person types it: a number, a percentage, money, a day, a time, a truth, a formula."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import NamedTuple

from .areas import Body
from .errors import TYPES, CellError
from .formulas.dates import serial
from .locales import Locale
from .rows import Formula, Value, number

SIGNS = "$€£¥"
NUMBER = re.compile(
    rf"(?P<minus>[-+]?)(?P<money>[{SIGNS}]?)\s?(?P<minus2>-?)(?P<whole>\d[\d,]*|)(?P<fraction>\.\d*)?"
    rf"(?P<power>[eE][-+]?\d+)?(?P<percent>\s?%)?(?P<money2>\s?[{SIGNS}])?"
)
GROUPED = re.compile(r"\d{1,3}(,\d{3})+|\d+")
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
MONTH = r"(?P<name>[A-Za-z]{3,9})\.?"
DAYS = (
    (re.compile(r"(?P<y>\d{4})-(?P<m>\d{1,2})-(?P<d>\d{1,2})"), "yyyy-mm-dd"),
    (re.compile(r"(?P<y>\d{4})/(?P<m>\d{1,2})/(?P<d>\d{1,2})"), "yyyy/mm/dd"),
    (re.compile(r"(?P<a>\d{1,2})/(?P<b>\d{1,2})/(?P<y>\d{4}|\d{2})"), "{0}/{1}/yyyy"),
    (re.compile(r"(?P<a>\d{1,2})-(?P<b>\d{1,2})-(?P<y>\d{4}|\d{2})"), "{0}-{1}-yyyy"),
    (re.compile(r"(?P<a>\d{1,2})/(?P<b>\d{1,2})"), "{0}/{1}"),
    (re.compile(rf"{MONTH} (?P<d>\d{{1,2}}),? (?P<y>\d{{4}})"), "mmm d, yyyy"),
    (re.compile(rf"(?P<d>\d{{1,2}}) {MONTH} (?P<y>\d{{4}})"), "d mmm yyyy"),
    (re.compile(rf"(?P<d>\d{{1,2}})-{MONTH}-(?P<y>\d{{4}})"), "d-mmm-yyyy"),
    (re.compile(rf"{MONTH} (?P<y>\d{{4}})"), "mmm yyyy"),
)
TIME = re.compile(r"(?P<h>\d{1,4}):(?P<m>\d{2})(?::(?P<s>\d{2}(?:\.\d+)?))?(?P<half>\s?[aApP][mM])?")


class Typed(NamedTuple):
    """A value and the number format that it brings along, if any."""

    value: Value
    format: Body | None = None


def typed(text: str, locale: Locale, now: datetime) -> Typed:
    """What a typed text is taken for."""
    if text.startswith("'"):
        return Typed(text[1:] or None)
    if text.startswith("=") and len(text) > 1:
        return Typed(Formula(text))
    plain = text.strip()
    if plain.upper() in ("TRUE", "FALSE"):
        return Typed(plain.upper() == "TRUE")
    if plain.upper() in TYPES:
        return Typed(CellError(plain.upper()))
    for read in READERS:
        if found := read(plain, locale, now):
            return found
    return Typed(text or None)


def _number(text: str, locale: Locale, _now: datetime) -> Typed | None:
    negative = text.startswith("(") and text.endswith(")")
    bare = text[1:-1] if negative else text
    if locale.decimal != ".":
        bare = re.sub(r"[\s.\u00a0\u202f]", "", bare).replace(",", ".")
    found = NUMBER.fullmatch(bare)
    if not found or not GROUPED.fullmatch(found["whole"] or "0") or not re.search(r"\d", bare):
        return None
    minus = negative or "-" in (found["minus"], found["minus2"])
    value = float(found["whole"].replace(",", "") + (found["fraction"] or "") + (found["power"] or ""))
    if value == float("inf"):
        return None
    value = -value if minus else value
    return Typed(number(value / 100 if found["percent"] else value), _number_format(found))


def _number_format(found: re.Match[str]) -> Body | None:
    places = ".00" if found["fraction"] else ""
    if found["percent"]:
        return {"type": "PERCENT", "pattern": f"0{places}%"}
    if sign := found["money"] or (found["money2"] or "").strip():
        amount = f"#,##0{places}"
        return {"type": "CURRENCY", "pattern": f'"{sign}"{amount}' if found["money"] else f'{amount}"{sign}"'}
    if found["power"]:
        return {"type": "SCIENTIFIC", "pattern": "0.00E+00"}
    return {"type": "NUMBER", "pattern": f"#,##0{places}"} if "," in found["whole"] else None


def _moment(text: str, locale: Locale, now: datetime) -> Typed | None:
    """A day, a day and a time, or a time."""
    if found := _time(text):
        return found
    day, _, time = text.replace("T", " ", 1).rpartition(" ") if ":" in text else (text, "", "")
    date, clock = _day(day, locale, now), _time(time) if time else None
    if date is None or (time and clock is None):
        return None
    value, pattern = date
    if clock is None or not isinstance(clock.value, int | float) or clock.format is None:
        return Typed(value, {"type": "DATE", "pattern": pattern})
    return Typed(value + clock.value, {"type": "DATE_TIME", "pattern": f"{pattern} {clock.format['pattern']}"})


def _day(text: str, locale: Locale, now: datetime) -> tuple[int, str] | None:
    for expression, pattern in DAYS:
        if match := expression.fullmatch(text):
            parts = match.groupdict()
            order: Sequence[str] = ("d", "m") if locale.day_first else ("m", "d")
            if "a" in parts:
                parts |= dict(zip(order, (parts["a"], parts["b"]), strict=True))
            return _serial(parts, pattern.format(*order), now)
    return None


def _serial(parts: dict[str, str], pattern: str, now: datetime) -> tuple[int, str] | None:
    name = (parts.get("name") or "")[:3].casefold()
    if name and name not in MONTHS:
        return None
    year = int(parts.get("y") or now.year)
    year += 0 if year > 99 else 1900 if year >= 30 else 2000
    month = MONTHS.index(name) + 1 if name else int(parts["m"])
    try:
        day = datetime(year, month, int(parts.get("d") or 1), tzinfo=UTC)
    except ValueError:
        return None
    return int(serial(day)), pattern.replace("mmm", "mmmm" if len(parts.get("name") or "") > 3 else "mmm")


def _time(text: str) -> Typed | None:
    found = TIME.fullmatch(text)
    if not found or int(found["m"]) > 59 or float(found["s"] or 0) >= 60:
        return None
    hours, half = int(found["h"]), (found["half"] or "").strip().casefold()
    if half and not 1 <= hours <= 12:
        return None
    hours = hours % 12 + (12 if half == "pm" else 0) if half else hours
    value = (hours * 3600 + int(found["m"]) * 60 + float(found["s"] or 0)) / 86_400
    if hours > 23:
        return Typed(value, {"type": "TIME", "pattern": "[h]:mm:ss"})
    return Typed(value, {"type": "TIME", "pattern": f"h:mm{':ss' if found['s'] else ''}{' am/pm' if half else ''}"})


READERS: tuple[Callable[[str, Locale, datetime], Typed | None], ...] = (_number, _moment)
