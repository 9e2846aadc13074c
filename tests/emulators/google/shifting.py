"""What follows rows and columns that come, go or move: ranges of all kinds, metadata, and references in formulas."""

from collections.abc import Callable

from .areas import Body, Move, Shift
from .content import Content
from .tab import grid_shift, shifted


def follow(content: Content, shift: Shift) -> None:
    """Let all that lies on or beside what was put in or taken out find its new place."""
    _follow(content, grid_shift(shift))


def follow_move(content: Content, move: Move) -> None:
    _follow(content, move.range_of)


def _follow(content: Content, moved: Callable[[Body], Body | None]) -> None:
    for tab in content.tabs:
        tab.shift(moved)
    content.named_ranges = shifted(content.named_ranges, moved)
    for number, one in list(content.metadata.items()):
        if run := one["location"].get("dimensionRange"):
            place = moved(run)
            if place is None:
                del content.metadata[number]
            else:
                content.metadata[number] = {**one, "location": {**one["location"], "dimensionRange": place}}
