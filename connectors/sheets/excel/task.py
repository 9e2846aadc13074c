"""What a plan writes into a tab of a workbook: every cell, and what grows with them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connectors.sheets.excel.areas import Area, Growth
from connectors.sheets.excel.opening import Opened
from connectors.sheets.excel.tables import Change, headers_in_formulas, notes_on
from connectors.sheets.layout import at
from connectors.sheets.plan import CellChange, Plan
from connectors.sheets.values import is_formula


@dataclass(frozen=True, slots=True)
class Task:
    """Cells by row, those that are headers (of staff's columns or not), all from 0; and what staff should know."""

    plan: Plan
    opened: Opened
    change: Change
    cells: Mapping[int, Sequence[CellChange]]
    headers: Mapping[tuple[int, int], bool]
    notes: tuple[str, ...]

    @property
    def extent(self) -> list[Area]:
        """Where the cells stand."""
        columns = [change.column + 1 for row in self.cells.values() for change in row]
        rows = self.cells.keys()
        return [Area(min(columns), min(rows) + 1, max(columns), max(rows) + 1)] if columns else []

    @property
    def body(self) -> range:
        """The rows that those to be added should look like: those with a key, or else whatever stands above."""
        first, plan = self.plan.header_row + 1, self.plan
        added = plan.appended[0][0].row if plan.appended else plan.end
        return range(first, plan.end if plan.end > first else added)

    @property
    def loses_formulas(self) -> bool:
        """Whether a formula is written over."""
        return any(self._is_worked_out(change) for change in self.plan.changes)

    def _is_worked_out(self, change: CellChange) -> bool:
        is_truth = (change.row, change.column) in self.opened.sheet.values.truths
        return is_truth or is_formula(at(self.opened.sheet.grid, change.row, change.column))


def task_of(plan: Plan, opened: Opened) -> Task:
    """What a plan writes. Raises Broken."""
    top = plan.header_row
    renamed = {place: title for place, title in plan.renamed.items() if (top, place) not in opened.sheet.covered}
    kept = headers_in_formulas(opened.book, opened.tables, top + 1, renamed)
    titles = {place: title for place, title in renamed.items() if place not in kept}
    made = {place: one.title for place, one in plan.made.items()}
    change = Change(
        header=top + 1,
        growth=Growth(top + 2, frozenset(row[0].row + 1 for row in plan.appended)),
        made={place + 1: title for place, title in made.items()},
        renamed={place + 1: title for place, title in titles.items()},
    )
    cells: dict[int, list[CellChange]] = defaultdict(list)
    for place, title in {**made, **titles}.items():
        cells[top].append(CellChange(top, place, title, "text"))
    for one in (*plan.changes, *(cell for row in plan.appended for cell in row)):
        cells[one.row].append(one)
    headers = {(top, place): one.column.owner == "staff" for place, one in plan.made.items()}
    stay = (f"the header {title!r} stays: formulas name it" for title in kept.values())
    return Task(plan, opened, change, dict(cells), headers, (*notes_on(opened.tables, change), *stay))
