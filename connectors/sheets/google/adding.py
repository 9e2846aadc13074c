"""What is new and what has changed in a tab that is known, planned from its header and its keys alone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from connectors.ports import Noticed, SheetRow, SheetSpec
from connectors.sheets.google.api import Api
from connectors.sheets.google.leaving import Known
from connectors.sheets.google.reading import read_ends, read_rows
from connectors.sheets.google.tab import Tab
from connectors.sheets.layout import KEY_HEADER, at
from connectors.sheets.plan import Plan, make_plan
from connectors.sheets.table import table_of
from connectors.sheets.values import label


@dataclass(frozen=True, slots=True)
class Adding:
    """A plan, and the parts of the tab that it was made from."""

    tab: Tab
    plan: Plan


def planned(
    api: Api, spec: SheetSpec, new: Sequence[SheetRow], changed: Sequence[SheetRow], known: Known
) -> Adding | None:
    """What to write; None where the tab is not as it is known, so that all of it must be compared.

    A new row that stands there already was written by us, and the answer was lost.
    """
    tab = read_ends(api, spec, known.sheet, known.header_row)
    places = None if tab is None else _places(tab, spec, known)
    if places is None:
        return None
    standing = [*changed, *(row for row in new if row.key in places)]
    if standing and all(row.key in places for row in standing):  # or staff took one away
        rows = {places[row.key] for row in standing}
        tab = read_rows(api, spec, known.sheet, known.header_row, rows)
        places = None if tab is None else _places(tab, spec, known)
        if places is not None and not all(places.get(row.key) in rows for row in standing):
            return None  # staff moved it between the two reads, so it has not been read
    if tab is None or places is None or not all(row.key in places for row in standing):
        return None
    plan = make_plan(spec, [*standing, *(row for row in new if row.key not in places)], tab.seen)
    keys = {row.key for row in changed}
    return Adding(tab, replace(plan, noticed=_of(keys, plan.noticed))) if _is_rows_alone(plan, places, keys) else None


def _places(tab: Tab, spec: SheetSpec, known: Known) -> dict[str, int] | None:
    """The rows by their keys; None where it is not ours any more, or the header is not where it was."""
    key = tab.seen.marks.get(KEY_HEADER)
    if key is None or key.column is None or tab.seen.owner != spec.owner:
        return None
    is_there = label(at(tab.seen.grid, known.header_row, key.column)) == KEY_HEADER
    return dict(table_of(spec, tab.seen).rows) if is_there else None


def _is_rows_alone(plan: Plan, places: dict[str, int], changed: Collection[str]) -> bool:
    """Whether nothing but rows is to be written, and of those that stand there only such as have changed."""
    rows = {places[key] for key in changed}
    more = plan.made or plan.renamed or plan.marks or plan.claim
    return not more and all(one.row in rows for one in plan.changes)


def _of(keys: Collection[str], noticed: Noticed) -> Noticed:
    """What was noticed of certain rows; the rest is seen when all is compared."""
    edits, replaced = (tuple(one for one in each if one.key in keys) for each in (noticed.edits, noticed.replaced))
    return Noticed(edits=edits, replaced=replaced)
