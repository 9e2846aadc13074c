"""Tables of grants as files: a workbook with a sheet each, and a PDF to print."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from connectors.documents import render_pdf
from connectors.ports import CellValue
from connectors.table_book import MoreSheet, tables_workbook


@dataclass(frozen=True, slots=True)
class Tables:
    """What stands together in one file."""

    title: str
    subtitle: str
    sheets: tuple[MoreSheet, ...]


def as_workbook(tables: Tables, organisation: str) -> bytes:  # noqa: ARG001 - as the other kind of file
    """The tables as .xlsx."""
    return tables_workbook(tables.sheets)


def as_pdf(tables: Tables, organisation: str) -> bytes:
    """The tables on A4, landscape. Raises ConnectorError."""
    sheets = [_printed(one) for one in tables.sheets]
    return render_pdf(
        "tables",
        {"title": tables.title, "subtitle": tables.subtitle, "organisation": organisation, "tables": sheets},
    )


KINDS: Mapping[str, Callable[[Tables, str], bytes]] = {"xlsx": as_workbook, "pdf": as_pdf}
"""Ending of a file -> what makes it."""


def _printed(sheet: MoreSheet) -> dict[str, object]:
    numbers = {"money", "integer", "decimal"}
    return {
        "title": sheet.title,
        "subtitle": sheet.subtitle,
        "headings": [one.title for one in sheet.headings],
        "widths": [one.width for one in sheet.headings],
        "numeric": [one.format in numbers for one in sheet.headings],
        "rows": [[said(value) for value in row] for row in sheet.rows],
    }


def said(value: CellValue) -> str:
    """A value as paper says it."""
    if value is None:
        return ""
    if isinstance(value, Decimal):
        return f"{value:,.2f}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)
