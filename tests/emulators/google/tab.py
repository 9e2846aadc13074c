"""One sheet of a spreadsheet: its rows, its columns, and what lies over them."""

import re
from collections.abc import Callable, Iterable, Sequence
from copy import copy
from dataclasses import dataclass, field, replace

from .addresses import a1
from .areas import COLUMNS, ROWS, Area, Body, Move, Shift
from .refusals import invalid
from .rows import EMPTY, PLAIN, Formula, Look, Row, Value, last_filled, look_of

INHERITED = ("userEnteredFormat", "dataValidation")  # what an inserted row or column takes from its neighbour
SPILLING = re.compile(r"ARRAYFORMULA|FILTER|UNIQUE|SEQUENCE|TRANSPOSE|INDEX|SORT|\{", re.IGNORECASE)
OVERLAYS = ("merges", "protected", "conditional", "groups", "banding", "views", "tables")


@dataclass
class Tab:
    """A grid whose rows are kept as far down as anything stands in them; what lies over it is as the API has it."""

    id: int
    title: str
    height: int = 1000
    columns: list[Body] = field(default_factory=lambda: [{} for _ in range(26)])  # DimensionProperties
    rows: list[Row] = field(default_factory=list)
    grid: Body = field(default_factory=dict)  # frozenRowCount and the like
    facts: Body = field(default_factory=dict)  # hidden, tabColorStyle and the like
    merges: list[Body] = field(default_factory=list)
    basic_filter: Body | None = None
    protected: list[Body] = field(default_factory=list)
    conditional: list[Body] = field(default_factory=list)
    groups: list[Body] = field(default_factory=list)
    banding: list[Body] = field(default_factory=list)
    views: list[Body] = field(default_factory=list)
    tables: list[Body] = field(default_factory=list)
    has_formulas: bool = False  # whether one was ever entered
    may_spill: bool = False  # whether a formula was ever entered that fills cells beside it
    _own: bool = False  # whether `rows` is no other draft's

    def draft(self) -> "Tab":
        """A copy that may be changed while this one stays."""
        draft = copy(self)
        draft._own = False
        draft.columns = list(self.columns)
        return draft

    @property
    def width(self) -> int:
        return len(self.columns)

    @property
    def last_row(self) -> int:
        """How many rows from the top hold values."""
        for number in range(len(self.rows), 0, -1):
            if self.rows[number - 1].values:
                return number
        return 0

    @property
    def last_column(self) -> int:
        return max((last_filled(row.values) for row in self.rows), default=0)

    def row(self, number: int) -> Row:
        return self.rows[number] if number < len(self.rows) else EMPTY

    def value(self, row: int, column: int) -> Value:
        return self.row(row).value(column)

    def look(self, row: int, column: int) -> Look:
        return self.row(row).look(column)

    def size(self, dimension: str) -> int:
        return self.width if dimension == COLUMNS else self.height

    @property
    def whole(self) -> Area:
        return Area(self.id, 0, self.height, 0, self.width)

    def area(self, body: Body) -> Area:
        """A GridRange on this tab; what it leaves open goes to the end of the grid. Raises Refusal beyond it."""
        found = self._area(body)
        if not 0 <= found.top <= found.bottom or not 0 <= found.left <= found.right:
            raise invalid("The start of a range must not be below 0, nor behind its end.")
        self.check_inside(found)
        return found

    def clipped(self, body: Body) -> Area:
        """A GridRange as far as it lies on the grid."""
        found = self._area(body)
        return replace(found, bottom=min(found.bottom, self.height), right=min(found.right, self.width))

    def _area(self, body: Body) -> Area:
        return Area(
            self.id,
            body.get("startRowIndex", 0),
            body.get("endRowIndex", self.height),
            body.get("startColumnIndex", 0),
            body.get("endColumnIndex", self.width),
        )

    def check_inside(self, area: Area) -> None:
        """Raises Refusal for an area that is beyond the grid."""
        if area.bottom > self.height or area.right > self.width:
            raise invalid(f"Range ({a1(self.title, area)}) exceeds grid limits. {self.limits}")

    @property
    def limits(self) -> str:
        return f"Max rows: {self.height}, max columns: {self.width}"

    def _own_rows(self) -> None:
        if not self._own:
            self.rows, self._own = list(self.rows), True

    def _reach(self, row: int) -> None:
        """Have rows, of one's own, down to this one."""
        self._own_rows()
        self.rows += [EMPTY] * (row + 1 - len(self.rows))

    def put(self, row: int, left: int, values: Sequence[Value], looks: Sequence[Look]) -> None:
        self._reach(row)
        self.rows[row] = self.rows[row].put(left, values, looks)

    def note_formulas(self, values: Iterable[Value]) -> None:
        """Remember that there are formulas, and whether one may fill cells beside it."""
        for value in values:
            if isinstance(value, Formula):
                self.has_formulas = True
                self.may_spill = self.may_spill or SPILLING.search(value.text) is not None

    def change(self, area: Area, one: Callable[[Row], Row]) -> None:
        """Make each row of an area anew; rows that are one object stay one."""
        made: dict[int, Row] = {}
        self._reach(area.bottom - 1)
        for number in range(area.top, area.bottom):
            row = self.rows[number]
            if id(row) not in made:
                made[id(row)] = one(row)
            self.rows[number] = made[id(row)]

    def set_row(self, number: int, row: Row) -> None:
        self._reach(number)
        self.rows[number] = row

    def order_rows(self, start: int, rows: Iterable[Row]) -> None:
        new = list(rows)
        self._reach(start + len(new) - 1)
        self.rows[start : start + len(new)] = new

    def lengthen(self, dimension: str, count: int) -> None:
        if dimension == COLUMNS:
            self.columns += [{} for _ in range(count)]
        else:
            self.height += count

    def insert(self, dimension: str, at: int, count: int, *, like_before: bool) -> None:
        """Put in rows or columns that look like the one before or behind."""
        like = at - 1 if like_before else at
        if dimension == ROWS:
            self._insert_rows(at, count, [_inherited(look) for look in self.row(like).looks])
            return
        self.columns[at:at] = [{}] * count
        self.change(
            replace(self.whole, bottom=len(self.rows)),
            lambda row: row.spliced(at, 0, count, [_inherited(row.look(like))] * count),
        )

    def _insert_rows(self, at: int, count: int, looks: list[Look]) -> None:
        self.height += count
        new = EMPTY.put(0, (), looks)
        if at < len(self.rows) or new != EMPTY:
            self._reach(at - 1)
            self.rows[at:at] = [new] * count

    def delete(self, dimension: str, start: int, end: int) -> None:
        if dimension == ROWS:
            self.height -= end - start
            self._own_rows()
            del self.rows[start:end]
            return
        del self.columns[start:end]
        self.change(replace(self.whole, bottom=len(self.rows)), lambda row: row.spliced(start, end - start, 0))

    def move(self, move: Move) -> None:
        if move.dimension == ROWS:
            self._reach(max(move.end, move.to) - 1)
            self.rows = [self.rows[number] for number in move.order(len(self.rows))]
            return
        order = move.order(self.width)
        self.columns = [self.columns[number] for number in order]
        self.change(replace(self.whole, bottom=len(self.rows)), lambda row: _ordered(row, order))

    def shift(self, moved: Callable[[Body], Body | None]) -> None:
        """Let merges, filters and the like follow; `moved` gives a range its new place."""
        for name in OVERLAYS:
            setattr(self, name, shifted(getattr(self, name), moved))
        if self.basic_filter:
            self.basic_filter = next(iter(shifted([self.basic_filter], moved)), None)


def shifted(things: list[Body], moved: Callable[[Body], Body | None]) -> list[Body]:
    """Things with a `range`, or `ranges`, or that are ranges, at their new places; those without any are gone."""
    found = []
    for thing in things:
        if "range" in thing:
            place = moved(thing["range"])
            found += [{**thing, "range": place}] if place else []
        elif "ranges" in thing:
            places = [place for one in thing["ranges"] if (place := moved(one))]
            found += [{**thing, "ranges": places}] if places else []
        elif "startRowIndex" in thing or "startColumnIndex" in thing:
            found += [place] if (place := moved(thing)) else []
        else:
            found.append(thing)
    return found


def grid_shift(shift: Shift) -> Callable[[Body], Body | None]:
    return lambda area: shift.run(area) if "dimension" in area else shift.grid(area)


def _inherited(look: Look) -> Look:
    from_neighbour = {name: look.parts[name] for name in INHERITED if name in look.parts}
    return look_of(from_neighbour) if from_neighbour else PLAIN


def _ordered(row: Row, order: list[int]) -> Row:
    values = [row.value(column) for column in order]
    return replace(row, values=(), looks=()).put(0, values, [row.look(column) for column in order])
