"""What follows rows and columns that come, go or move: ranges of all kinds, metadata, and references in formulas."""

from collections.abc import Callable
from dataclasses import replace

from .areas import Area, Body, Move, Shift
from .content import Content
from .formulas.moving import rewritten
from .formulas.moving import shifted as moved_reference
from .rows import Formula, Row, Value
from .tab import Tab, grid_shift, shifted


def follow(content: Content, shift: Shift) -> None:
    """Let all that lies on or beside what was put in or taken out find its new place."""
    _follow(content, grid_shift(shift))


def follow_move(content: Content, move: Move) -> None:
    _follow(content, move.range_of)


def follow_block(content: Content, source: Area, place: Area) -> None:
    """Let formulas follow cells that were cut and pasted."""

    def moved(body: Body) -> Body | None:
        tab = content.by_id(body.get("sheetId", 0))
        if tab.id != source.sheet or not source.holds(area := tab.clipped(body)):
            return body
        down, right = place.top - source.top, place.left - source.left
        return Area(place.sheet, area.top + down, area.bottom + down, area.left + right, area.right + right).body()

    for tab in content.tabs:
        if tab.has_formulas:
            _move_formulas(content, tab, moved)


def _follow(content: Content, moved: Callable[[Body], Body | None]) -> None:
    for tab in content.tabs:
        tab.shift(moved)
        if tab.has_formulas:
            _move_formulas(content, tab, moved)
    content.named_ranges = shifted(content.named_ranges, moved)
    for number, one in list(content.metadata.items()):
        if run := one["location"].get("dimensionRange"):
            place = moved(run)
            if place is None:
                del content.metadata[number]
            else:
                content.metadata[number] = {**one, "location": {**one["location"], "dimensionRange": place}}


def _move_formulas(content: Content, tab: Tab, moved: Callable[[Body], Body | None]) -> None:
    """Let references follow the cells they are to."""
    ids = {one.title: one.id for one in content.tabs}

    def reference(title: str | None, cells: str) -> str:
        sheet = tab.id if title is None else ids.get(title)
        return cells if sheet is None else moved_reference(cells, sheet, moved)

    def anew(value: Value) -> Value:
        return Formula(rewritten(value.text, reference)) if isinstance(value, Formula) else value

    def one(row: Row) -> Row:
        return replace(row, values=tuple(map(anew, row.values)))

    for number, row in enumerate(tab.rows):
        if any(isinstance(value, Formula) for value in row.values):
            tab.set_row(number, one(row))
