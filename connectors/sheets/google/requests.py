"""A plan as requests of one batch, which Google applies whole or not at all."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby

from connectors.ports import SheetColumn, SheetSpec
from connectors.sheets.google import dress
from connectors.sheets.google.cells import VALUE_FIELDS, Request, written
from connectors.sheets.google.formats import own_formats
from connectors.sheets.google.marks import claim, mark_requests, name
from connectors.sheets.google.tab import Tab
from connectors.sheets.layout import KEY_COLUMN
from connectors.sheets.plan import CellChange, Plan

HEIGHT, ROOM = 100, 4  # rows of a new tab, and columns beyond those it needs: empty cells count and are read as well
Row = tuple[CellChange, ...]


def write_requests(spec: SheetSpec, plan: Plan, tab: Tab) -> list[Request]:
    """The tab, columns, headers, marks, changed cells, then the new rows.

    Into a tab that staff use, columns and rows are inserted: whatever moved since it was read, no cell is overwritten
    by them.
    """
    requests = [*_new_columns(plan, tab)]
    for place, title in plan.renamed.items():
        requests.append(update(tab.id, plan.header_row, place, [_text(title)]))
    for place, one in plan.made.items():
        requests.append(dress.header(tab.id, plan.header_row, place, one))
    for mark in plan.marks:
        requests += mark_requests(tab.id, tab.notes, mark)
    if plan.claim:
        requests.append(claim(tab.id, plan.claim))
    if spec.owner and tab.name != spec.tab:
        requests += name(tab.id, spec.tab)
    if plan.is_new:
        requests.append(dress.page(tab.id, plan.header_row + 1, right_to_left=spec.right_to_left))
    requests += [*_changes(tab.id, plan.changes), *_new_rows(plan, tab)]
    columns = {plan.places[one.key]: one for one in (KEY_COLUMN, *spec.columns) if one.key in plan.places}
    return [*requests, *_dressed(plan, tab, columns), *own_formats(plan, tab, columns)]


def _text(title: str) -> Request:
    return {"userEnteredValue": {"stringValue": title}}


def _new_columns(plan: Plan, tab: Tab) -> Iterator[Request]:
    width = max(plan.made, default=-1) + 1
    if not tab.exists:
        size = {"rowCount": HEIGHT, "columnCount": width + ROOM}
        yield {"addSheet": {"properties": {"sheetId": tab.id, "title": tab.title, "gridProperties": size}}}
    elif plan.is_new and width > tab.width:
        yield _append(tab.id, "COLUMNS", width - tab.width)
    elif plan.made and not plan.is_new:
        yield from _insert(tab.id, "COLUMNS", min(plan.made), len(plan.made), tab.width, like_before=False)


def _new_rows(plan: Plan, tab: Tab) -> Iterator[Request]:
    """Rows inserted behind the last that has a key: boxes and formulas which staff filled down may reach far below."""
    if not plan.appended:
        return
    height = tab.height if tab.exists else HEIGHT
    like_before = plan.end > plan.header_row + 1
    yield from _insert(tab.id, "ROWS", plan.end, len(plan.appended), height, like_before=like_before)
    rows = [{"values": row_values(row)} for row in plan.appended]
    start = {"sheetId": tab.id, "rowIndex": plan.end, "columnIndex": 0}
    yield {"updateCells": {"start": start, "rows": rows, "fields": VALUE_FIELDS}}


def _insert(sheet: int, dimension: str, start: int, count: int, size: int, *, like_before: bool) -> Iterator[Request]:
    """Insert rows or columns; behind the very last there must be one more first, as Google inserts only before one."""
    if start >= size:
        yield _append(sheet, dimension, start + 1 - size)
    place = {"sheetId": sheet, "dimension": dimension, "startIndex": start, "endIndex": start + count}
    yield {"insertDimension": {"range": place, "inheritFromBefore": like_before}}


def _append(sheet: int, dimension: str, count: int) -> Request:
    return {"appendDimension": {"sheetId": sheet, "dimension": dimension, "length": count}}


def _changes(sheet: int, changes: Iterable[CellChange]) -> Iterator[Request]:
    """Changed cells; those below each other in one request."""
    ordered = sorted(changes, key=lambda one: (one.column, one.row))
    for _, run in groupby(enumerate(ordered), lambda one: (one[1].column, one[1].row - one[0])):
        cells = [one for _, one in run]
        start = {"sheetId": sheet, "rowIndex": cells[0].row, "columnIndex": cells[0].column}
        rows = [{"values": [written(one)]} for one in cells]
        yield {"updateCells": {"start": start, "rows": rows, "fields": VALUE_FIELDS}}


def update(sheet: int, row: int, column: int, cells: Sequence[Request], fields: str = VALUE_FIELDS) -> Request:
    """Write cells of one row."""
    start = {"sheetId": sheet, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"start": start, "rows": [{"values": cells}], "fields": fields}}


def row_values(row: Row) -> list[Request]:
    """The cells of a new row from column A on; what is not ours stays empty."""
    by_column = {change.column: change for change in row}
    return [written(by_column[n]) if n in by_column else {} for n in range(max(by_column) + 1)]


def _dressed(plan: Plan, tab: Tab, columns: Mapping[int, SheetColumn]) -> Iterator[Request]:
    """How columns look that have no mark yet: those that we make, and those that staff had ready for us."""
    marked = {mark.column for mark in tab.seen.marks.values()}
    unmarked = {mark.column for mark in plan.marks} - marked
    new = {place: column for place, column in sorted(columns.items()) if place in unmarked}
    for place, column in new.items():
        yield from dress.number_format(tab.id, plan.header_row, place, column)
    made = {place: column for place, column in new.items() if place in plan.made}
    for place, column in made.items():
        yield dress.width(tab.id, place, column)
        yield from dress.choices(tab.id, plan.header_row, place, column.dropdown)
    yield from dress.protections(tab.id, made)
