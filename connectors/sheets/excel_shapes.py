"""Rows read by their shape: nearly all rows of a tab are spelled alike, and differ in their numbers and texts alone."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from connectors.ports import CellValue
from connectors.sheets.excel_values import Raw, Values, style_of
from connectors.sheets.excel_xml import Element, parsed, tag_name

NUMBERED = re.compile(rb"(\sr=[\"'][A-Za-z]+)\d+")
PLAIN = (["c"], ["c", "v"], ["c", "f"], ["c", "f", "v"], ["c", "is", "t"])  # what a cell may hold that a shape can have
MOST_WAYS, MOST_WAYS_IN_ALL = 8, 1_000  # of spelling the cells of one column, and of all
DRAWN_AFTER = frozenset(2 * 4**n for n in range(12))  # rows of another shape
ROW = rb"""<%(prefix)brow\s(?:[^>]*?\s)?r=["'](\d+)["'][^>]*?(?:/>|>%(cells)b\s*</%(prefix)brow>)\s*"""
FORMULA = rb"<%(f)b(?:\s[^>]*)?(?:/>|>[^<]*</%(f)b>))"
Read = Callable[[Raw], CellValue]


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which the cells of a column are spelled, and how what differs in it is read, if anything."""

    pattern: bytes
    read: Read | None


@dataclass(slots=True)
class Shape:
    """What the rows of a tab look like, learned from those that did not look like it."""

    prefix: bytes
    values: Values
    only: int | None = None  # the one column that is read, where only one is
    ways: dict[int, dict[bytes, Way]] = field(default_factory=dict)  # by column, by pattern
    known: int = 0
    misfits: int = 0
    pattern: "re.Pattern[bytes] | None" = None
    readers: Sequence[tuple[int, Read]] = ()
    width: int = 0

    def row(self, block: bytes, start: int, end: int) -> list[CellValue] | None:
        """The values of a row of this shape, up to the last; none where it is of another."""
        found = self.pattern.fullmatch(block, start, end) if self.pattern else None
        if found is None:
            return None
        number, *raws = found.groups()
        self.values.number = int(number)
        row: list[CellValue] = [None] * self.width
        last = -1
        for (column, read), raw in zip(self.readers, raws, strict=True):
            if raw:
                row[column] = read(raw)
                last = column
        del row[last + 1 :]
        return row

    def learn(self, text: bytes, cells: Iterable[tuple[int, Element]]) -> None:
        """Let rows like this one be of the shape from now on; it is drawn anew ever less often."""
        self.misfits += 1
        for column, cell in cells if self.known < MOST_WAYS_IN_ALL else ():
            known = self.ways.setdefault(column, {})
            way = self._way(text, column, cell) if len(known) < MOST_WAYS else None
            if way is not None and way.pattern not in known:
                known[way.pattern] = way
                self.known += 1
        if self.misfits in DRAWN_AFTER:
            self._draw()

    def _draw(self) -> None:
        ways = [(column, list(self.ways[column].values())) for column in sorted(self.ways) if self.ways[column]]
        cells = b"".join(b"(?:%b)?+" % b"|".join(way.pattern for way in some) for _, some in ways)
        self.pattern = re.compile(ROW % {b"prefix": re.escape(self.prefix), b"cells": cells})
        self.readers = [(column, way.read) for column, some in ways for way in some if way.read]
        self.width = max(self.ways, default=-1) + 1

    def _way(self, text: bytes, column: int, cell: Element) -> Way | None:
        """How a cell is spelled; none for one that has more than a value, a formula or a plain text."""
        held = {one.name: one for one in cell.walk()}
        number = NUMBERED.search(text, cell.start, cell.opened)
        if list(held) not in PLAIN or number is None:
            return None
        read = self._reader(column, cell, held) if self.only in {None, column} else None
        opening = b"(" if read else b"(?:"
        open_ends = [(number.end(1), number.end(), rb"\1")]
        if formula := held.get("f"):
            tag = {b"f": re.escape(tag_name(text[formula.start : formula.opened]))}
            open_ends.append((formula.start, formula.end, opening + FORMULA % tag))
            opening = b"(?:"
        if said := held.get("v", held.get("t")):
            open_ends.append((said.opened, said.closed, opening + rb"[^<]*)"))
        return Way(_with_open_ends(text, cell, open_ends), read if open_ends[1:] else None)

    def _reader(self, column: int, cell: Element, held: Mapping[str, Element]) -> Read:
        if "f" in held:
            return lambda raw: self._worked_out(column, raw)
        kind = "inlineStr" if "is" in held else cell.attributes.get("t", "n")
        return self.values.reader(kind, style_of(cell))

    def _worked_out(self, column: int, raw: Raw) -> CellValue:
        found = parsed(raw if isinstance(raw, bytes) else raw.encode())
        return self.values.worked_out(column, found.text, found.attributes)


def _with_open_ends(text: bytes, cell: Element, ends: Iterable[tuple[int, int, bytes]]) -> bytes:
    """A pattern for the cell's spelling in which other patterns stand for some of it."""
    pieces, place = [rb"\s*"], cell.start
    for start, end, pattern in ends:
        pieces += [re.escape(text[place:start]), pattern]
        place = end
    return b"".join((*pieces, re.escape(text[place : cell.end])))
