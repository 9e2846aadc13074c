"""Values of cells as JSON and back, without loss: what JSON has no word for stands under the name of its kind."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any, cast

from connectors.ports import CellValue
from connectors.sheets.values import FORMULA, formula, is_formula

KINDS: dict[str, tuple[type, Callable[[Any], object], Callable[[Any], object]]] = {
    "decimal": (Decimal, str, Decimal),
    "moment": (datetime, datetime.isoformat, datetime.fromisoformat),
    "day": (date, date.isoformat, date.fromisoformat),
    "time": (time, time.isoformat, time.fromisoformat),
    "seconds": (timedelta, timedelta.total_seconds, lambda seconds: timedelta(seconds=seconds)),
}
"""Kind -> its type, how it is written and how it is read; a moment is a day too, and stands before it.

Times of day and durations are what only staff put into a cell.
"""


def as_json(value: CellValue) -> object:
    """The value as it is kept."""
    if is_formula(value):
        return {"formula": str(value).removeprefix(FORMULA)}
    for kind, (type_, write, _) in KINDS.items():
        if isinstance(value, type_):
            return {kind: write(value)}
    return value


def from_json(said: Any) -> CellValue:
    """The value that was kept."""
    if not isinstance(said, dict):
        return cast("CellValue", said)
    [(kind, written)] = said.items()
    if kind == "formula":
        return formula(written)
    return cast("CellValue", KINDS[kind][2](written))
