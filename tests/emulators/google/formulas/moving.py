"""Formulas that follow their cells: references shifted when rows and columns come, go or move, or are copied."""

import re
from collections.abc import Callable
from functools import lru_cache

from ..addresses import column_index, column_letters
from ..areas import Body
from ..errors import FormulaError
from .lexing import tokens

END = re.compile(r"(\$?)([A-Za-z]{1,3})?(\$?)([0-9]+)?")
LOST = "#REF!"


def rewritten(formula: str, change: Callable[[str | None, str], str]) -> str:
    """The formula with each reference as `change` makes it of the tab's title (None: its own) and the cells."""
    try:
        found = tokens(formula)
    except FormulaError:
        return formula
    return "=" + "".join(_changed(one.text, change) if one.kind == "reference" else one.text for one in found)


def _changed(reference: str, change: Callable[[str | None, str], str]) -> str:
    title, mark, cells = reference.rpartition("!")
    plain = title[1:-1].replace("''", "'") if title.startswith("'") else title
    return f"{title}{mark}{change(plain if mark else None, cells)}"


def retitled(formula: str, old: str, new: str) -> str:
    """The formula after a tab was renamed; `old` and `new` as they stand before the exclamation mark."""
    try:
        found = tokens(formula)
    except FormulaError:
        return formula
    return "=" + "".join(_retitled(one.text, old, new) if one.kind == "reference" else one.text for one in found)


def _retitled(reference: str, old: str, new: str) -> str:
    title, mark, cells = reference.rpartition("!")
    return f"{new}!{cells}" if mark and title.strip("'").casefold() == old.strip("'").casefold() else reference


@lru_cache(maxsize=10_000)
def _ends(cells: str) -> tuple[tuple[str, str, str, str], ...]:
    """Of each end of a reference the dollar and letters of its column, the dollar and number of its row."""
    found = [END.fullmatch(one) for one in cells.split(":")]
    return tuple((a or "", b or "", c or "", d or "") for one in found if one for a, b, c, d in [one.groups()])


def shifted(cells: str, sheet: int, moved: Callable[[Body], Body | None]) -> str:
    """A reference to cells of a tab after they have moved as `moved` moves a GridRange."""
    ends = _ends(cells)
    first, last = ends[0], ends[-1]
    area: Body = {"sheetId": sheet}
    if first[1]:
        area |= {"startColumnIndex": column_index(first[1]), "endColumnIndex": column_index(last[1]) + 1}
    if first[3]:
        area["startRowIndex"] = int(first[3]) - 1
    if last[3]:
        area["endRowIndex"] = int(last[3])
    place = moved(area)
    if place is None:
        return LOST
    made = [_end(first, place.get("startColumnIndex"), place.get("startRowIndex"), 0)]
    made += [_end(last, place.get("endColumnIndex"), place.get("endRowIndex"), 1)] if len(ends) > 1 else []
    return ":".join(made)


def _end(end: tuple[str, str, str, str], column: int | None, row: int | None, behind: int) -> str:
    letters = column_letters(column - behind) if end[1] and column is not None else ""
    number = str(row + 1 - behind) if end[3] and row is not None else ""
    return f"{end[0]}{letters}{end[2]}{number}"


def copied(cells: str, down: int, right: int) -> str:
    """A reference as it stands in a copy so many rows and columns away; what has a dollar stays."""
    made = []
    for fixed, letters, held, row in _ends(cells):
        column = column_index(letters) + (0 if fixed else right) if letters else None
        place = int(row) - 1 + (0 if held else down) if row else None
        if (column is not None and column < 0) or (place is not None and place < 0):
            return LOST
        made.append(_end((fixed, letters, held, row), column, place, 0))
    return ":".join(made)
