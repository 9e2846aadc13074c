"""One row of a tab with some of its cells written anew; all else of it stays byte for byte."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from xml.sax.saxutils import escape

from connectors.sheets.excel.areas import Area, area_of, column_of
from connectors.sheets.excel.cells import cells_of, elsewhere, row_of
from connectors.sheets.excel.elements import Document, Element, Swap, swapped, with_attributes
from connectors.sheets.excel.formulas import Shared, shared
from connectors.sheets.excel.looks import RowLook, row_look
from connectors.sheets.excel.rows import wrapped


@dataclass(frozen=True, slots=True)
class Orphan:
    """A formula whose cell is written over while others share it, and the area in which they stand."""

    formula: Shared
    area: Area | None

    def rest(self, row: int, column: int) -> Area:
        """Where those stand that share it from a cell on; rows count from 1, columns from 0."""
        if self.area is None:
            return Area(column + 1, row, column + 1, row)
        return replace(self.area, top=row) if self.area.left == self.area.right else self.area


def orphan_of(formula: Element, row: int, column: int) -> dict[str, Orphan]:
    """What others lose with a formula that they share with its cell, by its number among those that are shared."""
    if formula.attributes.get("t") != "shared" or not formula.text:
        return {}
    orphan = Orphan(shared(formula.text, row, column), area_of(formula.attributes.get("ref", "")))
    return {formula.attributes.get("si", ""): orphan}


@dataclass(slots=True)
class Row:
    """A row as it stands, and what becomes of it; rows count from 1 as in the file, columns from 0."""

    number: int
    text: bytes
    head: bytes  # how the tab begins
    prefix: str  # what stands before the names of elements
    places: dict[int, tuple[int, int]] = field(init=False)  # where each cell begins and ends
    swaps: list[Swap] = field(default_factory=list)
    is_longer: bool = False

    def __post_init__(self) -> None:
        """Find the cells. Raises Broken."""
        self.places, column = {}, -1
        for found in _cell(self.prefix).finditer(self.text):
            if found[2] and int(found[2]) != self.number:
                raise elsewhere(self.number, f"{found[1].decode()}{found[2].decode()}")
            column = column_of(found[1].decode().upper()) - 1 if found[1] else column + 1
            self.places[column] = found.span()

    def cell(self, column: int) -> Element | None:
        """A cell as it stands. Raises Broken."""
        if column not in self.places:
            return None
        start, end = self.places[column]
        return Document(wrapped(self.head, self.text[start:end])).root.first("c")

    def look(self) -> RowLook:
        """How it looks. Raises Broken."""
        _, element = row_of(self.head, self.text)
        styles = {column: cell.number("s") for column, cell in cells_of(element, self.number)}
        return row_look(self.number - 1, styles, element.attributes)

    @property
    def said(self) -> Mapping[str, str]:
        """What it says of its style and height, where that was given by hand."""
        tag = _tag(self.prefix).match(self.text)
        if tag is None or b"customFormat" not in tag[0]:
            return {}
        return self.look().said

    def put(self, column: int, new: bytes) -> None:
        """Put a cell in its place; from the left to the right."""
        if column in self.places:
            self.swaps.append((*self.places[column], new))
            return
        tag = _tag(self.prefix).match(self.text)
        begin = tag.end() if tag else 0
        right = [start for one, (start, _) in self.places.items() if one > column]
        at = min(right, default=max((end for _, end in self.places.values()), default=begin))
        self.swaps.append((at, at, new))
        self.is_longer = True

    def adopt(self, orphans: dict[str, Orphan], written: set[int]) -> None:
        """Let the first cell that shares a formula say it, where the one that said it is written over."""
        for column in self.places.keys() - written if orphans else ():
            cell = self.cell(column)
            found = cell.first("f") if cell else None
            number = found.attributes.get("si", "") if found else ""
            if cell is None or found is None or found.text or number not in orphans:
                continue
            orphan = orphans.pop(number)
            start = f'<{self.prefix}f t="shared" ref="{orphan.rest(self.number, column)}" si="{number}">'
            text = f"{start}{escape(orphan.formula.at(self.number, column))}</{self.prefix}f>"
            begin = self.places[column][0] - cell.start
            self.swaps.append((begin + found.start, begin + found.end, text.encode()))

    def done(self) -> bytes:
        """The text of the row with all changes."""
        text, tag = swapped(self.text, self.swaps), _tag(self.prefix).match(self.text)
        if not self.is_longer or tag is None:
            return text
        new = with_attributes(tag[0], {"spans": None})
        if not tag[0].endswith(b"/>"):
            return new + text[tag.end() :]
        return new[:-2].rstrip() + b">" + text[tag.end() :].rstrip() + f"</{self.prefix}row>".encode()


@lru_cache(8)
def _cell(prefix: str) -> re.Pattern[bytes]:
    """A cell, with the letters and number of its place where it tells them."""
    place = rb"""(?:[^>]*?\sr\s*=\s*["']([A-Za-z]{1,3})(\d+)["'])?"""
    p = re.escape(prefix.encode())
    return re.compile(rb"<%bc(?=[\s/>])%b[^>]*?(?:/>|>.*?</%bc\s*>)" % (p, place, p), re.DOTALL)


@lru_cache(8)
def _tag(prefix: str) -> re.Pattern[bytes]:
    return re.compile(rb"<%brow(?=[\s/>])[^>]*>" % re.escape(prefix.encode()))
