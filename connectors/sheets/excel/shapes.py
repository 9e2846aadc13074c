"""Rows read by their shape: nearly all rows of a tab are spelled alike, and differ in their numbers and texts alone."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from connectors.ports import CellValue
from connectors.sheets.excel.elements import Element, parsed, tag_name
from connectors.sheets.excel.letters import Raw
from connectors.sheets.excel.rows import wrapped
from connectors.sheets.excel.together import Read, ReadColumn
from connectors.sheets.excel.values import Values

NUMBERED = re.compile(rb"(\sr=[\"'][A-Za-z]+)\d+")
PLAIN = (["c"], ["c", "v"], ["c", "f"], ["c", "f", "v"], ["c", "is", "t"])  # what a cell may hold that a shape can have
MOST_WAYS, MOST_WAYS_IN_ALL = 8, 1_000  # of spelling the cells of one column, and of all
DRAWN_AFTER = frozenset(2 * 4**n for n in range(12))  # rows of another shape
ROW = rb"""<%(prefix)brow\s(?:[^>]*?\s)?r=["'](\d+)["'][^>]*?(?:/>|>%(cells)b\s*</%(prefix)brow>)\s*"""
FORMULA = rb"<%(f)b(?:\s[^>]*)?(?:/>|>[^<]*</%(f)b>))"
UNREAD = b"()"  # what stands for a cell that is not read: an empty group, which is not none


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which cells of a column are spelled: whether anything in it differs, and how it is read if it is."""

    pattern: bytes
    is_open: bool
    read: ReadColumn | None = None
    work_out: Read | None = None  # of a formula


@dataclass(slots=True)
class Shape:
    """What the rows of a tab look like, learned from those that did not look like it."""

    head: bytes  # how the tab begins
    prefix: bytes
    values: Values
    wanted: Collection[int] | None = None  # columns that are read; in others empty bytes stand for what is there
    ways: dict[int, dict[bytes, Way]] = field(default_factory=dict)  # by column, by pattern
    count: int = 0  # of ways
    misfits: int = 0
    pattern: "re.Pattern[bytes] | None" = None
    columns: Sequence[int] = ()  # of that which differs from row to row, in its order
    reads: Sequence[tuple[int, ReadColumn]] = ()  # how it is read, by its place in that order, where it is asked for
    formulas: Sequence[tuple[int, Read]] = ()  # the same of formulas
    is_even: bool = False  # one text a column, from the first column on

    def rows(self, block: bytes, start: int) -> tuple[Sequence[int], Iterable[Sequence[CellValue]], int]:
        """The rows of this shape that follow each other from there: their numbers, their values, where they end."""
        found, end = [], start
        while self.pattern and (row := self.pattern.match(block, end)):
            found.append(row.groups())
            end = row.end()
        if not found:
            return (), (), end
        columns: list[Sequence[Any]] = list(zip(*found, strict=True))
        numbers = list(map(int, columns.pop(0)))
        for place, read in self.reads:
            columns[place] = read(columns[place], numbers)
        self._work_out(columns, numbers)
        return numbers, self._side_by_side(columns, len(numbers)), end

    def _work_out(self, columns: list[Sequence[Any]], numbers: Sequence[int]) -> None:
        """Row by row: what cells share is said by the first of them, which may be spelled otherwise than the rest."""
        worked_out = [(list(columns[place]), work_out, place) for place, work_out in self.formulas]
        for row, number in enumerate(numbers) if worked_out else ():
            self.values.number = number
            for cells, work_out, _ in worked_out:
                cells[row] = work_out(cells[row]) if cells[row] else cells[row]
        for cells, _, place in worked_out:
            columns[place] = cells

    def narrow(self, wanted: Collection[int]) -> None:
        """Read no other columns from now on."""
        self.wanted, self.pattern, self.misfits, self.count = wanted, None, 1, 0
        self.ways.clear()

    def learn(self, text: bytes, cells: Iterable[tuple[int, Element]]) -> None:
        """Let rows like this one be of the shape from now on; it is drawn anew ever less often."""
        self.misfits += 1
        is_header = self.misfits == 1
        for column, cell in () if is_header or self.count > MOST_WAYS_IN_ALL else cells:
            known = self.ways.setdefault(column, {})
            way = self._way(text, column, cell) if len(known) < MOST_WAYS else None
            if way is not None and way.pattern not in known:
                known[way.pattern] = way
                self.count += 1
        if self.misfits in DRAWN_AFTER:
            self._draw()

    def _draw(self) -> None:
        ways = [(column, list(self.ways[column].values())) for column in sorted(self.ways) if self.ways[column]]
        cells = b"".join(b"(?:%b)?+" % b"|".join(way.pattern for way in some) for _, some in ways)
        self.pattern = re.compile(ROW % {b"prefix": re.escape(self.prefix), b"cells": cells})
        open_ends = [(column, way) for column, some in ways for way in some if way.is_open]
        self.columns = [column for column, _ in open_ends]
        self.reads = [(place, way.read) for place, (_, way) in enumerate(open_ends) if way.read]
        self.formulas = [(place, way.work_out) for place, (_, way) in enumerate(open_ends) if way.work_out]
        self.is_even = self.columns == list(range(len(self.columns)))

    def _side_by_side(self, columns: Sequence[Sequence[CellValue]], count: int) -> Iterable[Sequence[CellValue]]:
        """Columns of so many cells as rows."""
        if self.is_even and columns:
            return zip(*columns, strict=True)
        placed: list[Sequence[CellValue]] = [(None,) * count] * (max(self.columns, default=-1) + 1)
        ways = Counter(self.columns)
        for column, cells in zip(self.columns, columns, strict=True):
            placed[column] = cells if ways[column] == 1 else _either(placed[column], cells)
        return map(_trimmed, zip(*placed, strict=True)) if placed else [()] * count

    def _way(self, text: bytes, column: int, cell: Element) -> Way | None:
        """How a cell is spelled; none for one that has more than a value, a formula or a plain text."""
        held = {one.name: one for one in cell.walk()}
        number = NUMBERED.search(text, cell.start, cell.opened)
        if list(held) not in PLAIN or number is None:
            return None
        kind = "inlineStr" if "is" in held else cell.attributes.get("t", "n")
        is_read = self.wanted is None or column in self.wanted or self.values.may_be_nothing(kind)
        open_ends = [(number.end(1), number.end(), rb"\1")]
        opening, formula, said = b"(" if is_read else b"(?:", held.get("f"), held.get("v", held.get("t"))
        if formula:
            tag = {b"f": re.escape(tag_name(text[formula.start : formula.opened]))}
            open_ends.append((formula.start, formula.end, opening + FORMULA % tag))
        if said and formula:
            open_ends.append((said.opened, said.closed, rb"[^<]*"))
        elif said and said.text:
            open_ends.append((said.opened, said.closed, opening + rb"[^<]+)"))
        is_open = len(open_ends) > 1
        pattern = _with_open_ends(text, cell, open_ends)
        if not is_open or not is_read:
            return Way(pattern + UNREAD if is_open else pattern, is_open)
        if formula:
            return Way(pattern, is_open, work_out=partial(self._worked_out, column))
        return Way(pattern, is_open, self.values.column_reader(kind, cell.number("s")))

    def _worked_out(self, column: int, raw: Raw) -> CellValue:
        found = next(parsed(wrapped(self.head, raw if isinstance(raw, bytes) else raw.encode())).all("f"))
        return self.values.worked_out(column, found.text, found.attributes)


def _either(some: Iterable[CellValue], others: Iterable[CellValue]) -> list[CellValue]:
    """The cells of a column that is spelled in several ways: each is of one of them."""
    return [other if one is None else one for one, other in zip(some, others, strict=True)]


def _trimmed(row: Sequence[CellValue]) -> Sequence[CellValue]:
    """A row without the empty cells at its end."""
    end = len(row)
    while end and row[end - 1] is None:
        end -= 1
    return row[:end]


def _with_open_ends(text: bytes, cell: Element, ends: Iterable[tuple[int, int, bytes]]) -> bytes:
    """A pattern for the cell's spelling in which other patterns stand for some of it."""
    pieces, place = [rb"\s*"], cell.start
    for start, end, pattern in ends:
        pieces += [re.escape(text[place:start]), pattern]
        place = end
    return b"".join((*pieces, re.escape(text[place : cell.end])))
