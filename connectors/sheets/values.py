"""When a cell says what it should, however the spreadsheet keeps it."""

import re
from collections.abc import Hashable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from connectors.cells import MOST_DIGITS, cell_value, safe_text
from connectors.ports import CellValue

FORMULA = "\0"  # begins what stands for a formula; no text of ours can hold it
ESCAPE_MARK = re.compile("x005[Ff]_")  # Excel's, before what looks like its escapes; readers differ on taking it off
HALF_A_SECOND = timedelta(microseconds=500_000)


class Formula(str):
    """What a grid holds where a cell computes its value: of a class of its own, as a text may have the same letters."""

    __slots__ = ()


def formula(text: object) -> Formula:
    """What a cell holds that computes its value in this way."""
    return Formula(f"{FORMULA}{text}")


def is_formula(value: CellValue) -> bool:
    """Whether a grid says of a cell that it computes its value."""
    return isinstance(value, str) and value.startswith(FORMULA)


def unmarked(text: str) -> str:
    """A text without Excel's marks before what looks like its escapes."""
    return ESCAPE_MARK.sub("", text)


def label(value: object) -> str:
    """A header or key as people read it: white space does not count."""
    return "" if value is None else " ".join(safe_text(str(value)).split())


def stated(value: CellValue, format: str) -> CellValue:  # noqa: A002 - the field's word
    """What a column of that format holds: a time under "text" is its letters, or a cell would show a number."""
    if format != "text" or not isinstance(value, date):
        return value
    kept = cell_value(value)
    return kept.isoformat(" ") if isinstance(kept, datetime) else str(kept)


def same(standing: CellValue, wanted: CellValue) -> bool:
    """Whether a cell says what it should: 5, 5.0 and Decimal("5.00") do, "5" does not (it would not add up)."""
    return comparable(standing) == comparable(cell_value(wanted))


def is_amount(standing: object, wanted: object) -> bool:
    """Whether a cell surely holds an exact number, of so few digits that both keep them all."""
    if type(wanted) is not Decimal or type(standing) is not float:
        return False
    digits = str(wanted)
    return len(digits) <= MOST_DIGITS and float(digits) == standing and "E" not in digits


def restored(kept: CellValue) -> CellValue:
    """What is written where a value of staff's comes back in a row.

    A formula names cells by their place and may mean others there: it stands as its letters, and so does what only a
    spreadsheet has.
    """
    if is_formula(kept):
        return str(kept).removeprefix(FORMULA)
    return str(kept) if _is_other(kept) else kept


def as_kept(standing: CellValue, kept: CellValue) -> bool:
    """Whether a cell holds what staff wrote when it was last read, or what the service made of that."""
    return comparable(standing) in (comparable(kept), comparable(restored(kept)))


def _is_other(value: object) -> bool:
    return value is not None and not isinstance(value, str | int | float | Decimal | date)


def comparable(value: object) -> Hashable:
    """The same for cells that say the same, None for an empty one."""
    if value is None or value == "":
        return None
    if isinstance(value, bool):
        return ("truth", value)
    if isinstance(value, int | float | Decimal):
        return ("number", f"{float(value):.15g}")  # a spreadsheet keeps 15 digits
    if isinstance(value, date):
        return ("time", _moment(value))
    if isinstance(value, str):
        return ("text", value if is_formula(value) else unmarked(safe_text(value)))
    return ("other", repr(value))  # what only staff put there: a duration, a time of day


def _moment(value: date) -> datetime:
    """To the second, in UTC without a zone: a cell keeps a time as a fraction of a day."""
    if not isinstance(value, datetime):
        return datetime(value.year, value.month, value.day)  # noqa: DTZ001 - a day as cells hold it
    moment = value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
    return (moment + HALF_A_SECOND).replace(microsecond=0)
