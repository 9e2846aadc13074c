"""How a value becomes a cell: the one place that decides it, for Google Sheets, XLSX, ODS and CSV alike."""

import math
import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from connectors.ports import CellValue

LONGEST_TEXT = 32_767
"""UTF-16 units in one cell, as Excel counts them (Excel specifications and limits). Google Sheets takes 50,000: the
same limit holds there, so that a sheet loses nothing where it is downloaded as a workbook."""
SURELY_SHORT = LONGEST_TEXT // 2  # letters, each of which is two units at most
CUT = " … [cut: the whole text is in the ledger]"
FIRST_DAY = date(1900, 3, 1)
"""Excel knows no day before 1900, and counts a 29 February 1900 that never was: until then programs differ by a day."""
MOST_DIGITS = 15  # that a spreadsheet keeps of a number
LARGEST_EXPONENT = 300  # of a number that a double surely holds, with room for what is worked out with it
SMALLEST, LARGEST = 10.0**-LARGEST_EXPONENT, 10.0**LARGEST_EXPONENT
UNKEEPABLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
ESCAPE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x0041_ as the letter A (ECMA-376 part 1, 22.9.2.19)
SIGNS = "=+-@＝＋－＠"  # with which a spreadsheet lets a formula begin; the wide ones in East Asian settings
SIGN = re.compile(f"[{re.escape(SIGNS)}]")
LIVE = re.compile(rf'(?:\A|(?<=[;\t\n"]))(?={SIGN.pattern})|\A(?=[\t\n])')
"""Where in a CSV file a formula could begin (OWASP, CSV Injection): at the start of the text, and where a program that
parts cells by another separator than ours would see the start of one."""


def cell_value(value: CellValue) -> CellValue:
    """What stands in the cell: times without a zone, text safe, and what Excel would spoil as text.

    A time that names its zone stands in UTC. Raises ValueError for a number that is not finite.
    """
    keep = KEPT.get(type(value))
    return _inherited(value) if keep is None else keep(value)


def _inherited(value: Any) -> CellValue:
    """The same for a value of a class that is derived from one of ours."""
    for kind, keep in KEPT.items():
        if isinstance(value, kind):
            return keep(value)
    raise TypeError(f"{value!r} is nothing that stands in a cell")


def safe_text(text: str) -> str:
    """The text with what no workbook can hold made visible, and cut with a mark where it is too long."""
    return _text(text) or ""


def is_too_long(value: CellValue) -> bool:
    """Whether a cell holds only the beginning of this text."""
    return isinstance(value, str) and len(value) > SURELY_SHORT and _units(_visible(value)) > LONGEST_TEXT


def _visible(text: str) -> str:
    return UNKEEPABLE.sub("\ufffd", text.replace("\r\n", "\n").replace("\r", "\n"))


def _cut(text: str) -> str:
    units = text.encode("utf-16-le")[: 2 * (LONGEST_TEXT - len(CUT))]
    return units.decode("utf-16-le", errors="ignore") + CUT  # half a letter at the end goes


def _units(text: str) -> int:
    """UTF-16 units: a letter beyond the first 65,536, such as an emoji, is two."""
    return len(text) if len(text) <= SURELY_SHORT else len(text.encode("utf-16-le")) // 2


def _text(text: str) -> str | None:
    if len(text) <= SURELY_SHORT and text.isprintable():
        return text or None
    visible = _visible(text)
    return visible if _units(visible) <= LONGEST_TEXT else _cut(visible)


def _moment(moment: datetime) -> datetime | str:
    try:
        plain = moment if moment.tzinfo is None else moment.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:  # in the first or last hours that there are
        return moment.isoformat(" ", "seconds")
    plain = plain.replace(microsecond=0)
    return plain if plain.date() >= FIRST_DAY else plain.isoformat(" ")


def _day(day: date) -> date | str:
    return day if day >= FIRST_DAY else day.isoformat()


def _integer(number: int) -> int | Decimal | str:
    return number if -(10**MOST_DIGITS) < number < 10**MOST_DIGITS else _exact(Decimal(number))


def _float(number: float) -> float | str:
    if not math.isfinite(number):
        raise ValueError(f"{number} cannot stand in a cell")
    if number and not SMALLEST <= abs(number) < LARGEST:
        return repr(number)
    return float(f"{number:.{MOST_DIGITS}g}") + 0.0  # a cell has no negative nothing


def _exact(number: Decimal) -> int | Decimal | str:
    """The number; an exact one of more than the 15 digits that a spreadsheet keeps stands as text rather than wrong."""
    if not number.is_finite():
        raise ValueError(f"{number} cannot stand in a cell")
    if abs(number.adjusted()) >= LARGEST_EXPONENT:
        return 0 if number == 0 else str(number)
    if len(str(number)) > MOST_DIGITS and Decimal(f"{float(number):.{MOST_DIGITS}g}") != number:
        return f"{number:f}"
    return int(number) if number == number.to_integral_value() else number


KEPT: Mapping[type, Callable[[Any], CellValue]] = {
    str: _text,
    bool: bool,
    int: _integer,
    float: _float,
    Decimal: _exact,
    datetime: _moment,
    date: _day,
    type(None): lambda _: None,
}
"""The class of a value -> how it is kept; what is derived from another comes before it."""


def is_quoted(text: str) -> bool:
    """Whether an Excel cell must say that its text is one, or typing it again would make a formula of it."""
    return text.startswith(("=", "+", "-", "@"))


def literal(text: str) -> str:
    """The text as an XLSX file must hold it so that Excel shows it letter by letter."""
    return ESCAPE.sub("_x005F_", text) if "_x" in text else text


def csv_text(value: CellValue) -> str:
    """What stands in a CSV file: days and times as ISO 8601 has them, numbers with all their digits, text harmless.

    A CSV file cannot say that a cell is text, so one that could become a formula gets an apostrophe before it; numbers
    never do. Raises ValueError for a number that is not finite.
    """
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, int | Decimal):
        return _digits(Decimal(value))
    if isinstance(value, float):
        return _digits(Decimal(repr(value)))
    kept = cell_value(value)
    if isinstance(kept, date):
        return kept.isoformat(" ") if isinstance(kept, datetime) else kept.isoformat()
    return "" if kept is None else _harmless(str(kept))


def _digits(number: Decimal) -> str:
    if not number.is_finite():
        raise ValueError(f"{number} cannot stand in a cell")
    return f"{number:f}" if abs(number.adjusted()) < LARGEST_EXPONENT else str(number)


def _harmless(text: str) -> str:
    return LIVE.sub("'", text) if SIGN.search(text) or text[:1] in {"\t", "\n"} else text
