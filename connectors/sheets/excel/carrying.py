"""A plan carried out in the copy of a workbook: headers, columns and cells, marks and lists of choices."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import IO

from connectors.errors import ConnectorError
from connectors.ports import SheetSpec
from connectors.sheets.excel.archive import Part
from connectors.sheets.excel.areas import LAST_COLUMN, Area, Growth, letter
from connectors.sheets.excel.colours import colour
from connectors.sheets.excel.columns import set_widths
from connectors.sheets.excel.frame import offer
from connectors.sheets.excel.left import Noted
from connectors.sheets.excel.lists import listed
from connectors.sheets.excel.marks import new_names, old_names
from connectors.sheets.excel.names import NewName, leave_names
from connectors.sheets.excel.opening import Opened
from connectors.sheets.excel.page import in_the_rule, notes, page_names, rule
from connectors.sheets.excel.patch import Patch, Wanted
from connectors.sheets.excel.rows import Text
from connectors.sheets.excel.saving import Saving, require_rows
from connectors.sheets.excel.tables import Change
from connectors.sheets.layout import at
from connectors.sheets.plan import CellChange, Plan
from connectors.sheets.values import is_formula


def carry_out(plan: Plan, opened: Opened, spec: SheetSpec, source: IO[bytes], target: IO[bytes]) -> Noted:
    """Write a copy of a workbook in which the plan is carried out. Raises Broken, ConnectorError."""
    _require_room(plan, spec)
    saving, cells = Saving.of(opened, spec.tab), cells_of(plan, opened)
    set_widths(saving.frame, plan.made)
    offer(saving.frame, _rules(saving, plan))
    colour(saving.frame, opened.styles, plan)
    _leave_names(saving, plan, spec)
    filled = saving.grow(change_of(plan, opened), [_extent(cells)] if cells else [])
    if any(_is_worked_out(opened, change) for row in cells.values() for change in row):
        saving.draft.drop("calcChain")
    headers = {(plan.header_row, place): one.column.owner == "staff" for place, one in plan.made.items()}
    wanted = Wanted(cells, headers, filled, range(plan.header_row + 1, plan.end))
    return _copied(saving, plan, wanted, source, target)


def change_of(plan: Plan, opened: Opened) -> Change:
    """What a plan does to the tab, as what grows with it must know."""
    return Change(
        header=plan.header_row + 1,
        growth=Growth(plan.header_row + 2, frozenset(row[0].row + 1 for row in plan.appended)),
        made={place + 1: one.title for place, one in plan.made.items()},
        renamed={place + 1: title for place, title in _renamed(plan, opened).items()},
    )


def cells_of(plan: Plan, opened: Opened) -> dict[int, list[CellChange]]:
    """Every cell that is to be written, by row."""
    titles = {**{place: one.title for place, one in plan.made.items()}, **_renamed(plan, opened)}
    cells: dict[int, list[CellChange]] = defaultdict(list)
    for place, title in titles.items():
        cells[plan.header_row].append(CellChange(plan.header_row, place, title, "text"))
    for change in plan.changes:
        cells[change.row].append(change)
    for row in plan.appended:
        cells[row[0].row] += row
    return dict(cells)


def _require_room(plan: Plan, spec: SheetSpec) -> None:
    """Raises ConnectorError where the tab cannot hold what is planned."""
    require_rows(spec, plan.last_row)
    if max(plan.made, default=0) >= LAST_COLUMN:
        raise ConnectorError(
            f"the tab {spec.tab!r} has something in its last column, {letter(LAST_COLUMN)}, so none can be added "
            "behind it. Delete what stands there, then retry",
            permanent=True,
        )


def _renamed(plan: Plan, opened: Opened) -> dict[int, str]:
    """Headers that change, but under a merged cell, where people see another text."""
    return {
        place: title for place, title in plan.renamed.items() if (plan.header_row, place) not in opened.sheet.covered
    }


def _extent(cells: Mapping[int, Sequence[CellChange]]) -> Area:
    columns = [change.column + 1 for row in cells.values() for change in row]
    return Area(min(columns), min(cells) + 1, max(columns), max(cells) + 1)


def _is_worked_out(opened: Opened, change: CellChange) -> bool:
    """Whether a formula is written over."""
    is_truth = (change.row, change.column) in opened.sheet.values.truths
    return is_truth or is_formula(at(opened.sheet.grid, change.row, change.column))


def _rules(saving: Saving, plan: Plan) -> list[bytes]:
    """What may be chosen in the columns that are made, and what is told of staff's."""
    prefix, header = saving.frame.prefix, plan.header_row + 1
    choices = {place: one.column.dropdown for place, one in plan.made.items() if one.column.dropdown}
    long = {place: some for place, some in choices.items() if not in_the_rule(some)}
    sources = {place: in_the_rule(some) for place, some in choices.items()} | listed(saving, long)
    return [*notes(prefix, header, plan.made), *(rule(prefix, place, header, sources[place]) for place in choices)]


def _leave_names(saving: Saving, plan: Plan, spec: SheetSpec) -> None:
    opened, tab = saving.opened, saving.tab
    new = [NewName(name, said) for name, said in new_names(spec.tab, tab.title, plan.marks, plan.claim).items()]
    if opened.is_made:
        last = max((plan.last_row, 2))
        new += page_names(tab.title, tab.index, Area(1, 1, max(plan.made) + 1, last))
    leave_names(saving.draft.main, opened.book, new, old_names(opened.book.said(), spec.tab, plan.marks))


def _copied(saving: Saving, plan: Plan, wanted: Wanted, source: IO[bytes], target: IO[bytes]) -> Noted:
    sheet = saving.opened.sheet
    text = Text(sheet.source.pieces())
    patch = Patch(text.head, wanted, sheet.values, saving.writer, saving.default)

    def rows(part: Part) -> None:
        for block in text.blocks():
            part.write(patch.block(block))
        part.write_all(patch.rest())

    section = saving.copy(source, target, rows)
    return Noted(plan.header_row, plan.places, plan.last_row, patch.before, patch.habit(), section)
