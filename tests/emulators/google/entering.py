"""Values as they are entered through spreadsheets.values: as they come (RAW), or as if typed (USER_ENTERED)."""

from collections.abc import Sequence
from typing import Any

from .areas import Area, Body
from .cells import LONGEST, TOO_LONG
from .content import Content
from .locales import locale_of
from .parsing import Typed, typed
from .refusals import invalid
from .rows import Look, Value, look_of, number
from .tab import Tab

OPTIONS = ("RAW", "USER_ENTERED")


def check_option(option: str) -> None:
    if option not in OPTIONS:
        raise invalid("'valueInputOption' is required but not specified")


def rows_of(values: Sequence[Sequence[Any]], dimension: str) -> list[list[Any]]:
    """The values row by row; a place that says nothing is None."""
    if dimension != "COLUMNS":
        return [list(row) for row in values]
    height = max(map(len, values), default=0)
    return [[column[n] if n < len(column) else None for column in values] for n in range(height)]


def size_of(rows: Sequence[Sequence[Any]]) -> tuple[int, int]:
    return len(rows), max(map(len, rows), default=0)


def enter(content: Content, tab: Tab, top: int, left: int, rows: Sequence[Sequence[Any]], option: str) -> Area:
    """Write rows of values from a cell on; None leaves a cell as it is, an empty text clears it."""
    height, width = size_of(rows)
    area = Area(tab.id, top, top + height, left, left + width)
    content.check_editable(tab, area)
    take = _taker(content, option)
    for place, row in enumerate(rows, start=top):
        kept, looks = tab.row(place).cells(left, left + len(row))
        cells = [take(new, old, look) for new, old, look in zip(row, kept, looks, strict=True)]
        tab.note_formulas([value for value, _ in cells])
        tab.put(place, left, [value for value, _ in cells], [look for _, look in cells])
    return area


def _taker(content: Content, option: str) -> Any:
    """What makes a new value and look of what is entered, what stood there and how it looked."""
    locale, now = locale_of(content.properties["locale"]), content.moment()

    def take(new: Any, old: Value, look: Look) -> tuple[Value, Look]:
        if new is None:
            return old, look
        if isinstance(new, str) and len(new) > LONGEST:
            raise invalid(TOO_LONG)
        if not isinstance(new, str) or option == "RAW" or _format_of(look).get("type") == "TEXT":
            return _plain(new), look
        return _with_format(typed(new, locale, now), look)

    return take


def _plain(value: Any) -> Value:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return value if value is False else value or None
    return number(value)


def _format_of(look: Look) -> Body:
    return dict(look.parts.get("userEnteredFormat", {}).get("numberFormat", {}))


def _with_format(found: Typed, look: Look) -> tuple[Value, Look]:
    """The number format that a value brings along is set where there is none."""
    if found.format is None or _format_of(look):
        return found.value, look
    own = {**look.parts.get("userEnteredFormat", {}), "numberFormat": found.format}
    return found.value, look_of({**look.parts, "userEnteredFormat": own})
