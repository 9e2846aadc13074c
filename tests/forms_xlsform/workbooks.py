"""Small workbooks made for tests."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl

Rows = list[list[object]]


def table(text: str) -> Rows:
    """Rows of a text: cells between `|`, a line each; figures are numbers."""
    lines = text.strip().splitlines()
    return [[cell.strip() or None for cell in line.split("|")] for line in lines]


def write(path: Path, **sheets: str | Rows) -> Path:
    """A workbook with these sheets."""
    book = openpyxl.Workbook()
    del book[book.sheetnames[0]]
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in table(rows) if isinstance(rows, str) else rows:
            sheet.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    book.save(path)
    return path


def changed(path: Path, change: Callable[[str, bytes], bytes]) -> Path:
    """The same workbook with its parts changed."""
    target = io.BytesIO()
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    path.write_bytes(target.getvalue())
    return path
