"""When staff move rows or columns between our read and our write: told from the write's own answer, and undone."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter

from connectors.ports import CellValue
from connectors.sheets.google_cells import (
    CELL_FIELDS,
    COLUMN_MARK,
    HEADER_MARK,
    MADE_MARK,
    Request,
    Tab,
    forget,
    header_mark,
    update,
    value_of,
)
from connectors.sheets.layout import Mark, at, digest
from connectors.sheets.plan import CellChange, Plan
from connectors.sheets.values import label, same

MOST_NAMED = 10  # cells in one sentence
MOVED = "staff moved rows or columns during the write; the cells it hit were put back and it was done again"


def looked_at(plan: Plan, tab: Tab) -> list[str]:
    """What the answer to the write shows: the header's row and the key column."""
    title, row, letter = tab.title.replace("'", "''"), plan.header_row + 1, get_column_letter(plan.key_column + 1)
    return [f"'{title}'!{row}:{row}", f"'{title}'!{letter}:{letter}"]


def is_moved(plan: Plan, tab: Tab, answer: Mapping[str, Any]) -> bool:
    """Whether header and keys are not where the plan has them. What is new to us cannot have been moved."""
    if plan.is_new:
        return False
    sheets = answer["updatedSpreadsheet"]["sheets"]
    shown: Sequence[Mapping[str, Any]] = next(
        (sheet["data"] for sheet in sheets if sheet["properties"]["sheetId"] == tab.id), []
    )
    if len(shown) != 2:
        return True  # an answer that does not show what was asked for proves nothing
    header, keys = map(_labels, shown)
    stands = [title for row in header[:1] for title in row], [row[0] if row else "" for row in keys]
    return [*map(_trimmed, stands)] != [_trimmed(_header(plan, tab)), _trimmed(_keys(plan, tab))]


def _labels(data: Mapping[str, Any]) -> list[list[str]]:
    return [[label(value_of(cell)) for cell in row.get("values", [])] for row in data.get("rowData", [])]


def _trimmed(labels: Iterable[str]) -> list[str]:
    found = list(labels)
    while found and not found[-1]:
        found.pop()
    return found


def _header(plan: Plan, tab: Tab) -> list[str]:
    """The header as the write should leave it."""
    header = [label(cell) for cell in tab.seen.grid[plan.header_row]]
    for place, title in plan.renamed.items():
        header += [""] * (place + 1 - len(header))
        header[place] = label(title)
    for place, one in sorted(plan.made.items()):
        header += [""] * (place - len(header))
        header.insert(place, label(one.title))
    return header


def _keys(plan: Plan, tab: Tab) -> list[str]:
    """The key column as the write should leave it."""
    keys = [label(at(tab.seen.grid, row, plan.key_column)) for row in range(len(tab.seen.grid))]
    if plan.key_column in plan.renamed:
        keys[plan.header_row] = label(plan.renamed[plan.key_column])
    if plan.key_column in plan.made:
        keys[plan.header_row] = label(plan.made[plan.key_column].title)
    return [*keys[: plan.end], *(label(row[0].value) for row in plan.appended), *keys[plan.end :]]


def cells_to_look_at(plan: Plan) -> str:
    """Where staff find what may have been hit, when it could not be put back."""
    places = [f"{get_column_letter(change.column + 1)}{change.row + 1}" for change in plan.changes]
    return ", ".join(places[:MOST_NAMED]) + (" …" if len(places) > MOST_NAMED else "")


def repairs(plan: Plan, before: Tab, after: Tab) -> list[Request]:
    """What takes the write back where it hit other cells than it meant; the columns and rows it added go."""
    sides = _Sides(plan, before, after)
    requests = [
        update(after.id, hit.row, hit.column, [_kept(cell)], CELL_FIELDS)
        for hit, cell in sides.hit_elsewhere()
        if same(at(after.seen.grid, hit.row, hit.column), hit.value)
    ]
    requests += _rows_back(plan, after)
    made = [mark.column for mark in map(after.seen.marks.get, sides.made_keys) if mark and mark.column is not None]
    requests += [_delete(after, "COLUMNS", column, 1) for column in sorted(made, reverse=True)]
    requests += [forget(after, MADE_MARK, key) for key in (*sides.made_keys, *sides.adopted_keys)]
    requests += [forget(after, COLUMN_MARK, key) for key in sides.adopted_keys]
    return requests + [one for mark in plan.marks for one in _header_back(mark, before, after, sides.top)]


