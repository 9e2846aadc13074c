"""The numbers of cells, of how a workbook's XML writes them."""

import math

from connectors.cells import MOST_DIGITS
from connectors.ports import CellValue
from connectors.sheets.excel.letters import Raw, said

MOST_EXACT = 10.0**MOST_DIGITS  # whole numbers below keep all their digits


def number(raw: Raw) -> CellValue:
    """A number, whole where it is; what is none is a text."""
    if raw.isdigit() and len(raw) <= MOST_DIGITS:
        return int(raw)
    try:
        value = float(raw)
    except ValueError:
        return said(raw)
    return whole(value) if math.isfinite(value) else said(raw)


def whole(value: float) -> int | float:
    """A finite number, as an integer where it is one of which all digits are sure."""
    return int(value) if value.is_integer() and abs(value) < MOST_EXACT else value
