"""A workbook opened at one of its tabs, with all that is needed to write there."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

from openpyxl import Workbook

from connectors.errors import ConnectorError
from connectors.ports import SheetSpec
from connectors.sheets.excel.book import Book, Tab, book_of
from connectors.sheets.excel.draft import require_title
from connectors.sheets.excel.marks import renamed_to
from connectors.sheets.excel.page import page
from connectors.sheets.excel.reading import Sheet, read_sheet, seen_of, wanted_of
from connectors.sheets.excel.rows import Source
from connectors.sheets.excel.strings import Strings, strings_of
from connectors.sheets.excel.styles import Styles, styles_of
from connectors.sheets.excel.tables import Table, tables_of
from connectors.sheets.excel.text import Broken
from connectors.sheets.excel.values import Values
from connectors.sheets.layout import Seen


@dataclass(frozen=True, slots=True)
class Opened:
    """A workbook and a tab of it, which may not be there yet."""

    book: Book
    tab: Tab | None
    sheet: Sheet
    styles: Styles
    tables: Sequence[Table]
    is_made: bool  # the tab is for the service to make, looks and all

    def seen(self, spec: SheetSpec) -> Seen:
        """The tab as plans are made of it."""
        return seen_of(self.sheet, self.book.said(), self.tab.title if self.tab else spec.tab, spec)


def open_tab(archive: ZipFile, spec: SheetSpec, *, is_new: bool) -> Opened:
    """Read a tab; of a workbook that `is_new` it is to be made. Raises Broken, ConnectorError."""
    book = book_of(archive)
    tab, styles = tab_of(book, spec.tab), styles_of(book)
    if tab is None or is_new:
        text = page(len(spec.columns) + 1, is_strict=book.is_strict, right_to_left=spec.right_to_left)
        sheet = read_sheet(Source.of(text), Values(Strings(), [], book.counts_from_1904))
        return Opened(book, tab, sheet, styles, (), is_made=True)
    values = Values(strings_of(book), styles.codes(), book.counts_from_1904)
    source = Source(archive, book.package.entry(tab.part))
    sheet = read_sheet(source, values, wanted_of(book.said(), tab.title, spec))
    return Opened(book, tab, sheet, styles, tables_of(book, tab), is_made=False)


def tab_of(book: Book, title: str) -> Tab | None:
    """The tab of that title, or the one that was of it before staff renamed it. Raises Broken, ConnectorError."""
    tab = book.tab(title) or book.tab(renamed_to(book.said(), title))
    if tab and not tab.part:
        raise Broken(f"the part of its tab {tab.title!r} is missing")
    if tab and tab.kind != "worksheet":
        raise ConnectorError(f"the tab {tab.title!r} holds a chart or macros and no cells; rename it, then retry")
    return tab


def new_workbook(title: str) -> bytes:
    """A workbook of one empty tab. Raises ConnectorError where no tab may be called so."""
    require_title(title)
    workbook, target = Workbook(), BytesIO()
    workbook.worksheets[0].title = title
    workbook.save(target)
    return target.getvalue()
