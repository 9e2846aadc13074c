"""What takes a write back that hit other cells than it meant, since staff had moved rows or columns."""

from collections.abc import Iterable, Iterator
from datetime import date

from openpyxl.utils import get_column_letter

from connectors.ports import CellValue
from connectors.sheets.google.cells import CELL_FIELDS, FORMAT_FIELD, Cell, Request, days
from connectors.sheets.google.marks import COLUMN_MARK, HEADER_MARK, MADE_MARK, forget_note, header_mark
from connectors.sheets.google.requests import update
from connectors.sheets.google.sides import Sides
from connectors.sheets.google.tab import Tab
from connectors.sheets.layout import at, digest
from connectors.sheets.plan import CellChange, Plan
from connectors.sheets.values import label, same

MOST_NAMED = 10  # cells in one sentence
MARKS = {COLUMN_MARK, HEADER_MARK, MADE_MARK}


def not_put_back(plan: Plan, before: Tab, after: Tab) -> list[CellChange]:
    """What the write hit by mistake where nobody had read what stood there, and what no comparison puts right."""
    sides = Sides(plan, before, after)
    return [hit for hit, cell in sides.hit_elsewhere() if cell is None and not sides.is_ours(hit)]


def cells_to_look_at(changes: Iterable[CellChange]) -> str:
    """Where staff find what may have been hit, when it could not be put back."""
    places = [f"{get_column_letter(change.column + 1)}{change.row + 1}" for change in changes]
    return ", ".join(places[:MOST_NAMED]) + (" …" if len(places) > MOST_NAMED else "")


def repairs(plan: Plan, before: Tab, after: Tab) -> list[Request]:
    """What takes the write back where it hit other cells than it meant; the columns and rows it added go."""
    sides = Sides(plan, before, after)
    requests = [
        update(after.id, hit.row, hit.column, [_kept(cell)], CELL_FIELDS)
        for hit, cell in sides.hit_elsewhere()
        if cell is not None and _is(at(after.seen.grid, hit.row, hit.column), hit.value)
    ]
    requests += [*_formats_back(sides), *_rows_back(plan, after), *_marks_back(sides)]
    made = [mark.column for mark in map(after.seen.marks.get, sides.made_keys) if mark and mark.column is not None]
    return requests + [_delete(after, "COLUMNS", column, 1) for column in sorted(made, reverse=True)]


def _rows_back(plan: Plan, after: Tab) -> list[Request]:
    """The added rows go if they stand in the place they were sent to, letter by letter."""
    if not plan.appended:
        return []
    for number, row in enumerate(plan.appended, start=plan.end):
        sent = {change.column: change.value for change in row}
        standing = after.seen.grid[number] if number < len(after.seen.grid) else ()
        found = {column: value for column, value in enumerate(standing) if value is not False or column in sent}
        if not all(_is(found.get(column), sent.get(column)) for column in {*found, *sent}):
            return []
    return [_delete(after, "ROWS", plan.end, len(plan.appended))]


def _is(standing: CellValue, sent: CellValue) -> bool:
    """Whether a cell holds what was sent there: in another column than it was meant for, a day looks like a number."""
    return same(_plain(standing), _plain(sent))


def _plain(value: CellValue) -> CellValue:
    return days(value) if isinstance(value, date) else value


def _delete(tab: Tab, dimension: str, start: int, count: int) -> Request:
    place = {"sheetId": tab.id, "dimension": dimension, "startIndex": start, "endIndex": start + count}
    return {"deleteDimension": {"range": place}}


def _kept(cell: Cell) -> Request:
    return {name: value for name, value in cell.items() if name in {"userEnteredValue", "userEnteredFormat"}}


def _format(cell: Cell) -> Request:
    return {"userEnteredFormat": cell["userEnteredFormat"]} if "userEnteredFormat" in cell else {}


def _formats_back(sides: Sides) -> Iterator[Request]:
    """The number formats of columns that were taken for ours."""
    came_from = sides.columns()
    for place in (sides.plan.places[key] for key in sides.adopted_keys if key in sides.plan.places):
        source, first = came_from.get(place), sides.plan.header_row + 1
        if source != place:
            looks = [_format(sides.before.cell(row, source)) for row in range(first, len(sides.before.cells))]
            start = {"sheetId": sides.after.id, "rowIndex": first, "columnIndex": place}
            rows = [{"values": [look]} for look in looks]
            yield {"updateCells": {"start": start, "rows": rows, "fields": FORMAT_FIELD}}


def _marks_back(sides: Sides) -> Iterator[Request]:
    """The marks as they were; but a header that the write did not miss, and that stays, is marked as what it says."""
    if not sides.plan.marks:
        return
    goes_back = {hit.column for hit, _ in sides.hit_elsewhere() if hit.row == sides.top}
    were, are = ({one.id for one in side.notes} for side in (sides.before, sides.after))
    yield from (forget_note(one) for one in sides.after.notes if one.key in MARKS and one.id not in were)
    stands = {was: now for now, was in sides.columns().items()}
    planned = {mark.column: mark.digest for mark in sides.plan.marks}
    for one in sides.before.notes:
        if one.key == HEADER_MARK and one.id not in are and one.column in stands:
            now = stands[one.column]
            standing = digest(label(at(sides.after.seen.grid, sides.top, now)))
            stays = standing == planned.get(one.column) and now not in goes_back
            yield header_mark(sides.after.id, now, standing if stays else one.value)
