"""One row of a tab with some of its cells written anew; all else of it stays byte for byte."""

from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from connectors.sheets.excel.areas import Area, area_of, place
from connectors.sheets.excel.cells import cells_of, row_of
from connectors.sheets.excel.elements import Document, Element
from connectors.sheets.excel.formulas import Shared, shared
from connectors.sheets.excel.looks import RowLook, row_look


@dataclass(frozen=True, slots=True)
class Orphan:
    """A formula whose cell is written over while others share it, and the area in which they stand."""

    formula: Shared
    area: Area | None


@dataclass(slots=True)
class Row:
    """A row as it stands, and what becomes of it; rows count from 1 as in the file, columns from 0."""

    number: int
    text: bytes
    document: Document
    element: Element
    cells: dict[int, Element] = field(init=False)

    def __post_init__(self) -> None:
        """Find the cells. Raises Broken."""
        self.cells = dict(cells_of(self.element, self.number))

    @classmethod
    def of(cls, head: bytes, text: bytes, number: int) -> "Row":
        """A row by its text, in a tab that begins with `head`. Raises Broken, NotPlain."""
        return cls(number, text, *row_of(head, text))

    def look(self) -> RowLook:
        """How it looks."""
        styles = {column: cell.number("s") for column, cell in self.cells.items()}
        return row_look(self.number - 1, styles, self.element.attributes)

    def put(self, column: int, new: bytes) -> None:
        """Put a cell in its place; from the left to the right."""
        there = self.cells.get(column)
        if there:
            self.document.swap(there.start, there.end, new)
            return
        self.document.set(self.element, spans=None)
        right = [cell.start for one, cell in self.cells.items() if one > column]
        left = [cell.end for cell in self.cells.values()]
        if self.element.is_empty_tag:
            self.document.add(self.element, new)
        else:
            at = min(right, default=max(left, default=self.element.opened))
            self.document.swap(at, at, new)

    def orphan(self, column: int) -> tuple[str, Orphan] | None:
        """The formula that others share with the cell in a column, and its number among those that are shared."""
        found = self.cells[column].first("f")
        if found is None or found.attributes.get("t") != "shared" or not found.text:
            return None
        area = area_of(found.attributes.get("ref", ""))
        return found.attributes.get("si", ""), Orphan(shared(found.text, self.number, column), area)

    def adopt(self, orphans: dict[str, Orphan], written: set[int]) -> None:
        """Let the first cell that shares a formula say it, where the one that said it is written over."""
        for column, cell in self.cells.items():
            found = cell.first("f")
            number = found.attributes.get("si", "") if found else ""
            if found is None or found.text or column in written or number not in orphans:
                continue
            orphan = orphans.pop(number)
            area = orphan.area
            left = area if area and area.left == area.right else None
            ref = f"{place(column + 1, self.number)}:{place(left.right, left.bottom)}" if left else str(area)
            start = f'<{self.document.prefix}f t="shared" ref="{ref}" si="{number}">'
            text = escape(orphan.formula.at(self.number, column))
            self.document.swap(found.start, found.end, f"{start}{text}</{self.document.prefix}f>".encode())

    def done(self) -> bytes:
        """The text of the row with all changes."""
        behind = len(self.document.text) - self.element.start - len(self.text)
        return self.document.done()[self.element.start : -behind]
