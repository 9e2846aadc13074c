"""Values of cells as staff read them on pages and in a terminal."""

from datetime import datetime

from connectors.ports import CellValue
from connectors.sheets.values import FORMULA, is_formula


def written(value: CellValue) -> str:
    """The value in letters; empty for an empty cell, a formula as it is typed."""
    if is_formula(value):
        return str(value).removeprefix(FORMULA)
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, datetime):
        return value.isoformat(" ", timespec="minutes")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)
