"""Rows of a tab changed in its text, and rows added to it: what is not written anew stays byte for byte."""

import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from connectors.sheets.excel.areas import LAST_ROW
from connectors.sheets.excel.elements import Element
from connectors.sheets.excel.looks import DEPTH, NO_HABIT, Look, RowLook, look_of
from connectors.sheets.excel.row import Orphan, Row, orphan_of
from connectors.sheets.excel.rows import row_start, spans
from connectors.sheets.excel.tables import Filled
from connectors.sheets.excel.values import Values
from connectors.sheets.excel.writing import Writer
from connectors.sheets.plan import CellChange
from connectors.sheets.values import same


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be written, rows and columns from 0: cells by row, which of them are headers, what is filled down."""

    cells: Mapping[int, Sequence[CellChange]]
    headers: Mapping[tuple[int, int], bool] = field(default_factory=dict)  # whether they are staff's
    filled: Sequence[Filled] = ()
    body: range = range(0)  # the rows with a key that stand there, or some: those that are added look like the last


@dataclass(slots=True)
class Patch:
    """One copy of a tab's rows with changes; `head` is how the tab begins, with whatever follows."""

    head: bytes
    wanted: Wanted
    values: Values
    writer: Writer
    default: Callable[[int], int]  # the style of a column's empty cells
    look: Look = NO_HABIT  # of rows that are added, once it is known
    has_lost_formulas: bool = False
    before: int = 0  # the number of the last row that was copied, from 1
    above: deque[RowLook] = field(default_factory=lambda: deque(maxlen=DEPTH))
    orphans: dict[str, Orphan] = field(default_factory=dict)
    waiting: deque[int] = field(init=False)
    start: "re.Pattern[bytes]" = field(init=False)

    def __post_init__(self) -> None:
        """Rows are written from the top down."""
        self.waiting = deque(sorted(self.wanted.cells))
        self.start = row_start(self.writer.prefix.encode())

    def block(self, block: bytes) -> bytes:
        """Whole rows with their changes. Raises Broken, NotPlain."""
        last = self._last_of(block)
        if last and last <= self._next() and not self.orphans:
            self.before = last
            return block
        pieces, done = [], 0
        for number, start, end in spans(block, self.start, self.before):
            if self.waiting and self.waiting[0] < number - 1:
                pieces += [block[done:start], *self._new_before(number - 1)]
                done = start
            self.before = number
            if (changed := self._changed(block[start:end], number)) is not None:
                pieces += [block[done:start], changed]
                done = end
        return b"".join((*pieces, block[done:]))

    def rest(self) -> Iterator[bytes]:
        """The rows that stand behind all others."""
        yield from self._new_before(LAST_ROW)

    @property
    def _watched(self) -> range:
        """The rows whose looks are looked at."""
        body = self.wanted.body
        return range(max(body.start, body.stop - DEPTH), body.stop)

    def _next(self) -> int:
        """The first row to come that matters."""
        watched = self._watched.start if self.before < self._watched.stop else LAST_ROW
        return min(watched, self.waiting[0] if self.waiting else LAST_ROW)

    def _last_of(self, block: bytes) -> int:
        """The number of the last row; 0 where it does not tell."""
        found = self.start.match(block, block.rfind(b"<%brow" % self.writer.prefix.encode()))
        return int(found[1] or 0) if found else 0

    def _new_before(self, row: int) -> Iterator[bytes]:
        """The rows that are added above another."""
        while self.waiting and self.waiting[0] < row:
            self.before = self.waiting[0] + 1
            yield self._new(self.waiting.popleft())

    def _new(self, row: int) -> bytes:
        return self.added(row, self.wanted.cells[row])

    def added(self, row: int, changes: Sequence[CellChange]) -> bytes:
        """A row that is not there yet."""
        look, cells = self.habit() if row >= self.wanted.body.stop else NO_HABIT, dict[int, bytes]()
        for change in changes:
            cells[change.column] = self._written(change, look.style(change.column, row, self.default(change.column)))
        for column, formula in self._filled(row):
            if column not in cells:
                style = look.style(column, row, self.default(column))
                cells[column] = self.writer.formula(row, column, style, formula)
        for column in look.cells.keys() - cells.keys():
            cells[column] = self.writer.empty(row, column, look.style(column, row, 0))
        return self.writer.row(row, [cells[column] for column in sorted(cells)], look.said)

    def _changed(self, text: bytes, number: int) -> bytes | None:
        """A row with its changes; none where it stays as it is."""
        is_waiting = bool(self.waiting) and self.waiting[0] == number - 1
        if not is_waiting and number - 1 not in self._watched and not self._shares(text):
            return None
        row = Row(number, text, self.head, self.writer.prefix)
        if number - 1 in self._watched:
            self.above.append(row.look())
        new = self._new_cells(row, self.waiting.popleft()) if is_waiting else {}
        for column in sorted(new):
            row.put(column, new[column])
        row.adopt(self.orphans, set(new))
        return row.done()

    def _new_cells(self, row: Row, number: int) -> dict[int, bytes]:
        """The cells of a row that are not as they should be, by column."""
        cells: dict[int, bytes] = {}
        self.values.number = row.number
        for change in self.wanted.cells[number]:
            there = row.cell(change.column)
            if there is None and change.value is not None:
                base = int(row.said.get("s", self.default(change.column)))
                cells[change.column] = self._written(change, base)
            elif there is not None and not same(self.values.of(change.column, there), change.value):
                self._let_go(row, change.column, there)
                cells[change.column] = self._written(change, there.number("s"), is_there=True)
        for column, formula in self._filled(number):
            there = row.cell(column)
            if column not in cells and (there is None or not there.children):
                style = there.number("s") if there else self.default(column)
                cells[column] = self.writer.formula(number, column, style, formula)
        return cells

    def _written(self, change: CellChange, base: int, *, is_there: bool = False) -> bytes:
        staff = self.wanted.headers.get((change.row, change.column))
        if staff is not None:
            return self.writer.header(change.row, change.column, str(change.value), staff=staff)
        return self.writer.cell(change, base, is_there=is_there)

    def _filled(self, row: int) -> Iterator[tuple[int, str]]:
        for one in self.wanted.filled:
            if row in one.rows:
                yield one.column, one.formula

    def habit(self) -> Look:
        """How rows that are added look."""
        if self.above:
            self.look = look_of(list(self.above), self.writer.styles, self.default)
            self.above.clear()
        return self.look

    def _let_go(self, row: Row, column: int, cell: Element) -> None:
        """Write over a cell: a formula that others share must be said by one of them."""
        formula = cell.first("f")
        if formula is not None:
            self.has_lost_formulas = True
            self.orphans |= orphan_of(formula, row.number, column)

    def _shares(self, text: bytes) -> bool:
        words = "|".join(map(re.escape, self.orphans))
        return bool(words) and re.search(rf"""\ssi\s*=\s*["'](?:{words})["']""".encode(), text) is not None
