"""A spreadsheet as an OpenDocument one (ISO 26300), with its values."""

import io
import zipfile
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from ..celldata import shown
from ..computing import effective
from ..content import Content
from ..tab import Tab

MEDIA = "application/vnd.oasis.opendocument.spreadsheet"
SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MEDIA}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


def ods(content: Content) -> bytes:
    """The archive: its kind first and unpacked, then the tables."""
    tables = "".join(_table(content, tab) for tab in content.tabs)
    body = f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
    text = f'<office:document-content {SPACES} office:version="1.3">{body}</office:document-content>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", MEDIA, zipfile.ZIP_STORED)
        archive.writestr("content.xml", text)
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return out.getvalue()


def _table(content: Content, tab: Tab) -> str:
    rows = [
        "".join(_cell(content, tab, row, column) for column in range(len(line.values)))
        for row, line in enumerate(tab.rows[: tab.last_row])
    ]
    lines = "".join(f"<table:table-row>{row or '<table:table-cell/>'}</table:table-row>" for row in rows)
    return f"<table:table table:name={quoteattr(tab.title)}>{lines}</table:table>"


def _cell(content: Content, tab: Tab, row: int, column: int) -> str:
    value = effective(content, tab, row, column)
    if value is None:
        return "<table:table-cell/>"
    paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in shown(content, tab, row, column).split("\n"))
    return f"<table:table-cell {_kind(value)}>{paragraphs}</table:table-cell>"


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    if isinstance(value, int | float):
        return f'office:value-type="float" office:value="{value}"'
    return 'office:value-type="string"'
