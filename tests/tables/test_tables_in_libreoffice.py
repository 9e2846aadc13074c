"""What LibreOffice makes of workbooks and ODS files of ours: values, and how the tabs look."""

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from made_tables import FORMATS, naive, plain, table_of, write
from openpyxl.worksheet.worksheet import Worksheet
from test_tables_contract import HARD

from connectors.cells import cell_value
from connectors.tables.table import Options, Table

ROWS: Sequence[tuple[object, ...]] = (
    ("=1+1", 1234, Decimal("0.123456"), Decimal("-75000.50"), date(2026, 1, 31), naive(2026, 1, 31, 9, 5, 7), True),
    ("a", 10**29 + 1, 2.5, Decimal("1E+400"), date(1850, 6, 1), naive(1900, 3, 1), False),
)
TABLES = [
    table_of("answers", *FORMATS, title="All answers"),
    table_of("budget", "text", "money", title="Budget's rows"),
]
LIBREOFFICES_OWN = ("\u2028", "_x005F_")
"""What it takes for the end of a paragraph, and what it saves without the mark that Excel wants."""


@pytest.fixture(params=["xlsx", "ods"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def read_saved(path: Path) -> dict[str, list[list[object]]]:
    """What LibreOffice saved: truths as formulas, and text that looks like an escape of Excel's without its mark."""
    book = openpyxl.load_workbook(path, data_only=True)
    read = {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}
    book.close()
    return read


def test_values_of_every_kind(kind: str, tmp_path: Path, libreoffice: Callable[[Path], Path]) -> None:
    path = tmp_path / f"t.{kind}"
    write(path, kind, TABLES, ROWS, [("REF-1", Decimal("10.00"))])
    read = read_saved(libreoffice(path))
    assert list(read) == ["All answers", "Budget's rows"]
    assert [[plain(one) for one in row] for row in read["All answers"][1:]] == [
        [plain(cell_value(one)) for one in row]
        for row in ROWS  # type: ignore[arg-type]  # tests give cell values
    ]
    assert read["Budget's rows"] == [["Column 0", "Column 1"], ["REF-1", 10]]


def test_hard_texts(kind: str, tmp_path: Path, libreoffice: Callable[[Path], Path]) -> None:
    texts = [text for text in HARD if not any(one in text for one in LIBREOFFICES_OWN)]
    path = tmp_path / f"t.{kind}"
    write(path, kind, [table_of("t", "text", "text")], [("row", text) for text in texts])
    read = read_saved(libreoffice(path))["t"][1:]
    assert [row[1] for row in read] == [cell_value(text) for text in texts]


@pytest.mark.parametrize("right_to_left", [False, True])
def test_how_a_tab_looks(kind: str, right_to_left: bool, tmp_path: Path, libreoffice: Callable[[Path], Path]) -> None:
    path = tmp_path / f"t.{kind}"
    write(path, kind, TABLES, ROWS, [("REF-1", 1)] * 3, options=Options(right_to_left=right_to_left))
    book = openpyxl.load_workbook(libreoffice(path))
    for sheet, table, last in zip(book, TABLES, (3, 4), strict=True):
        assert isinstance(sheet, Worksheet)
        check_look(sheet, table, last)
        assert bool(sheet.sheet_view.rightToLeft) is right_to_left
    shown = [cell.number_format for cell in book["All answers"][2]]
    assert shown[1:6] == ["#,##0", "#,##0.##########", "#,##0.00", "yyyy\\-mm\\-dd", "yyyy\\-mm\\-dd\\ hh:mm"]
    book.close()


def check_look(sheet: Worksheet, table: Table, last: int) -> None:
    letter = "AG"[len(table.columns) > 2] if len(table.columns) > 2 else "B"
    assert sheet.auto_filter.ref.replace("$", "") == f"A1:{letter}{last}"
    assert sheet.print_title_rows == "$1:$1"
    assert sheet.page_setup.orientation == "landscape"
    assert sheet.page_setup.fitToHeight == 0
    header = sheet["A1"]
    assert header.font.b
    assert header.font.color.rgb[-6:].upper() == "FFFFFF"
    assert header.fill.fgColor.rgb[-6:].upper() == "1D3557"
    assert abs(sheet.column_dimensions["B"].width - table.columns[1].width) < 2
