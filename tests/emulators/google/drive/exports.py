"""A spreadsheet as a file of another kind, and out of CSV."""

import csv
import html
import io
import json
import zipfile
from collections.abc import Callable

import typst

from ..book import Book
from ..celldata import shown
from ..content import Content
from ..entering import enter
from ..tab import Tab
from .opendocument import ods
from .workbooks import xlsx

CSV, TSV, PDF, ZIP = "text/csv", "text/tab-separated-values", "application/pdf", "application/zip"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
OLD_ODS = "application/x-vnd.oasis.opendocument.spreadsheet"
SHORT = {CSV: "csv", TSV: "tsv", XLSX: "xlsx", ODS: "ods", OLD_ODS: "ods", PDF: "pdf", ZIP: "zip"}


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


def _zip(content: Content) -> bytes:
    """A web page of each tab."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for tab in content.tabs:
            rows = ("".join(f"<td>{html.escape(text)}</td>" for text in row) for row in _texts(content, tab))
            lines = "".join(f"<tr>{row}</tr>" for row in rows)
            archive.writestr(f"{tab.title}.html", f'<meta charset="utf-8"><table>{lines}</table>')
    return out.getvalue()


def _pdf(content: Content) -> bytes:
    """Each tab as a table."""
    parts = []
    for tab in content.tabs:
        rows = _texts(content, tab)
        cells = ", ".join(json.dumps(text, ensure_ascii=False) for row in rows for text in row)
        parts.append(f"#table(columns: {max(1, len(rows[0]) if rows else 1)}, {cells})")
    return typst.compile("\n".join(parts).encode())


EXPORTS: dict[str, Callable[[Content], bytes]] = {
    CSV: _csv,
    TSV: _tsv,
    XLSX: xlsx,
    ODS: ods,
    OLD_ODS: ods,
    PDF: _pdf,
    ZIP: _zip,
}
"""The media type that is asked for -> what makes it; of CSV and TSV the first tab alone, as Drive has it."""


def import_csv(book: Book, text: str, who: str) -> None:
    """The spreadsheet becomes one new tab of what the text holds, as if typed."""
    rows = list(csv.reader(io.StringIO(text)))
    draft = book.content.draft(who)
    tab = Tab(draft.fresh({one.id for one in draft.tabs}), book.title)
    tab.lengthen("ROWS", max(0, len(rows) - tab.height))
    tab.lengthen("COLUMNS", max(0, max(map(len, rows), default=0) - tab.width))
    draft.tabs, draft.named_ranges, draft.metadata = [tab], [], {}
    draft.properties = {**draft.properties, "timeZone": "America/Los_Angeles"}  # as Drive does
    enter(draft, tab, 0, 0, rows, "USER_ENTERED")
    book.replace(draft, who)
