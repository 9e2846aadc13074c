"""Excel workbooks in a folder that staff share."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from connectors.errors import ConnectorError
from connectors.ports import Deviation, Left, Noticed, SheetRow, SheetSpec, SyncResult, ignored
from connectors.sheets.drift import deviations
from connectors.sheets.excel_append import Rows, append
from connectors.sheets.excel_disown import disown
from connectors.sheets.excel_files import file_of, one_writer, refuse_when_open, stamp_of
from connectors.sheets.excel_glance import glance
from connectors.sheets.excel_whole import MOST_ROWS, left_if_same, noted_of, result_of, seen_wholly, upsert_wholly
from connectors.sheets.plan import Plan, make_plan


@dataclass(frozen=True, slots=True)
class ExcelFolder:
    """A SheetBackend over the .xlsx files of one folder."""

    folder: Path

    def where(self, spec: SheetSpec) -> str:
        """The path of the workbook."""
        return str(file_of(self.folder, spec.workbook))

    def upsert(
        self, spec: SheetSpec, rows: Sequence[SheetRow], keep: Callable[[Noticed], None] = ignored
    ) -> SyncResult:
        """Make every row stand once; a file in which nothing changes is not written."""
        path = file_of(self.folder, spec.workbook)
        with one_writer(path):
            refuse_when_open(path)
            return self._quickly(path, spec, rows, keep) or upsert_wholly(path, spec, rows, keep)

    def _quickly(
        self, path: Path, spec: SheetSpec, rows: Sequence[SheetRow], keep: Callable[[Noticed], None]
    ) -> SyncResult | None:
        """The same where a glance shows that nothing is to do, or only rows to add behind the last."""
        stamp = stamp_of(path)
        found = glance(path, spec) if stamp else None
        if found is None:
            return None
        plan = make_plan(spec, rows, found.seen)
        keep(plan.noticed)
        new = _added_last(plan, found.last, rows)
        left = None if new is None else left_if_same(path, stamp, replace(noted_of(plan), last=plan.end))
        if left is not None and new:
            done = append(path, spec, Rows(iter(new)), left)
            left = None if done is None else done[1]
        if left is None and found.last > MOST_ROWS:
            raise ConnectorError(
                f"the tab {spec.tab!r} has {found.last:,} rows, and one of more than {MOST_ROWS:,} is only added to at "
                "its end. Undo what was changed in the service's columns, or move the file away: it is then made "
                "again, staff's own columns are not"
            )
        return None if left is None else result_of(plan, left)

    def look(self, spec: SheetSpec, rows: Sequence[SheetRow]) -> tuple[Deviation, ...]:
        """What differs from `rows`; the file is only read."""
        path = file_of(self.folder, spec.workbook)
        found = glance(path, spec) if path.exists() else None
        return deviations(spec, rows, found.seen if found else seen_wholly(path, spec))

    def disown(self, spec: SheetSpec) -> None:
        """Take the name away that says who keeps the tab; every other part stays as it is."""
        path = file_of(self.folder, spec.workbook)
        with one_writer(path):
            refuse_when_open(path)
            if path.exists():
                disown(path, spec.tab)

    def begin(self, spec: SheetSpec, before: Callable[[], None]) -> Left | None:
        """Make the tab without rows in a workbook that is not there yet, just after `before`; None where it is."""
        if file_of(self.folder, spec.workbook).exists():
            return None
        before()
        return self.upsert(spec, ()).left

    def append(
        self,
        spec: SheetSpec,
        new: Iterable[SheetRow],
        changed: Sequence[SheetRow],
        left: Left,
        keep: Callable[[Noticed], None] = ignored,  # noqa: ARG002 - in such a file there is nothing to notice
    ) -> SyncResult | None:
        """Write rows into a file that is as it was `left`; None where it is not."""
        path = file_of(self.folder, spec.workbook)
        with one_writer(path):
            refuse_when_open(path)
            done = append(path, spec, Rows(iter(new), changed), left)
        return None if done is None else SyncResult(done[0], len(changed), left=done[1])


def _added_last(plan: Plan, last: int, rows: Sequence[SheetRow]) -> list[SheetRow] | None:
    """The rows to add, none or more, where that is all there is to do and nothing stands below the last with a key."""
    if plan.made or plan.renamed or plan.marks or plan.claim or plan.changes or (plan.appended and last != plan.end):
        return None
    wanted = {row[0].value for row in plan.appended}
    return list({row.key: row for row in rows if row.key in wanted}.values())
