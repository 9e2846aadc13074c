"""Where the columns of a tab stand: by the marks we left, by header only where a tab has none yet."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256

from connectors.errors import ConnectorError
from connectors.ports import CellValue, SheetColumn, SheetSpec
from connectors.sheets.values import label

KEY_HEADER = "_id"
KEY_COLUMN = SheetColumn(KEY_HEADER, KEY_HEADER)
HEADER_DEPTH = 30  # rows from the top among which staff may have put titles above the header
LAGGING = 2  # marks that point at other columns than theirs: one may be a header that staff gave another name
Grid = Sequence[Sequence[CellValue]]


@dataclass(frozen=True, slots=True)
class Mark:
    """What a tab remembers of a column: that it is the one of `key`, and the header we gave it (as a digest)."""

    key: str
    digest: str
    column: int | None  # none when staff took the column away


@dataclass(frozen=True, slots=True)
class Seen:
    """A tab as it was read: its cells, the marks by key, the cells that are covered by a merged one, who keeps it."""

    grid: Grid
    marks: Mapping[str, Mark] = field(default_factory=dict)
    covered: frozenset[tuple[int, int]] = frozenset()
    owner: str = ""  # as SheetSpec.owner; empty where nobody has claimed it
    may_lag: bool = False  # there are programs that move its columns and leave the marks behind


@dataclass(frozen=True, slots=True)
class Made:
    """A column to make."""

    column: SheetColumn
    title: str


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand: the header's row, the columns by key, columns to make, headers to change, marks to leave."""

    header_row: int
    is_new: bool
    places: Mapping[str, int]
    made: Mapping[int, Made]
    renamed: Mapping[int, str]
    marks: tuple[Mark, ...]
    notes: tuple[str, ...]


def digest(title: str) -> str:
    """A header in few letters, to tell later whether staff have changed it."""
    return sha256(label(title).encode()).hexdigest()[:12]


def at(grid: Grid, row: int, column: int) -> CellValue:
    """The value of a cell, none beyond the edge."""
    return grid[row][column] if row < len(grid) and column < len(grid[row]) else None


def layout_of(spec: SheetSpec, seen: Seen) -> Layout:
    """Find or place every column. Raises ConnectorError (permanent) when the key column cannot be told."""
    columns = (KEY_COLUMN, *spec.columns)
    before, seen = seen.marks, replace(seen, marks=_by_present_keys(columns, seen.marks))
    if not any(label(cell) for row in seen.grid for cell in row):
        return _blank(columns, seen)
    top = _header_row(spec, seen)
    marks = caught_up(seen.marks, seen.grid[top]) if seen.may_lag else seen.marks
    key = marks.get(KEY_HEADER)
    if seen.marks.get(KEY_HEADER) != key and (key is None or key.column is None):
        raise _lost(spec, top + 1)
    moved = {mark for mark, one in marks.items() if before.get(mark) != one}
    return _Finding(columns, replace(seen, marks=marks), top, moved).layout()


def caught_up(marks: Mapping[str, Mark], header: Sequence[CellValue]) -> Mapping[str, Mark]:
    """The marks where their headers stand now, where columns were moved and the marks left behind.

    That is so where several headers stand elsewhere and in the same order. A mark whose header is not there, as staff
    renamed it, goes with the one before it, or is of no column any more where that place is another's.
    """
    titles = [digest(label(title)) for title in header]
    placed = sorted((mark for mark in marks.values() if mark.column is not None), key=lambda mark: mark.column or 0)
    found = {mark.key: titles.index(mark.digest) for mark in placed if titles.count(mark.digest) == 1}
    off = [mark for mark in placed if found.get(mark.key, mark.column) != mark.column]
    if len(off) < LAGGING or [*found.values()] != sorted(found.values()):
        return marks
    caught, shift = dict(marks), 0
    for mark in placed:
        place = found.get(mark.key, (mark.column or 0) + shift)
        is_gone = mark.key not in found and (place in found.values() or place >= len(header))
        caught[mark.key] = replace(mark, column=None if is_gone else place)
        shift = place - (mark.column or 0) if mark.key in found else shift
    return caught


