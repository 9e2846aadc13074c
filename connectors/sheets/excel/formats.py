"""Number formats of cells: which of them show a number as a day, a time or a length of time."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import cast

from openpyxl.styles.numbers import builtin_format_code, builtin_format_id, is_date_format, is_timedelta_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from connectors.ports import CellValue
from connectors.sheets.excel.letters import Raw, said

LOCAL_DATES = {*range(27, 37), *range(50, 59)}  # numbers of formats that depend on the language (ECMA-376, 18.8.30)
FIRST_OWN = 164  # the numbers below are of formats that every workbook has
FIRST_PLAIN = 61  # the first day after the one that Excel counts and that never was
LAST_PLAIN = 2_900_000  # no year of four digits ends later
MILLISECONDS = 86_400_000  # of a day
MIDNIGHT = time()
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


def moments(code: str, *, from_1904: bool) -> Callable[[Raw], CellValue]:
    """How cells of a format are read: a day where it names no hour, else a moment, an hour or a duration."""
    epoch = CALENDAR_MAC_1904 if from_1904 else CALENDAR_WINDOWS_1900
    names_hours, is_length = shows_hours(code), is_timedelta_format(code)

    def moment(raw: Raw) -> CellValue:
        try:
            number = float(raw)
            if is_length or not FIRST_PLAIN <= number < LAST_PLAIN:
                return _seldom(number, epoch, is_length=is_length, names_hours=names_hours)
        except (OverflowError, ValueError):
            return said(raw)
        days = int(number)
        found = epoch + timedelta(days, 0, 0, round((number - days) * MILLISECONDS))
        return found if names_hours or found.time() != MIDNIGHT else found.date()

    return moment


def _seldom(number: float, epoch: datetime, *, is_length: bool, names_hours: bool) -> CellValue:
    """A length of time, an hour of no day, or one of the days that Excel counts in its own way."""
    try:
        found = from_excel(number, epoch, timedelta=is_length)
    except (OverflowError, ValueError):
        return number  # no day that there is: Excel shows #####
    if isinstance(found, datetime) and not names_hours and found.time() == MIDNIGHT:
        return found.date()
    return cast("CellValue", found) if isinstance(found, date | time | timedelta) else number


def shows_hours(code: str) -> bool:
    """Whether a format of days names hours, minutes or seconds."""
    return "h" in code.lower() or "s" in code.lower()
