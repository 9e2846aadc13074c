"""Number formats of cells: which of them show a number as a day, a time or a length of time."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from openpyxl.styles.numbers import builtin_format_code, builtin_format_id, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

LOCAL_DATES = {*range(27, 37), *range(50, 59)}  # numbers of formats that depend on the language (ECMA-376, 18.8.30)
FIRST_OWN = 164  # the numbers below are of formats that every workbook has
DAY, MOMENT, GENERAL, TEXT = "yyyy-mm-dd", "yyyy-mm-dd h:mm:ss", "General", "@"


def code_of(number: int, own: dict[int, str]) -> str:
    """The code of a format by its number; `own` are those that the workbook defines."""
    if number in own:
        return own[number]
    return DAY if number in LOCAL_DATES else str(builtin_format_code(number) or GENERAL)


def number_of(code: str, own: dict[int, str]) -> int | None:
    """The number of a format; none where the workbook has not got it."""
    known = {said: number for number, said in reversed(own.items())}
    found = builtin_format_id(code)
    return known.get(code, found)


@lru_cache(1_000)
def shows_time(code: str) -> bool:
    """Whether a number is shown as a day or time."""
    return bool(is_date_format(code))


def moment(number: float, code: str, *, from_1904: bool) -> date | time | timedelta | float:
    """What a cell shows for a number: a day where the format names no hour, else a moment, an hour or a duration."""
    epoch = CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900
    try:
        found = from_excel(number, epoch, timedelta=is_timedelta_format(code))
    except (OverflowError, ValueError):
        return number  # no day that there is: Excel shows #####
    if isinstance(found, datetime) and found.time() == time() and not _names_hours(code):
        return found.date()
    return found if isinstance(found, date | time | timedelta) else number


@lru_cache(1_000)
def _names_hours(code: str) -> bool:
    return "h" in code.lower() or "s" in code.lower()
