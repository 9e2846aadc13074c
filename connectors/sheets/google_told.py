"""What staff did to a Google sheet, in the values that they see there: a day is kept as a number."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from connectors.ports import CellEdit, CellValue, Difference, Noticed, SheetSpec
from connectors.sheets.google_cells import EPOCH, Tab
from connectors.sheets.layout import Grid, at, layout_of
from connectors.sheets.plan import Plan
from connectors.sheets.values import label

DAY, MOMENT = "DATE", "DATE_TIME"
LARGEST = (date.max - EPOCH).days


def told(noticed: Noticed, plan: Plan, tab: Tab) -> Noticed:
    """The same with days and moments where cells show them."""
    rows = {key: number for number, key in reversed(list(enumerate(_keys(tab.seen.grid, plan.key_column)))) if key}

    def shown(edit: CellEdit) -> CellEdit:
        cells, place = tab.cells[rows[edit.key]], plan.places[edit.column]
        return replace(edit, now=_shown(edit.now, cells[place] if place < len(cells) else {}))

    return replace(noticed, edits=tuple(map(shown, noticed.edits)), replaced=tuple(map(shown, noticed.replaced)))


def shown_differences(found: Iterable[Difference], spec: SheetSpec, tab: Tab) -> tuple[Difference, ...]:
    """The same of what differs from the rows that are wanted."""
    places = layout_of(spec, tab.seen).places

    def shown(one: Difference) -> Difference:
        cells = tab.cells[one.row - 1] if one.row and one.row <= len(tab.cells) else ()
        place = places.get(one.column, len(cells))
        return replace(one, standing=_shown(one.standing, cells[place] if place < len(cells) else {}))

    return tuple(map(shown, found))


def _keys(grid: Grid, column: int) -> list[str]:
    return [label(at(grid, row, column)) for row in range(len(grid))]


def _shown(value: CellValue, cell: Mapping[str, Any]) -> CellValue:
    """The value as its cell's format shows it (Sheets API, DateTime serial numbers)."""
    kind = cell.get("userEnteredFormat", {}).get("numberFormat", {}).get("type")
    if kind not in {DAY, MOMENT} or isinstance(value, bool) or not isinstance(value, int | float):
        return value
    if not 0 <= value <= LARGEST:
        return value
    moment = datetime.combine(EPOCH, time()) + timedelta(days=value)
    return moment.date() if kind == DAY and moment.time() == time() else moment