def _by_present_keys(columns: Iterable[SheetColumn], marks: Mapping[str, Mark]) -> dict[str, Mark]:
    """The marks by the keys that columns have now: a column that was renamed in the form keeps its place."""
    found = dict(marks)
    for column in columns:
        old = next((marks[key] for key in column.was if key in marks), None)
        if column.key not in marks and old is not None:
            found[column.key] = replace(old, key=column.key)
            del found[old.key]
    return found


def _blank(columns: Sequence[SheetColumn], seen: Seen) -> Layout:
    """An empty tab gets every header, where its column is marked or behind."""
    places = _marked(columns, seen)
    free = max(places.values(), default=-1) + 1
    titles: list[str] = []
    made: dict[int, Made] = {}
    for column in columns:
        place = places.setdefault(column.key, free)
        free = max(free, place + 1)
        titles.append(_unused(column.header, titles))
        made[place] = Made(column, titles[-1])
    marks = tuple(Mark(one.column.key, digest(one.title), place) for place, one in made.items())
    return Layout(0, True, places, made, {}, marks, ())


def _marked(columns: Iterable[SheetColumn], seen: Seen) -> dict[str, int]:
    """The columns with a mark that still points at one; a place goes to the first."""
    places: dict[str, int] = {}
    for column in columns:
        mark = seen.marks.get(column.key)
        if mark and mark.column is not None and mark.column not in places.values():
            places[column.key] = mark.column
    return places


def _header_row(spec: SheetSpec, seen: Seen) -> int:
    """The row that names the key column, else the row that has most of our headers."""
    head = [[label(cell) for cell in row] for row in seen.grid[:HEADER_DEPTH]]
    for number, row in enumerate(head):
        if KEY_HEADER in row:
            return number
    ours = {label(column.header) for column in spec.columns}
    found = [len(ours & set(row)) + _as_marked(row, seen.marks.values()) for row in head]
    best = max(range(len(head)), key=lambda number: (found[number], -number), default=0)
    key = seen.marks.get(KEY_HEADER)
    if key and key.column is not None and found and found[best]:
        return best
    if seen.marks or (ours and found and found[best] * 2 > len(ours)):
        raise _lost(spec, best + 1)
    return 0


def _as_marked(header: Sequence[str], marks: Iterable[Mark]) -> int:
    """How many cells hold the header that we last gave their column."""
    return sum(
        mark.column is not None and mark.column < len(header) and digest(header[mark.column]) == mark.digest
        for mark in marks
    )


def _lost(spec: SheetSpec, row: int) -> ConnectorError:
    return ConnectorError(
        f"the tab {spec.tab!r} has columns of the service but its hidden key column {KEY_HEADER!r} is gone. Show the "
        f"hidden columns and write {KEY_HEADER} in row {row} above the column of the row keys, or undo its deletion in "
        "the version history; then retry. Nothing was written, as every row would have been added a second time",
        permanent=True,
    )


