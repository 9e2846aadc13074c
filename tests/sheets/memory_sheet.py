"""A shared workbook in memory: the engine's plans carried out on plain lists, with staff and faults."""

from collections import deque
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass, field, replace
from typing import Any

from connectors.cells import cell_value
from connectors.errors import ConnectorError
from connectors.ports import Noticed, SheetRow, SheetSpec, SyncResult, ignored
from connectors.sheets.layout import Mark, Seen
from connectors.sheets.plan import CellChange, Plan, make_plan
from connectors.sheets.values import formula, stated

Cells = list[list[Any]]
WAIT = 5.0  # seconds


def carried_out(plan: Plan, seen: Seen, *, inserts: bool = False) -> Seen:
    """The tab after the plan, its marks in it; new rows are inserted or, as planned, written where nothing stands."""
    after = [list(row) for row in seen.grid] or [[]]
    new = [list(row) for row in plan.appended]
    if inserts:
        after += [[] for _ in range(plan.end - len(after))]
        after[plan.end : plan.end] = [[] for _ in new]
        new = [[replace(one, row=row) for one in cells] for row, cells in enumerate(new, start=plan.end)]
    cells = [*_headers(plan), *plan.changes, *(change for row in new for change in row)]
    for change in cells:
        put(after, change.row, change.column, cell_value(stated(change.value, change.format)))
    marks = {**seen.marks, **{mark.key: mark for mark in plan.marks}}
    return Seen(squared(after), marks, owner=plan.claim or seen.owner)


def _headers(plan: Plan) -> list[CellChange]:
    titles = {**{place: one.title for place, one in plan.made.items()}, **plan.renamed}
    return [CellChange(plan.header_row, place, title, "text") for place, title in titles.items()]


def put(grid: Cells, row: int, column: int, value: Any) -> None:
    """Write a cell, however far off it is."""
    grid += [[] for _ in range(row + 1 - len(grid))]
    grid[row] += [None] * (column + 1 - len(grid[row]))
    grid[row][column] = value


def squared(grid: Cells) -> Cells:
    """All rows as long as the longest."""
    width = max(map(len, grid), default=0)
    return [[*row, *[None] * (width - len(row))] for row in grid]


@dataclass
class MemoryBook:
    """Tabs by title, and how often anybody saved."""

    tabs: dict[str, Seen] = field(default_factory=dict)
    saves: int = 0

    def save(self, title: str, tab: Seen) -> None:
        self.tabs[title] = tab
        self.saves += 1


@dataclass
class MemorySheets:
    """A SheetBackend over a MemoryBook; `inserts` as Google does it, otherwise as Excel does.

    A fault is one of FAULTS and comes with the next write.
    """

    book: MemoryBook
    inserts: bool = False
    faults: deque[str] = field(default_factory=deque)

    FAULTS = ("refused", "answer lost")

    def where(self, spec: SheetSpec) -> str:
        return spec.tab

    def upsert(
        self, spec: SheetSpec, rows: Sequence[SheetRow], keep: Callable[[Noticed], None] = ignored
    ) -> SyncResult:
        seen, saves = deepcopy(self.book.tabs.get(spec.tab, Seen([]))), self.book.saves
        plan = make_plan(spec, rows, seen)
        keep(plan.noticed)
        if not plan.is_empty:
            self._save(spec, carried_out(plan, seen, inserts=self.inserts), saves)
        return SyncResult(len(plan.appended), plan.updated_rows, plan.unchanged_rows, plan.notes)

    def _save(self, spec: SheetSpec, tab: Seen, saves: int) -> None:
        fault = self.faults.popleft() if self.faults else ""
        if fault == "refused" or self.book.saves != saves:
            raise ConnectorError(fault or "saved by somebody meanwhile", retry_after=WAIT)
        self.book.save(spec.tab, tab)
        if fault:
            raise ConnectorError(fault, retry_after=WAIT)


