"""When staff move rows or columns between our read and our write: told from the write's own answer."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import zip_longest
from typing import Any

from openpyxl.utils import get_column_letter

from connectors.ports import CellValue
from connectors.sheets.google.cells import EMPTY, days, value_of
from connectors.sheets.google.marks import marks_in, notes_in
from connectors.sheets.google.tab import Tab, of_columns
from connectors.sheets.layout import at
from connectors.sheets.plan import Plan
from connectors.sheets.values import label

SECOND = 1 / 86_400  # of a day
SHOWN = (
    "updatedSpreadsheet.sheets(properties.sheetId,"
    "data(startRow,startColumn,rowData.values.userEnteredValue,columnMetadata.developerMetadata))"
)
"""What the answer to a write tells of the parts that are looked at."""


def looked_at(plan: Plan, tab: Tab) -> list[str]:
    """What the answer to a write shows: the header's row, and the keys of the rows in which cells were changed."""
    if plan.is_new:
        return []  # nobody can have moved what was not there
    title, row = tab.title.replace("'", "''"), plan.header_row + 1
    changed = sorted({one.row + 1 for one in plan.changes})
    letter = get_column_letter(plan.key_column + 1)
    keys = [f"'{title}'!{letter}{changed[0]}:{letter}{changed[-1]}"] if changed else []
    return [f"'{title}'!{row}:{row}", *keys]


def is_moved(plan: Plan, left: Tab, answer: Mapping[str, Any]) -> bool:
    """Whether header, marks and keys are not where the plan has them; `left` is the tab as it should be left."""
    asked = looked_at(plan, left)
    sheets = answer.get("updatedSpreadsheet", EMPTY).get("sheets", ())
    data = next((sheet.get("data", ()) for sheet in sheets if sheet["properties"]["sheetId"] == left.id), ())
    if len(data) != len(asked):
        return True  # an answer that does not show what was asked for proves nothing
    return _are_elsewhere(left, data) or any(_differs(plan, left, piece) for piece in data)


def _are_elsewhere(left: Tab, data: Sequence[Mapping[str, Any]]) -> bool:
    """Whether a marked column stands in another place, or nowhere: a title behind the last column shows alike."""
    if not data:
        return False
    shown = {key: one.column for key, one in marks_in(notes_in((), of_columns(data))).items()}
    known = {key: one.column for key, one in left.seen.marks.items() if one.column is not None}
    return any(shown.get(key) != column for key, column in known.items())


def _differs(plan: Plan, left: Tab, piece: Mapping[str, Any]) -> bool:
    """Whether a part of the answer is not as it should be: the whole of the header, of other rows the keys."""
    top, grid = piece.get("startRow", 0), left.seen.grid
    shown = [[value_of(cell) for cell in row.get("values", ())] for row in piece.get("rowData", ())]
    if top == plan.header_row:
        return not all(_says(*both) for both in zip_longest(grid[top], next(iter(shown), [])))
    changed = {one.row for one in plan.changes}
    keys = {number: next(iter(row), None) for number, row in enumerate(shown, start=top)}
    return not all(_says(at(grid, row, plan.key_column), keys.get(row)) for row in changed)


def _says(standing: CellValue, shown: CellValue) -> bool:
    """Whether an answer shows what stands in a cell: without its format, a time is the number that it is kept as."""
    if isinstance(standing, date) and isinstance(shown, int | float):
        return abs(days(standing) - shown) < SECOND
    return label(standing) == label(shown)
