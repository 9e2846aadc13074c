"""What takes a write back that hit other cells than it meant, since staff had moved rows or columns."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from openpyxl.utils import get_column_letter

from connectors.ports import CellValue
from connectors.sheets.google.cells import CELL_FIELDS, FORMAT_FIELD, Cell, Request, days
from connectors.sheets.google.marks import COLUMN_MARK, HEADER_MARK, MADE_MARK, forget_note, header_mark
from connectors.sheets.google.requests import update
from connectors.sheets.google.tab import Tab
from connectors.sheets.layout import at, digest
from connectors.sheets.plan import CellChange, Plan
from connectors.sheets.values import comparable, label, same

MOST_NAMED = 10  # cells in one sentence
MARKS = {COLUMN_MARK, HEADER_MARK, MADE_MARK}


def not_put_back(plan: Plan, before: Tab, after: Tab) -> list[CellChange]:
    """What the write hit by mistake where nobody had read what stood there, and what no comparison puts right."""
    sides = _Sides(plan, before, after)
    return [hit for hit, cell in sides.hit_elsewhere() if cell is None and not sides.is_ours(hit)]


def cells_to_look_at(changes: Iterable[CellChange]) -> str:
    """Where staff find what may have been hit, when it could not be put back."""
    places = [f"{get_column_letter(change.column + 1)}{change.row + 1}" for change in changes]
    return ", ".join(places[:MOST_NAMED]) + (" …" if len(places) > MOST_NAMED else "")


def repairs(plan: Plan, before: Tab, after: Tab) -> list[Request]:
    """What takes the write back where it hit other cells than it meant; the columns and rows it added go."""
    sides = _Sides(plan, before, after)
    requests = [
        update(after.id, hit.row, hit.column, [_kept(cell)], CELL_FIELDS)
        for hit, cell in sides.hit_elsewhere()
        if cell is not None and _is(at(after.seen.grid, hit.row, hit.column), hit.value)
    ]
    requests += [*sides.formats_back(), *_rows_back(plan, after), *sides.marks_back()]
    made = [mark.column for mark in map(after.seen.marks.get, sides.made_keys) if mark and mark.column is not None]
    return requests + [_delete(after, "COLUMNS", column, 1) for column in sorted(made, reverse=True)]


def _rows_back(plan: Plan, after: Tab) -> list[Request]:
    """The added rows go if they stand in the place they were sent to, letter by letter."""
    if not plan.appended:
        return []
    for number, row in enumerate(plan.appended, start=plan.end):
        sent = {change.column: change.value for change in row}
        standing = after.seen.grid[number] if number < len(after.seen.grid) else ()
        found = {column: value for column, value in enumerate(standing) if value is not False or column in sent}
        if not all(_is(found.get(column), sent.get(column)) for column in {*found, *sent}):
            return []
    return [_delete(after, "ROWS", plan.end, len(plan.appended))]


def _is(standing: CellValue, sent: CellValue) -> bool:
    """Whether a cell holds what was sent there: in another column than it was meant for, a day looks like a number."""
    return same(_plain(standing), _plain(sent))


def _plain(value: CellValue) -> CellValue:
    return days(value) if isinstance(value, date) else value


def _delete(tab: Tab, dimension: str, start: int, count: int) -> Request:
    place = {"sheetId": tab.id, "dimension": dimension, "startIndex": start, "endIndex": start + count}
    return {"deleteDimension": {"range": place}}


def _kept(cell: Cell) -> Request:
    return {name: value for name, value in cell.items() if name in {"userEnteredValue", "userEnteredFormat"}}


def _format(cell: Cell) -> Request:
    return {"userEnteredFormat": cell["userEnteredFormat"]} if "userEnteredFormat" in cell else {}


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

    def hit_elsewhere(self) -> Iterator[tuple[CellChange, Cell | None]]:
        """Each cell that the write hit by mistake, and what stood there; None where that was not read.

        What it wrote into a column that it only just took for ours is one: without its mark the column is staff's
        again, and would not be taken for ours a second time if anything stood in it.
        """
        came_from, by_key = self._columns(), self._rows_by_key()
        adopted = {self.plan.places[key] for key in self.adopted_keys if key in self.plan.places}  # theirs once more
        by_row: dict[int, list[CellChange]] = {}
        for hit in self._hits():
            by_row.setdefault(hit.row, []).append(hit)
        for number, row in by_row.items():
            here = self._spared(number, {hit.column for hit in row}, came_from)
            source = self._row(number, here, by_key, came_from)
            is_known = self.before.has(source) or not any(here.values())
            for hit in row:
                column = came_from.get(hit.column)
                if (source, column) != (hit.row, hit.column) or hit.column in adopted:
                    yield hit, self.before.cell(source, column) if is_known else None

    def is_ours(self, hit: CellChange) -> bool:
        """Whether a cell that was hit is the service's all the same, only of another row."""
        if hit.row == self.top:
            return False
        came_from = self._columns()
        key = next((now for now, was in came_from.items() if was == self.plan.key_column), None)
        there = "" if key is None else label(at(self.after.seen.grid, hit.row, key))
        return came_from.get(hit.column) == hit.column and there in self._rows_by_key().keys() - {""}

    def formats_back(self) -> Iterator[Request]:
        """The number formats of columns that were taken for ours."""
        came_from = self._columns()
        for place in (self.plan.places[key] for key in self.adopted_keys if key in self.plan.places):
            source, first = came_from.get(place), self.plan.header_row + 1
            if source != place:
                looks = [_format(self.before.cell(row, source)) for row in range(first, len(self.before.cells))]
                start = {"sheetId": self.after.id, "rowIndex": first, "columnIndex": place}
                rows = [{"values": [look]} for look in looks]
                yield {"updateCells": {"start": start, "rows": rows, "fields": FORMAT_FIELD}}

    def marks_back(self) -> Iterator[Request]:
        """The marks as they were; but a header that the write did not miss is marked as what stands there."""
        if not self.plan.marks:
            return
        were, are = ({one.id for one in side.notes} for side in (self.before, self.after))
        yield from (forget_note(one) for one in self.after.notes if one.key in MARKS and one.id not in were)
        stands = {was: now for now, was in self._columns().items()}
        planned = {mark.column: mark.digest for mark in self.plan.marks}
        for one in self.before.notes:
            if one.key == HEADER_MARK and one.id not in are and one.column in stands:
                now = stands[one.column]
                standing = digest(label(at(self.after.seen.grid, self.top, now)))
                yield header_mark(self.after.id, now, standing if standing == planned.get(one.column) else one.value)

    def _hits(self) -> list[CellChange]:
        top = self.plan.header_row
        changes = [change for change in self.plan.changes if change.column not in self.plan.made]
        return [*changes, *(CellChange(top, place, title, "text") for place, title in self.plan.renamed.items())]

    def _columns(self) -> dict[int, int]:
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

    def _row(
        self,
        number: int,
        here: Mapping[int, CellValue],
        by_key: Mapping[str, list[int]],
        came_from: Mapping[int, int],
    ) -> int | None:
        """Where the row that is at `number` now stood before; none for one that is new or cannot be told."""
        if number == self.top:
            return self.plan.header_row
        grid = self.before.seen.grid
        if key := label(here.get(self.plan.key_column)):
            rows = by_key.get(key, [])
        else:
            alike = (row for row in range(len(grid)) if _alike(grid[row], here))
            rows = [row for row in alike if not self._stands(row, number, came_from)]
        return number if number in rows else rows[0] if len(rows) == 1 else None

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