@dataclass(slots=True)
class _Finding:
    """One search over a tab that has something in it."""

    columns: Sequence[SheetColumn]
    seen: Seen
    top: int
    moved: Collection[str] = ()  # keys of columns that are marked under an earlier key only
    header: list[str] = field(init=False)
    places: dict[str, int] = field(init=False)
    free: int = field(init=False)
    legacy: bool = field(init=False)  # made before columns were marked
    made: dict[int, Made] = field(default_factory=dict)
    renamed: dict[int, str] = field(default_factory=dict)
    marks: list[Mark] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.header = [label(cell) for cell in self.seen.grid[self.top]]
        self.places = _marked(self.columns, self.seen)
        self.free = _width(self.seen, self.top)
        self.legacy = not self.seen.marks and KEY_HEADER in self.header

    def layout(self) -> Layout:
        standing = [(column, self.places[column.key]) for column in self.columns if column.key in self.places]
        changing = {column.key: self._title(place) for column, place in standing if self._is_to_change(column, place)}
        for key in changing:
            self._set_title(self.places[key], "")  # first, so that columns may take each other's header
        for column, place in standing:
            if column.key in changing:
                self._change_header(column, place, changing[column.key])
            else:
                self._keep_header(column, place)
        for column in self.columns:
            if column.key not in self.places:
                self._find(column)
        return Layout(self.top, False, self.places, self.made, self.renamed, tuple(self.marks), tuple(self.notes))

    def _is_ours(self, column: SheetColumn, place: int) -> bool:
        """Whether a marked column has the header that we gave it."""
        standing = self._title(place)
        return bool(standing) and digest(standing) == self.seen.marks[column.key].digest

    def _is_to_change(self, column: SheetColumn, place: int) -> bool:
        """A header follows the definition unless staff changed it; the key's is put back."""
        put_back = column is KEY_COLUMN and KEY_HEADER not in self.header
        return self._title(place) != label(column.header) and (put_back or self._is_ours(column, place))

    def _change_header(self, column: SheetColumn, place: int, standing: str) -> None:
        title = _unused(column.header, self.header)
        self._set_title(place, title)
        if label(title) == standing:  # with a number, as another column is called so
            self._keep_header(column, place)
            return
        self.renamed[place] = title
        self.notes.append(f"the header {standing!r} has become {title!r}")
        self._mark(column, title, place)

    def _keep_header(self, column: SheetColumn, place: int) -> None:
        if self._title(place) == label(column.header) and not self._is_ours(column, place):
            self._mark(column, self._title(place), place)
        elif column.key in self.moved:
            self.marks.append(self.seen.marks[column.key])

    def _find(self, column: SheetColumn) -> None:
        taken = {*self.places.values(), *(mark.column for mark in self.seen.marks.values())}
        there = [n for n, title in enumerate(self.header) if title == label(column.header) and n not in taken]
        if column is KEY_COLUMN and len(there) > 1:
            raise ConnectorError(
                f"{len(there)} columns are headed {KEY_HEADER!r} (columns {', '.join(str(n + 1) for n in there)}); "
                "delete the copy, then retry",
                permanent=True,
            )
        if there and (column.owner == "staff" or (len(there) == 1 and self._may_adopt(column, there[0]))):
            self.places[column.key] = there[0]
            self._mark(column, column.header, there[0])
        elif column.owner == "staff" and (self.legacy or column.key in self.seen.marks):
            if column.key not in self.seen.marks:  # made before marks were; staff renamed it or took it away
                self.marks.append(Mark(column.key, digest(column.header), None))
        else:
            self._make(column, at_hand=bool(there))

    def _may_adopt(self, column: SheetColumn, place: int) -> bool:
        """Whether the only column of that header is ours: the tab is older than marks, or nothing stands there."""
        below = range(self.top + 1, len(self.seen.grid))
        return column is KEY_COLUMN or self.legacy or all(_empty(at(self.seen.grid, row, place)) for row in below)

    def _make(self, column: SheetColumn, *, at_hand: bool) -> None:
        title = _unused(column.header, self.header)
        if at_hand:
            self.notes.append(f"staff have a column {column.header!r} of their own, which stays; ours is {title!r}")
        else:
            self.notes.append(f"column {title!r} was missing and has been made")
        self.places[column.key] = self.free
        self.made[self.free] = Made(column, title)
        self._set_title(self.free, title)
        self._mark(column, title, self.free)
        self.free += 1

    def _mark(self, column: SheetColumn, title: str, place: int) -> None:
        self.marks.append(Mark(column.key, digest(title), place))

    def _title(self, place: int) -> str:
        return self.header[place] if place < len(self.header) else ""

    def _set_title(self, place: int, title: str) -> None:
        self.header += [""] * (place + 1 - len(self.header))
        self.header[place] = label(title)


def _unused(title: str, taken: Collection[str]) -> str:
    """The title, or with a number behind where another column has it: no two columns of a table may be named alike.

    Letter case does not count, as in Excel, which takes a file for broken where it alone tells two columns apart.
    """
    known = {label(each).casefold() for each in taken}
    return next(one for one in _numbered(title) if label(one).casefold() not in known)


def _numbered(title: str) -> Iterator[str]:
    yield title
    number = 2
    while True:
        yield f"{title} ({number})"
        number += 1


def _width(seen: Seen, top: int) -> int:
    """How many columns hold anything, under a header or not."""
    filled = max(map(_filled, seen.grid), default=0)
    marked = (mark.column + 1 for mark in seen.marks.values() if mark.column is not None)
    merged = (column + 1 for row, column in seen.covered if row == top)
    return max((filled, *marked, *merged))


def _filled(row: Sequence[CellValue]) -> int:
    """How many columns of a row hold anything, with those between."""
    return next((number for number in range(len(row), 0, -1) if not _empty(row[number - 1])), 0)


def _empty(cell: CellValue) -> bool:
    return cell is None or cell == ""
