"""A task carried out in the copy of a workbook: headers, columns and cells, marks and lists of choices."""

from typing import IO

from connectors.errors import ConnectorError
from connectors.ports import SheetSpec
from connectors.sheets.excel.archive import Part
from connectors.sheets.excel.areas import LAST_COLUMN, Area, letter
from connectors.sheets.excel.colours import colour
from connectors.sheets.excel.columns import set_widths
from connectors.sheets.excel.frame import offer
from connectors.sheets.excel.left import Noted
from connectors.sheets.excel.lists import listed
from connectors.sheets.excel.marks import new_names, old_names
from connectors.sheets.excel.names import NewName, leave_names
from connectors.sheets.excel.page import in_the_rule, notes, page_names, rule
from connectors.sheets.excel.patch import Patch, Wanted
from connectors.sheets.excel.rows import Text
from connectors.sheets.excel.saving import Saving, require_rows
from connectors.sheets.excel.task import Task
from connectors.sheets.plan import Plan


def carry_out(task: Task, spec: SheetSpec, source: IO[bytes], target: IO[bytes]) -> Noted:
    """Write a copy of a workbook in which it is done. Raises Broken, ConnectorError."""
    plan = task.plan
    _require_room(plan, spec)
    saving = Saving.of(task.opened, spec.tab)
    set_widths(saving.frame, plan.made)
    offer(saving.frame, _rules(saving, plan))
    colour(saving.frame, task.opened.styles, plan)
    _leave_names(saving, plan, spec)
    filled = saving.grow(task.change, task.extent)
    if task.loses_formulas:
        saving.draft.drop("calcChain")
    wanted = Wanted(task.cells, task.headers, filled, task.body)
    sheet = task.opened.sheet
    text = Text(sheet.source.pieces())
    patch = Patch(text.head, wanted, sheet.values, saving.writer, saving.default)

    def rows(part: Part) -> None:
        for block in text.blocks():
            part.write(patch.block(block))
        part.write_all(patch.rest())

    section = saving.copy(source, target, rows)
    return Noted(plan.header_row, plan.places, plan.last_row, patch.before, patch.habit(), section)


def _require_room(plan: Plan, spec: SheetSpec) -> None:
    """Raises ConnectorError where the tab cannot hold what is planned."""
    require_rows(spec, plan.last_row)
    if max(plan.made, default=0) >= LAST_COLUMN:
        raise ConnectorError(
            f"the tab {spec.tab!r} has something in its last column, {letter(LAST_COLUMN)}, so none can be added "
            "behind it. Delete what stands there, then retry",
            permanent=True,
        )


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
        new += page_names(tab.title, tab.index, Area(1, 1, max(plan.made) + 1, max(plan.last_row, 2)))
    leave_names(saving.draft.main, opened.book, new, old_names(opened.book.said(), spec.tab, plan.marks))
