"""A tab on both sides of a write that staff crossed: which rows and columns stood where before, and what was hit."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from connectors.ports import CellValue
from connectors.sheets.google.cells import Cell
from connectors.sheets.google.tab import Tab
from connectors.sheets.layout import at
from connectors.sheets.plan import CellChange, Plan
from connectors.sheets.values import comparable, label


@dataclass(frozen=True, slots=True)
class Sides:
    """The tab as it was read before the write, and as it was found after it."""

    plan: Plan
    before: Tab
    after: Tab

    @property
    def top(self) -> int:
        """The header's row, where it is now."""
        return self._top(self.after)

    @property
    def made_keys(self) -> list[str]:
        return [one.column.key for one in self.plan.made.values()]

    @property
    def adopted_keys(self) -> list[str]:
        """Columns found by header that this write marked: the marks may have hit others."""
        known = {key for key, mark in self.before.seen.marks.items() if mark.column is not None}
        return [mark.key for mark in self.plan.marks if mark.key not in known and mark.key not in self.made_keys]

    def hit_elsewhere(self) -> Iterator[tuple[CellChange, Cell | None]]:
        """Each cell that the write hit by mistake, and what stood there; None where that was not read.

        What it wrote into a column that it only just took for ours is one: without its mark the column is staff's
        again, and would not be taken for ours a second time if anything stood in it.
        """
        came_from, by_key = self.columns(), self._rows_by_key()
        adopted = {self.plan.places[key] for key in self.adopted_keys if key in self.plan.places}  # theirs once more
        by_row: dict[int, list[CellChange]] = {}
        for hit in self._hits():
            by_row.setdefault(hit.row, []).append(hit)
        for number, row in by_row.items():
            here = self._spared(number, {hit.column for hit in row}, came_from)
            sources = self._rows(number, here, by_key, came_from)
            source = sources[0] if len(sources) == 1 else None
            is_new = self.before.rows is None or not any(here.values())
            is_known = all(map(self.before.has, sources)) if sources else is_new
            for hit in row:
                column = came_from.get(hit.column)
                if (source, column) != (hit.row, hit.column) or hit.column in adopted:
                    yield hit, self.before.cell(source, column) if is_known else None

    def is_ours(self, hit: CellChange) -> bool:
        """Whether a cell that was hit is the service's all the same, only of another row."""
        if hit.row == self.top:
            return False
        came_from = self.columns()
        key = next((now for now, was in came_from.items() if was == self.plan.key_column), None)
        there = "" if key is None else label(at(self.after.seen.grid, hit.row, key))
        return came_from.get(hit.column) == hit.column and there in self._rows_by_key().keys() - {""}

    def _hits(self) -> list[CellChange]:
        top = self.plan.header_row
        changes = [change for change in self.plan.changes if change.column not in self.plan.made]
        return [*changes, *(CellChange(top, place, title, "text") for place, title in self.plan.renamed.items())]

    def columns(self) -> dict[int, int]:
        """Each column that is there now -> where it stood when it was read."""
        stood = {name: number for number, name in enumerate(self._names(self.before))}
        names = self._names(self.after)
        found = {now: stood[name] for now, name in enumerate(names) if name in stood}
        ours = {mark.column for mark in self.before.seen.marks.values() if mark.column is not None}
        gone = self._columns_gone() - len(ours - {*found.values()})  # one without its mark was taken away
        for now in sorted(self._hit_headers()):  # what names them was written over
            free = {*range(len(stood))} - ours - {*found.values()}
            if now < len(names) and now not in found and len(free) > gone:
                found |= _between(now, found, free) or _left_over(now, free)
        return found

    def _columns_gone(self) -> int:
        """How many columns staff took away meanwhile, as far as they put no others in."""
        return self.before.width + len(self.plan.made) - self.after.width

    def _hit_headers(self) -> set[int]:
        """The columns in whose headers the write may stand."""
        return {*self.plan.renamed, *(change.column for change in self.plan.changes if change.row == self.top)}

    def _names(self, tab: Tab) -> list[tuple[str, int]]:
        """What tells a column: its mark, else its header and how many of that name stand before it."""
        untold = {*self.adopted_keys}
        marks = {m.column: m.key for m in tab.seen.marks.values() if m.key not in untold}
        names: list[tuple[str, int]] = []
        top = self._top(tab)
        for column in range(max(map(len, tab.seen.grid), default=0)):
            name = marks.get(column) or f"header {label(at(tab.seen.grid, top, column))}"
            names.append((name, sum(one == name for one, _ in names)))
        return names

    def _top(self, tab: Tab) -> int:
        """The row that has most of the header as it was read."""
        header = {label(cell) for cell in self.before.seen.grid[self.plan.header_row]} - {""}
        rows = range(min(len(tab.seen.grid), self.plan.header_row + 30))
        return max(rows, key=lambda row: len(header & {label(cell) for cell in tab.seen.grid[row]}), default=0)

    def _rows_by_key(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for number in range(len(self.before.seen.grid)):
            found.setdefault(label(at(self.before.seen.grid, number, self.plan.key_column)), []).append(number)
        return found

    def _spared(self, number: int, hit: set[int], came_from: Mapping[int, int]) -> dict[int, CellValue]:
        """What a row holds now in the columns that the write did not hit, by where they stood before."""
        return {was: at(self.after.seen.grid, number, now) for now, was in came_from.items() if now not in hit}

    def _rows(
        self,
        number: int,
        here: Mapping[int, CellValue],
        by_key: Mapping[str, list[int]],
        came_from: Mapping[int, int],
    ) -> list[int]:
        """Where the row that is at `number` now may have stood before; nowhere, if it is new."""
        if number == self.top:
            return [self.plan.header_row]
        grid = self.before.seen.grid
        if key := label(here.get(self.plan.key_column)):
            rows = by_key.get(key, [])
        else:
            alike = (row for row in range(len(grid)) if _alike(grid[row], here))
            rows = [row for row in alike if not self._stands(row, number, came_from)]
        if number in rows:
            return [number]
        return self._beside(number, rows, by_key, came_from) if len(rows) > 1 else rows

    def _beside(
        self, number: int, rows: list[int], by_key: Mapping[str, list[int]], came_from: Mapping[int, int]
    ) -> list[int]:
        """Those of the rows that stood beside one which stands beside it now; all of them where that tells nothing."""
        key = next((now for now, was in came_from.items() if was == self.plan.key_column), None)
        for side in (-1, 1):
            there = "" if key is None else label(at(self.after.seen.grid, number + side, key))
            stood = [self.plan.header_row] if number + side == self.top else by_key.get(there, []) if there else []
            if len(stood) == 1 and stood[0] - side in rows:
                return [stood[0] - side]
        return rows

    def _stands(self, row: int, hit: int, came_from: Mapping[int, int]) -> bool:
        """Whether a row that held something is found whole in another place than one that was hit."""
        was = self.before.seen.grid[row]
        others = (now for now in range(len(self.after.seen.grid)) if now != hit)
        return any(was) and any(_alike(was, self._spared(now, set(), came_from)) for now in others)


def _between(now: int, found: Mapping[int, int], free: Collection[int]) -> dict[int, int]:
    """The column beside one that is known, if it is one of those not found."""
    beside = (found[side] + now - side for side in (now - 1, now + 1) if side in found)
    return next(({now: was} for was in beside if was in free), {})


def _left_over(now: int, free: Collection[int]) -> dict[int, int]:
    """The one column that is found nowhere else, if it is one: it was moved to another place."""
    return {now: next(iter(free))} if len(free) == 1 else {}


def _alike(row: Sequence[CellValue], here: Mapping[int, CellValue]) -> bool:
    """Whether a row as it was read holds that as well."""
    return all(comparable(at([row], 0, column)) == comparable(value) for column, value in here.items())
