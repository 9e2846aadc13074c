"""What is true whatever a sheet shows: the submissions, and what was told of staff's doings."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from connectors.ports import Left, Noticed, SheetColumn, SheetRow, SheetSpec

KEY = "_id"
POOL = (
    SheetColumn("$reference", "Reference"),
    SheetColumn("state", "State"),
    SheetColumn("asked", "Asked", "money"),
    SheetColumn("starts", "Starts", "date"),
    SheetColumn("paid", "Paid", "yes_no"),
    SheetColumn("rank", "Rank", "integer", owner="both"),
    SheetColumn("staff:Remarks", "Remarks", owner="staff"),
    SheetColumn("staff:Screened", "Screened", owner="staff"),
)
FIRST = ("$reference", "state", "asked", "rank", "staff:Remarks")


def base(column: SheetColumn) -> str:
    """The key that a column had first: a question that is renamed gets a stroke behind its key."""
    return column.key.rstrip("'")


@dataclass
class Truth:
    """The ledger as far as a sheet is concerned."""

    columns: list[SheetColumn] = field(default_factory=lambda: [one for one in POOL if one.key in FIRST])
    deleted: str = "restore"
    rows: dict[str, dict[str, Any]] = field(default_factory=dict)
    kept: dict[str, dict[str, Any]] = field(default_factory=dict)  # of each row, what staff's columns held last
    shown: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    told: set[tuple[str, str, Any]] = field(default_factory=set)  # row, column and value that was written over
    written: dict[str, dict[str, Any]] = field(default_factory=dict)  # the rows as the sheet shows them
    left: Left | None = None
    left_for: SheetSpec | None = None

    def spec(self, workbook: str, tab: str, google: str) -> SheetSpec:
        return SheetSpec(workbook, tab, tuple(self.columns), google, "ours", self.deleted)

    def values(self, key: str) -> dict[str, Any]:
        """By the keys that columns have now."""
        return {column.key: self.rows[key][base(column)] for column in self.columns if column.owner != "staff"}

    def wanted(self) -> list[SheetRow]:
        return [
            SheetRow(key, self.values(key), dict(self.kept.get(key, {})), key in self.shown, key in self.gone)
            for key in self.rows
        ]

    def due(self) -> tuple[list[SheetRow], list[SheetRow]]:
        """Rows that the sheet does not show, and rows that it shows as they were; none that staff do not want."""
        away = self.gone if self.deleted != "restore" else ()
        rows = [row for row in self.wanted() if row.key not in away]
        new = [row for row in rows if row.key not in self.written]
        return new, [row for row in rows if row.values != self.written.get(row.key, row.values)]

    def show(self, rows: Iterable[SheetRow], there: Iterable[str], spec: SheetSpec, left: Left | None) -> None:
        """These rows have been written; `there` is what stands in the sheet, by key, and `left` how it was left."""
        self.written |= {row.key: dict(row.values) for row in rows}
        self.shown |= self.rows.keys() & set(there)
        self.left, self.left_for = left, spec

    def keep(self, found: Noticed) -> None:
        """What a sync tells before it writes anything over."""
        for edit in found.edits:
            self.kept.setdefault(edit.key, {})[edit.column] = edit.now
        self.told |= {(edit.key, edit.column, edit.now) for edit in found.replaced}
        self.gone |= set(found.gone)
        self.gone -= set(found.back)

    def stands(self, key: str, column: SheetColumn) -> Any:
        """What a cell is to hold that the service fills."""
        return {**self.values(key), **self.kept.get(key, {})}.get(column.key)

    def stays_away(self, key: str, *, fresh: bool) -> bool:
        """Whether a row that does not stand there is not to come back; what went with a whole tab comes back."""
        return self.deleted != "restore" and (key in self.gone or (key in self.shown and not fresh))
