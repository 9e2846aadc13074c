"""What is new and what has changed in a tab that is known, planned from its header and its keys alone."""

from collections.abc import Sequence
from dataclasses import dataclass

from connectors.ports import SheetRow, SheetSpec
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
    """What to write; None where the tab is not as it is known, so that all of it must be compared."""
    tab = read_ends(api, spec, known.sheet, known.header_row)
    if tab is None or not _is_as_known(tab, spec, known):
        return None
    places = table_of(spec, tab.seen).rows
    standing = [*changed, *(row for row in new if row.key in places)]  # new to us, if a write of ours was answered late
    if any(row.key not in places for row in standing):
        return None  # staff took it away, which is for the comparison to see to
    if standing:
        rows = [places[row.key] for row in standing]
        tab = read_rows(api, spec, known.sheet, known.header_row, rows)
        if tab is None or not _is_as_known(tab, spec, known):
            return None
        # a row that was moved between the two reads has not been read whole
        places = table_of(spec, tab.seen).rows
        if any(places.get(row.key) not in rows for row in standing):
            return None
    plan = make_plan(spec, [*standing, *(row for row in new if row.key not in places)], tab.seen)
    more = plan.made or plan.renamed or plan.marks or plan.claim
    return None if more else Adding(tab, plan)


def _is_as_known(tab: Tab, spec: SheetSpec, known: Known) -> bool:
    """Whether it is ours still, with the keys' column where its mark says and the header where it was."""
    key = tab.seen.marks.get(KEY_HEADER)
    if key is None or key.column is None or tab.seen.owner != spec.owner:
        return False
    return label(at(tab.seen.grid, known.header_row, key.column)) == KEY_HEADER