@dataclass
class MemoryStaff:
    """Staff at a tab of a MemoryBook; marks go with their columns."""

    book: MemoryBook
    title: str

    @property
    def grid(self) -> Cells:
        return [list(row) for row in self.book.tabs[self.title].grid]

    def _save(self, grid: Cells, moved: Callable[[int], int | None] = lambda column: column) -> None:
        tab = self.book.tabs[self.title]
        marks = {key: self._moved(mark, moved) for key, mark in tab.marks.items()}
        self.book.save(self.title, replace(tab, grid=squared(grid), marks=marks))

    def _moved(self, mark: Mark, moved: Callable[[int], int | None]) -> Mark:
        return mark if mark.column is None else replace(mark, column=moved(mark.column))

    def rows(self) -> Cells:
        return self.grid

    def tabs(self) -> list[str]:
        return list(self.book.tabs)

    def beside(self, title: str) -> "MemoryStaff":
        return MemoryStaff(self.book, title)

    def write(self, row: int, column: int, value: Any) -> None:
        grid = self.grid
        put(grid, row, column, formula(value) if str(value).startswith("=") else value)
        self._save(grid)

    def insert_column(self, at: int, header: str = "") -> None:
        grid = [[*row[:at], None, *row[at:]] for row in self.grid]
        if header:
            grid[0][at] = header
        self._save(grid, lambda column: column + (column >= at))

    def delete_column(self, at: int) -> None:
        grid = [[*row[:at], *row[at + 1 :]] for row in self.grid]
        self._save(grid, lambda column: None if column == at else column - (column > at))

    def move_column(self, at: int, to: int) -> None:
        order = moved_order(max(map(len, self.grid)), at, to)
        self._save([[row[n] for n in order] for row in self.grid], order.index)

    def insert_row(self, at: int, values: Sequence[Any] = ()) -> None:
        grid = self.grid
        grid += [[] for _ in range(at - len(grid))]
        grid.insert(at, [])
        for column, value in enumerate(values):
            put(grid, at, column, formula(value) if str(value).startswith("=") else value)
        self._save(grid)

    def duplicate_row(self, at: int, to: int) -> None:
        grid = self.grid
        grid.insert(to, list(grid[at]))
        self._save(grid)

    def delete_row(self, at: int) -> None:
        grid = self.grid
        del grid[at]
        self._save(grid)

    def sort(
        self, column: int, *, descending: bool = False, header_rows: int = 1, columns: range | None = None
    ) -> None:
        grid = self.grid
        within = slice(columns.start, columns.stop) if columns else slice(None)
        body = sorted(grid[header_rows:], key=lambda row: rank(row[column]), reverse=descending)
        parts = [row[within] for row in body]
        for row, part in zip(grid[header_rows:], parts, strict=True):
            row[within] = part
        self._save(grid)

    def show_only(self, column: int, value: Any, *, header_rows: int = 1) -> None:
        """What is out of sight stands there all the same."""
        self._save(self.grid)

    def copy_tab(self, title: str) -> None:
        self.book.save(title, replace(deepcopy(self.book.tabs[self.title]), owner=""))

    def rename_tab(self, title: str) -> None:
        self.book.save(title, self.book.tabs.pop(self.title))
        self.title = title

    def forget_marks(self) -> None:
        self.book.save(self.title, replace(self.book.tabs[self.title], marks={}))

    def saved(self) -> object:
        return deepcopy(self.book.tabs)

    def restore(self, saved: Any) -> None:
        self.book.tabs = deepcopy(saved)
        self.book.saves += 1


def moved_order(width: int, at: int, to: int) -> list[int]:
    """The columns' new order when one is moved to before another."""
    order = [*range(at), *range(at + 1, width)]
    order.insert(to - (to > at), at)
    return order


def rank(value: Any) -> tuple[bool, bool, str]:
    """Numbers before texts before nothing, as spreadsheets sort."""
    is_number = isinstance(value, int | float)
    return value is None, not is_number, f"{value:>030}" if is_number else str(value).casefold()
