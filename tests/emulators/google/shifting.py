"""What follows rows and columns that come, go or move: ranges of all kinds, metadata, and references in formulas."""

from collections.abc import Callable
from dataclasses import replace

from .addresses import quoted
from .areas import Area, Body, Move, Shift
from .content import Content
from .formulas.moving import retitled, rewritten
from .formulas.moving import shifted as moved_reference
from .rows import Formula
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
        _move_formulas(content, tab, moved)


def _follow(content: Content, moved: Callable[[Body], Body | None]) -> None:
    for tab in content.tabs:
        tab.shift(moved)
        _move_formulas(content, tab, moved)
    content.named_ranges = shifted(content.named_ranges, moved)
    for number, one in list(content.metadata.items()):
        if run := one["location"].get("dimensionRange"):
            place = moved(run)
            if place is None:
                del content.metadata[number]
            else:
                content.metadata[number] = {**one, "location": {**one["location"], "dimensionRange": place}}


def follow_title(content: Content, old: str, new: str) -> None:
    """Let formulas name a tab by its new title."""
    for tab in content.tabs:
        _rewrite(tab, lambda text: retitled(text, quoted(old), quoted(new)))


def _move_formulas(content: Content, tab: Tab, moved: Callable[[Body], Body | None]) -> None:
    """Let references follow the cells they are to."""
    ids = {one.title: one.id for one in content.tabs}

    def reference(title: str | None, cells: str) -> str:
        sheet = tab.id if title is None else ids.get(title)
        return cells if sheet is None else moved_reference(cells, sheet, moved)

    _rewrite(tab, lambda text: rewritten(text, reference))


def _rewrite(tab: Tab, change: Callable[[str], str]) -> None:
    """Make every formula of a tab anew."""
    if not tab.has_formulas:
        return
    for number, row in enumerate(tab.rows):
        if any(isinstance(value, Formula) for value in row.values):
            values = (Formula(change(one.text)) if isinstance(one, Formula) else one for one in row.values)
            tab.set_row(number, replace(row, values=tuple(values)))
