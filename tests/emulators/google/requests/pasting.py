"""Requests that copy, cut and fill cells, and that put cells in or take them out of part of the grid."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from ..areas import COLUMNS, ROWS, Area, Body
from ..computing import effective
from ..content import Content
from ..entering import enter
from ..errors import CellError
from ..formulas.moving import copied, rewritten
from ..refusals import invalid
from ..rows import PLAIN, Formula, Look, Value, look_of
from ..shifting import follow_block
from ..tab import Tab

Cell = tuple[Value, Look]


def copy_of(value: Value, down: int, right: int) -> Value:
    """A value as it stands in a copy so many rows and columns away: a formula speaks of the cells there."""
    if not isinstance(value, Formula) or not (down or right):
        return value
    return Formula(rewritten(value.text, lambda _title, cells: copied(cells, down, right)))


def _only(*names: str) -> Callable[[Look, Look], Look]:
    """Of a look these parts, and the rest of the other."""
    return lambda new, old: look_of(
        {name: part for name, part in old.parts.items() if name not in names}
        | {name: new.parts[name] for name in names if name in new.parts}
    )


def _without_borders(new: Look, _old: Look) -> Look:
    own = {name: part for name, part in new.parts.get("userEnteredFormat", {}).items() if name != "borders"}
    return look_of({**new.parts, "userEnteredFormat": own} if own else {**new.parts})


PASTES: dict[str, tuple[str, Callable[[Look, Look], Look]]] = {
    "PASTE_NORMAL": ("formulas", lambda new, _old: new),
    "PASTE_VALUES": ("values", lambda _new, old: old),
    "PASTE_FORMAT": ("", _only("userEnteredFormat", "dataValidation", "textFormatRuns")),
    "PASTE_NO_BORDERS": ("formulas", _without_borders),
    "PASTE_FORMULA": ("formulas", lambda _new, old: old),
    "PASTE_DATA_VALIDATION": ("", _only("dataValidation")),
    "PASTE_CONDITIONAL_FORMATTING": ("", lambda _new, old: old),
}
"""The word for a way to paste -> which values go along, and which look a cell then has."""


@dataclass(frozen=True, slots=True)
class _Paste:
    """What is copied from a tab, and how."""

    content: Content
    tab: Tab
    source: Area
    kind: str
    turned: bool

    @property
    def size(self) -> tuple[int, int]:
        size = self.source.height, self.source.width
        return size[::-1] if self.turned else size

    def cell(self, row: int, column: int, start: Area, old: Cell) -> Cell:
        """What stands at a place of the destination, which begins at `start`, after pasting."""
        down, right = (row - start.top) % self.size[0], (column - start.left) % self.size[1]
        if self.turned:
            down, right = right, down
        origin = self.source.top + down, self.source.left + right
        taken, look = PASTES[self.kind]
        return self._value(taken, origin, row, column, old[0]), look(self.tab.look(*origin), old[1])

    def _value(self, taken: str, origin: tuple[int, int], row: int, column: int, old: Value) -> Value:
        if taken == "formulas":
            return copy_of(self.tab.value(*origin), row - origin[0], column - origin[1])
        if not taken:
            return old
        found: Value = effective(self.content, self.tab, *origin)
        return found.shown if isinstance(found, CellError) else found


def _tab(content: Content, body: Body) -> Tab:
    return content.by_id(body.get("sheetId", 0))


def _copy_paste(content: Content, body: Body) -> None:
    """The source again and again until the destination is full; once at least."""
    origin, target = _tab(content, body["source"]), _tab(content, body["destination"])
    turned, kind = body.get("pasteOrientation") == "TRANSPOSE", body.get("pasteType", "PASTE_NORMAL")
    paste = _Paste(content, origin, origin.area(body["source"]), kind, turned)
    if 0 in paste.size:
        raise invalid("There is nothing to copy in an empty range.")
    place, (high, wide) = target.area(body["destination"]), paste.size
    bottom = place.top + max(place.height // high, 1) * high
    _paste(paste, target, replace(place, bottom=bottom, right=place.left + max(place.width // wide, 1) * wide))


def _paste(paste: _Paste, target: Tab, area: Area) -> None:
    target.check_inside(area)
    cells = {(row, n): paste.cell(row, n, area, (target.value(row, n), target.look(row, n))) for row, n in area.cells()}
    for row in range(area.top, area.bottom):
        line = [cells[row, column] for column in range(area.left, area.right)]
        target.note_formulas(value for value, _ in line)
        target.put(row, area.left, [value for value, _ in line], [look for _, look in line])


def _cut_paste(content: Content, body: Body) -> None:
    """The cells move, and what speaks of them follows."""
    origin, place = _tab(content, body["source"]), body["destination"]
    target, source = _tab(content, place), origin.area(body["source"])
    top, left = place.get("rowIndex", 0), place.get("columnIndex", 0)
    area = Area(target.id, top, top + source.height, left, left + source.width)
    target.check_inside(area)
    kind = body.get("pasteType", "PASTE_NORMAL")
    taken, look = PASTES[kind]
    cells = [origin.row(row).cells(source.left, source.right) for row in range(source.top, source.bottom)]
    _wipe(origin, source, values=bool(taken), looks=kind not in ("PASTE_VALUES", "PASTE_FORMULA"))
    for row, (values, looks) in enumerate(cells, start=top):
        old_values, old_looks = target.row(row).cells(left, area.right)
        target.note_formulas(values)
        worn = [look(new, old) for new, old in zip(looks, old_looks, strict=True)]
        target.put(row, left, values if taken else old_values, worn)
    if taken:
        follow_block(content, source, area)


def _wipe(tab: Tab, area: Area, *, values: bool, looks: bool) -> None:
    for row in range(area.top, area.bottom):
        kept = tab.row(row).cells(area.left, area.right)
        none: list[Value] = [None] * area.width
        tab.put(row, area.left, none if values else kept[0], [PLAIN] * area.width if looks else kept[1])


def _paste_data(content: Content, body: Body) -> None:
    """A text with delimiters, as if pasted from elsewhere."""
    place = body["coordinate"]
    tab = _tab(content, place)
    if body.get("html"):
        raise invalid("HTML is not understood by this emulator.")
    rows = [line.split(body.get("delimiter") or "\t") for line in body.get("data", "").split("\n")]
    top, left = place.get("rowIndex", 0), place.get("columnIndex", 0)
    tab.lengthen(ROWS, max(0, top + len(rows) - tab.height))
    tab.lengthen(COLUMNS, max(0, left + max(map(len, rows)) - tab.width))
    enter(content, tab, top, left, rows, "USER_ENTERED")


def _insert_range(content: Content, body: Body) -> None:
    """Cells below, or to the right, make room; what is pushed off the grid lengthens it."""
    tab = _tab(content, body["range"])
    area, down = tab.area(body["range"]), body.get("shiftDimension") == ROWS
    last = max(tab.last_row, area.top) if down else max(tab.last_column, area.left)
    over = max(0, last + (area.height if down else area.width) - tab.size(ROWS if down else COLUMNS))
    tab.lengthen(ROWS if down else COLUMNS, over)
    rest = replace(area, bottom=last) if down else replace(area, right=last)
    shifted = (area.height, 0) if down else (0, area.width)
    _move(content, tab, rest, *shifted)


def _delete_range(content: Content, body: Body) -> None:
    """Cells below, or to the right, take the place of those that go."""
    tab = _tab(content, body["range"])
    area, down = tab.area(body["range"]), body.get("shiftDimension") == ROWS
    _wipe(tab, area, values=True, looks=True)
    last = max(tab.last_row, area.bottom) if down else max(tab.last_column, area.right)
    rest = replace(area, top=area.bottom, bottom=last) if down else replace(area, left=area.right, right=last)
    shifted = (-area.height, 0) if down else (0, -area.width)
    _move(content, tab, rest, *shifted)


def _move(content: Content, tab: Tab, area: Area, down: int, right: int) -> None:
    if area.height <= 0 or area.width <= 0:
        return
    place = {"sheetId": tab.id, "rowIndex": area.top + down, "columnIndex": area.left + right}
    _cut_paste(content, {"source": {**area.body(), "sheetId": tab.id}, "destination": place})


REQUESTS = {
    "copyPaste": _copy_paste,
    "cutPaste": _cut_paste,
    "pasteData": _paste_data,
    "insertRange": _insert_range,
    "deleteRange": _delete_range,
}
