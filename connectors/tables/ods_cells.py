"""Cells, rows and tables as the content of an ODS file holds them (OASIS ODF 1.3, part 3)."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from xml.sax.saxutils import escape, quoteattr

from connectors.cells import cell_value
from connectors.ports import CellValue, SheetColumn
from connectors.tables.table import Row

BLANKS = re.compile(r"  +|^ | $")
"""Blanks that would be taken for a single one, or for none (6.1.2). A tabulator stands as it is, which by the same
section others may take for a blank: its element, `text:tab`, LibreOffice 7.4 leaves out."""
NUMBERS = ("number", "integer", "decimal", "money")
STYLES = (*NUMBERS, "date", "datetime", "text", "truth")
"""Styles of cells; each format of a column that is none of them is shown as a number would be."""


def table_begin(title: str, columns: Sequence[SheetColumn]) -> str:
    """A table up to its rows, with the header that is repeated on every page."""
    made = (f'<table:table-column table:style-name="w{c.width}"{_default(style_of(c))}/>' for c in columns)
    heads = (
        f'<table:table-cell table:style-name="header" office:value-type="string">{paragraphs(column.header)}'
        "</table:table-cell>"
        for column in columns
    )
    return (
        f'<table:table table:name={quoteattr(title)} table:style-name="table">{"".join(made)}'
        f'<table:table-header-rows><table:table-row table:style-name="head">{"".join(heads)}</table:table-row>'
        "</table:table-header-rows>"
    )


TABLE_END = "</table:table>"


def _default(style: str) -> str:
    return f' table:default-cell-style-name="{style}"'


def style_of(column: SheetColumn) -> str:
    """The style of the cells of a column that say nothing else."""
    return column.format if column.format in STYLES else NUMBERS[0]


def rows_xml(styles: Sequence[str], rows: Iterable[Row]) -> str:
    """Rows, whose columns have these styles."""
    return "".join(
        f"<table:table-row>{''.join(map(cell_xml, styles, map(cell_value, row)))}</table:table-row>" for row in rows
    )


def cell_xml(style: str, kept: CellValue) -> str:
    """A cell in a column of a style; it names its own where that would not suit it (9.1.4, 19.387)."""
    if kept is None:
        return "<table:table-cell/>"
    if isinstance(kept, str):
        return _cell(style, ("text",), "string", paragraphs(kept))
    if isinstance(kept, bool):
        return _cell(style, ("truth",), f'boolean" office:boolean-value="{str(kept).lower()}')
    if isinstance(kept, datetime):
        return _cell(style, ("datetime",), f'date" office:date-value="{kept.isoformat()}')
    if isinstance(kept, date):
        return _cell(style, ("date",), f'date" office:date-value="{kept.isoformat()}')
    return _cell(style, NUMBERS, f'float" office:value="{float(kept):.16g}')


def _cell(style: str, suiting: Sequence[str], said: str, inside: str = "") -> str:
    own = "" if style in suiting else f' table:style-name="{suiting[0]}"'
    return f'<table:table-cell{own} office:value-type="{said}">{inside}</table:table-cell>'


def paragraphs(text: str) -> str:
    """A text, each line a paragraph, with all its blanks."""
    return "".join(f"<text:p>{BLANKS.sub(_blank, escape(line))}</text:p>" for line in text.split("\n"))


def _blank(found: re.Match[str]) -> str:
    return f'<text:s text:c="{len(found[0])}"/>'
