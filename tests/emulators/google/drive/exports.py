"""A spreadsheet as a file of another kind, and out of CSV."""

import csv
import io
from collections.abc import Callable

from ..book import Book
from ..celldata import shown
from ..cells import clear
from ..content import Content
from ..entering import enter
from ..tab import Tab
from .opendocument import ods
from .workbooks import xlsx

CSV, TSV = "text/csv", "text/tab-separated-values"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
SHORT = {CSV: "csv", TSV: "tsv", XLSX: "xlsx", ODS: "ods", "application/x-vnd.oasis.opendocument.spreadsheet": "ods"}


def _texts(content: Content, tab: Tab) -> list[list[str]]:
    """What is seen in the cells, as far as anything is."""
    height = tab.height if tab.may_spill else tab.last_row
    width = tab.width if tab.may_spill else tab.last_column
    rows = [[shown(content, tab, row, column) for column in range(width)] for row in range(height)]
    while rows and not any(rows[-1]):
        rows.pop()
    return rows


def _csv(content: Content) -> bytes:
    out = io.StringIO()
    csv.writer(out).writerows(_texts(content, content.first))
    return out.getvalue().removesuffix("\r\n").encode()


def _tsv(content: Content) -> bytes:
    rows = [[" ".join(text.split()) for text in row] for row in _texts(content, content.first)]
    return "\r\n".join("\t".join(row) for row in rows).encode()


EXPORTS: dict[str, Callable[[Content], bytes]] = {
    CSV: _csv,
    TSV: _tsv,
    XLSX: xlsx,
    ODS: ods,
    "application/x-vnd.oasis.opendocument.spreadsheet": ods,
}
"""The media type that is asked for -> what makes it; of CSV and TSV the first tab alone, as Drive has it."""


def import_csv(book: Book, text: str, who: str) -> None:
    """The first tab becomes what the text holds, as if typed."""
    rows = list(csv.reader(io.StringIO(text)))
    draft = book.content.draft()
    tab = draft.first
    clear(tab, tab.whole)
    tab.lengthen("ROWS", max(0, len(rows) - tab.height))
    tab.lengthen("COLUMNS", max(0, max(map(len, rows), default=0) - tab.width))
    enter(draft, tab, 0, 0, rows, "USER_ENTERED")
    book.replace(draft, who)
