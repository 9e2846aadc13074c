"""A plan in pieces that can be sent: each is one batch of no more than Google's two megabytes."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from connectors.ports import CellValue, SheetSpec
from connectors.sheets.google.cells import Request, written
from connectors.sheets.google.requests import Row, row_values
from connectors.sheets.google.tab import Tab
from connectors.sheets.plan import CellChange, Plan

MOST = 1_800_000  # bytes of cells; 2 MB are advised for a request, which says more than cells (Sheets API, limits)
OF_A_CHANGE = 130  # bytes that say which cell is changed


def pieces(plan: Plan) -> Iterator[Plan]:
    """The plan in one piece or more: columns and headers first, then changed cells, then rows."""
    left, end = plan, plan.end
    for portion in _portions(plan) or [[]]:
        changes = tuple(one for one in portion if isinstance(one, CellChange))
        rows = tuple(one for one in portion if not isinstance(one, CellChange))
        yield replace(left, changes=changes, appended=rows, end=end)
        left, end = replace(left, is_new=False, made={}, renamed={}, marks=(), claim=""), end + len(rows)


def _portions(plan: Plan) -> list[list[CellChange | Row]]:
    portions: list[list[CellChange | Row]] = []
    room = 0
    for one, size in _measured(plan):
        if not portions or size > room:  # what is larger than all of it goes alone
            portions.append([])
            room = MOST
        portions[-1].append(one)
        room -= size
    return portions


def _measured(plan: Plan) -> Iterator[tuple[CellChange | Row, int]]:
    """Each changed cell and each new row, with its bytes."""
    for change in plan.changes:
        yield change, OF_A_CHANGE + _bytes(written(change))
    for row in plan.appended:
        yield row, _bytes({"values": row_values(row)})


def _bytes(said: Request) -> int:
    return len(json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode())


def after(spec: SheetSpec, plan: Plan, tab: Tab) -> Tab:
    """The tab as a piece should leave it: its header, its keys, and how large it is."""
    grid = [list(row) if number == plan.header_row else row for number, row in enumerate(tab.seen.grid)]
    grid += [[] for _ in range(plan.header_row + 1 - len(grid))]
    titles = {**plan.renamed, **{place: one.title for place, one in plan.made.items()}}
    grid[plan.header_row] = _with(grid[plan.header_row], titles)
    grid[plan.end : plan.end] = [_with([], {one.column: one.value for one in row}) for row in plan.appended]
    marks = {**tab.seen.marks, **{mark.key: mark for mark in plan.marks}}
    seen = replace(tab.seen, grid=grid, marks=marks, owner=plan.claim or tab.seen.owner)
    width = max(tab.width + (0 if plan.is_new else len(plan.made)), *(place + 1 for place in plan.places.values()))
    height = max(tab.height, plan.end + 1) + len(plan.appended)
    return replace(tab, seen=seen, width=width, height=height, name=spec.tab, exists=True)


def _with(row: Sequence[CellValue], cells: Mapping[int, CellValue]) -> list[CellValue]:
    """A row in which these cells hold that."""
    found = [*row, *(None for _ in range(max(cells, default=-1) + 1 - len(row)))]
    for place, value in cells.items():
        found[place] = value
    return found
