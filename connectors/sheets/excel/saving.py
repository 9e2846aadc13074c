"""A copy of a workbook in which one tab is another: what grows with its rows, and the archive written part by part."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import IO
from zipfile import ZipInfo

from connectors.errors import ConnectorError
from connectors.ports import SheetSpec
from connectors.sheets.excel.archive import Copying, Part, Section
from connectors.sheets.excel.areas import LAST_ROW, Area
from connectors.sheets.excel.book import Tab
from connectors.sheets.excel.columns import style_of
from connectors.sheets.excel.draft import Draft
from connectors.sheets.excel.elements import Document
from connectors.sheets.excel.frame import grow, parted, stretch
from connectors.sheets.excel.names import grow_names, work_out_anew
from connectors.sheets.excel.opening import Opened
from connectors.sheets.excel.tables import Change, Filled, filled_down, grown_tables
from connectors.sheets.excel.writing import Writer

STYLES = "xl/styles.xml"
Rows = Callable[[Part], None]
"""Writes all rows of the tab."""


@dataclass(frozen=True, slots=True)
class Saving:
    """A copy in the making; `frame` is the tab without its rows."""

    opened: Opened
    draft: Draft
    tab: Tab
    frame: Document
    writer: Writer
    defaults: dict[int, int] = field(default_factory=dict)

    @classmethod
    def of(cls, opened: Opened, title: str) -> "Saving":
        """Begin; the tab is added where it is missing. Raises Broken, ConnectorError."""
        draft, frame = Draft(opened.book), Document(opened.sheet.frame)
        tab = opened.tab or draft.add_tab(title)
        writer = Writer(opened.styles, frame.prefix, opened.book.counts_from_1904)
        if not opened.book.named("styles"):
            draft.add_part(STYLES, "styles", "styles")
        return cls(opened, draft, tab, frame, writer)

    def default(self, column: int) -> int:
        """The style of a column's empty cells; columns count from 0."""
        if column not in self.defaults:
            self.defaults[column] = style_of(self.frame.root, column)
        return self.defaults[column]

    def grow(self, change: Change, written: Sequence[Area]) -> list[Filled]:
        """Let everything grow that goes with rows and columns; returns formulas that are to be filled down."""
        filtered = grow(self.frame, change)
        stretch(self.frame, written)
        for part, text in grown_tables(self.opened.tables, change).items():
            self.draft.write(part, text)
        grow_names(self.draft.main, self.opened.book, self.tab, change.growth, filtered)
        work_out_anew(self.draft.main)
        filled = filled_down(self.opened.tables, change)
        if filled:
            self.draft.drop("calcChain")
        return filled

    def copy(self, source: IO[bytes], target: IO[bytes], rows: Rows) -> Section:
        """Write the archive; returns how the rows are packed in it. Raises Broken, LargeZipFile, OSError."""
        done: list[Section] = []
        entry, styles = self.draft.entry(self.tab.part), self.draft.entry(self.opened.book.named("styles") or STYLES)
        self.draft.parts[entry.filename] = lambda copying: done.append(self._write_tab(Part(copying.copy, entry), rows))
        self.draft.parts[styles.filename] = lambda copying: self._write_styles(copying, styles)
        self.draft.copy(source, target, styles.filename)
        return done[0]

    def _write_tab(self, part: Part, rows: Rows) -> Section:
        head, tail = parted(self.frame)
        part.write(head)
        part.seam()
        rows(part)
        section = part.seam()
        part.write(tail)
        part.finish()
        return section

    def _write_styles(self, copying: Copying, entry: ZipInfo) -> None:
        """Last of all, as the rows are in styles that come to be while they are written."""
        if self.opened.styles.is_longer or entry.filename not in copying.archive.NameToInfo:
            copying.write(entry, self.opened.styles.done())
        else:
            copying.one(entry)


def require_rows(spec: SheetSpec, last: int) -> None:
    """Raises ConnectorError where a tab cannot hold rows up to this one."""
    if last > LAST_ROW:
        raise ConnectorError(
            f"the tab {spec.tab!r} is full: a tab has {LAST_ROW:,} rows. Give the form another tab or workbook and "
            "publish it; its sheet begins anew there",
            permanent=True,
        )