def _header_back(mark: Mark, before: Tab, after: Tab, top: int) -> list[Request]:
    """A header that the write missed is not staff's own for that: its mark says again what stands there."""
    was, now = before.seen.marks.get(mark.key), after.seen.marks.get(mark.key)
    if was is None or now is None or now.column is None:
        return []
    if digest(label(at(after.seen.grid, top, now.column))) != was.digest:
        return []
    return [forget(after, HEADER_MARK, mark.digest), header_mark(after, now.column, was.digest)]


def _rows_back(plan: Plan, after: Tab) -> list[Request]:
    """The added rows go if they stand in the place they were sent to, letter by letter."""
    if not plan.appended:
        return []
    for number, row in enumerate(plan.appended, start=plan.end):
        sent = {change.column: change.value for change in row}
        standing = after.seen.grid[number] if number < len(after.seen.grid) else ()
        found = {column: value for column, value in enumerate(standing) if value is not False or column in sent}
        if not all(same(found.get(column), sent.get(column)) for column in {*found, *sent}):
            return []
    return [_delete(after, "ROWS", plan.end, len(plan.appended))]


def _delete(tab: Tab, dimension: str, start: int, count: int) -> Request:
    place = {"sheetId": tab.id, "dimension": dimension, "startIndex": start, "endIndex": start + count}
    return {"deleteDimension": {"range": place}}


def _kept(cell: Mapping[str, Any]) -> Request:
    return {name: value for name, value in cell.items() if name in {"userEnteredValue", "userEnteredFormat"}}


@dataclass(frozen=True, slots=True)
class _Sides:
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

    def hit_elsewhere(self) -> Iterator[tuple[CellChange, Mapping[str, Any]]]:
        """Each cell that the write hit by mistake, and what stood there."""
        came_from, hits = self._columns(), self._hits()
        by_row: dict[int, list[CellChange]] = {}
        for hit in hits:
            by_row.setdefault(hit.row, []).append(hit)
        for number, row in by_row.items():
            source = self._row(number, {hit.column for hit in row}, came_from)
            for hit in row:
                column = came_from.get(hit.column)
                if (source, column) != (hit.row, hit.column):
                    yield hit, _raw(self.before, source, column)

    def _hits(self) -> list[CellChange]:
        top = self.plan.header_row
        changes = [change for change in self.plan.changes if change.column not in self.plan.made]
        return [*changes, *(CellChange(top, place, title, "text") for place, title in self.plan.renamed.items())]

    def _columns(self) -> dict[int, int]:
        """Each column that is there now -> where it stood when it was read."""
        stood = {name: number for number, name in enumerate(self._names(self.before))}
        names = self._names(self.after)
        found = {now: stood[name] for now, name in enumerate(names) if name in stood}
        for now in self.plan.renamed:  # its header may be that of a column of staff which the write hit
            if now < len(names) and now not in found:
                found |= _between(now, found, len(stood))
        return found

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

    def _row(self, number: int, hit: set[int], came_from: Mapping[int, int]) -> int | None:
        """Where the row that is at `number` now stood before; none for one that is new or cannot be told."""
        told = {now: was for now, was in came_from.items() if now not in hit}
        here = {was: at(self.after.seen.grid, number, now) for now, was in told.items()}
        grid = self.before.seen.grid
        if key := label(here.get(self.plan.key_column)):
            rows = [row for row in range(len(grid)) if label(at(grid, row, self.plan.key_column)) == key]
        else:
            rows = [row for row in range(len(grid)) if _alike(grid[row], here)]
        return number if number in rows else rows[0] if len(rows) == 1 else None


def _between(now: int, found: Mapping[int, int], width: int) -> dict[int, int]:
    """The column beside one that is known, if it is the only one not found."""
    beside = (found[side] + now - side for side in (now - 1, now + 1) if side in found)
    return next(({now: was} for was in beside if 0 <= was < width and was not in found.values()), {})


def _alike(row: Sequence[CellValue], here: Mapping[int, CellValue]) -> bool:
    return all(same(row[column] if column < len(row) else None, value) for column, value in here.items())


def _raw(tab: Tab, row: int | None, column: int | None) -> Mapping[str, Any]:
    if row is None or column is None or row >= len(tab.cells) or column >= len(tab.cells[row]):
        return {}
    return tab.cells[row][column]
