"""Workbooks of other programs, patched in place: what is not ours stays byte for byte, and what must grow has grown."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from defusedxml.ElementTree import fromstring
from foreign_books import HEADERS, OWN, SUMS, TAB, by_libreoffice, by_openpyxl, by_xlsxwriter
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from connectors.ports import SheetColumn, SheetRow, SheetSpec, SyncResult
from connectors.sheets.excel import ExcelFolder

pytestmark = pytest.mark.filterwarnings(
    "ignore:.*extension is not supported"
)  # which openpyxl, to which it is said, drops
COLUMNS = (
    SheetColumn("$reference", "Reference"),
    SheetColumn("state", "State"),
    SheetColumn("asked", "Asked (USD)", "money"),
    SheetColumn("starts", "Starts", "date"),
    SheetColumn("paid", "Dues paid", "yes_no"),
)
COUNT = 1_000
ROWS = [
    SheetRow(
        f"key {number}",
        {"$reference": f"VTF-{number}", "state": "=1+1", "asked": Decimal(number), "starts": date(2026, 3, 1)},
    )
    for number in range(1, COUNT + 1)
]
SUM = COUNT * (COUNT + 1) // 2
SPEC = SheetSpec("Foreign", TAB, COLUMNS)
MAKERS: dict[str, tuple[Callable[[Path], None], str]] = {
    "XlsxWriter": (by_xlsxwriter, "Foreign.xlsx"),
    "XlsxWriter with macros": (by_xlsxwriter, "Foreign.xlsm"),
    "openpyxl": (by_openpyxl, "Foreign.xlsx"),
    "LibreOffice": (by_libreoffice, "Foreign.xlsx"),
}


@pytest.fixture(params=MAKERS)
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    make, name = MAKERS[request.param]
    if make is by_libreoffice:
        request.getfixturevalue("libreoffice")
    make(tmp_path / name)
    return tmp_path / name


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def synced(path: Path, rows: list[SheetRow] = ROWS, spec: SheetSpec = SPEC) -> SyncResult:
    return ExcelFolder(path.parent).upsert(spec, rows)


def test_every_part_that_is_not_ours_stays_byte_for_byte(path: Path) -> None:
    before = parts(path)
    assert synced(path).appended == COUNT
    after = parts(path)
    assert list(after) == [*(name for name in before if name != "xl/styles.xml"), "xl/styles.xml"]
    changed = {name for name in before if before[name] != after[name]}
    assert changed <= {"xl/workbook.xml", "xl/styles.xml", "xl/worksheets/sheet1.xml", "xl/tables/table1.xml"}
    again = path.read_bytes()
    assert synced(path).unchanged == COUNT
    assert path.read_bytes() == again


def test_what_stands_in_the_other_tabs_and_what_was_prepared_reads_as_before(path: Path) -> None:
    before = CalamineWorkbook.from_path(path)
    synced(path)
    after = CalamineWorkbook.from_path(path)
    assert after.sheet_names == before.sheet_names
    for name in before.sheet_names[1:]:
        assert after.get_sheet_by_name(name).to_python() == before.get_sheet_by_name(name).to_python()
    header, first, *_ = after.get_sheet_by_name(TAB).to_python()
    assert header == [*HEADERS, "_id", "Reference", "State", "Dues paid"]
    assert first == ["", "", 1, date(2026, 3, 1), "key 1", "VTF-1", "=1+1", ""]


def test_libreoffice_opens_it_and_works_everything_out(path: Path, libreoffice: Callable[[Path], Path]) -> None:
    synced(path)
    book = load_workbook(libreoffice(path), data_only=True)
    assert [book[SUMS][place].value for place in ("A1", "A2", "A3")] == [SUM, SUM, COUNT + 1]


@pytest.fixture
def written(tmp_path: Path) -> Path:
    by_xlsxwriter(tmp_path / "Foreign.xlsx")
    return tmp_path / "Foreign.xlsx"


def tags(path: Path, part: str, name: str) -> list[dict[str, Any]]:
    """The attributes of every element of that name, and what stands in it."""
    found = fromstring(parts(path)[part]).iter()
    return [{**one.attrib, "": one.text} for one in found if one.tag.rpartition("}")[2] == name]


def test_what_holds_for_rows_holds_for_those_that_are_added(written: Path) -> None:
    sheet, last = "xl/worksheets/sheet1.xml", COUNT + 1
    before = tags(written, sheet, "sparkline"), tags(written, sheet, "sheetView")
    synced(written)
    assert [one["ref"] for one in tags(written, sheet, "dimension")] == [f"A1:H{last}"]
    assert {one["sqref"] for one in tags(written, sheet, "conditionalFormatting") if "sqref" in one} == {f"C2:C{last}"}
    areas = [one[""] for one in tags(written, sheet, "sqref")]
    assert areas == [f"C2:C{last}", "J2"]  # of the newer format, and of the sparkline, which stays
    assert [one["sqref"] for one in tags(written, sheet, "dataValidation")] == [f"B2:B{last}"]
    assert [one["ref"] for one in tags(written, "xl/tables/table1.xml", "table")] == [f"A1:H{last}"]
    assert [one["ref"] for one in tags(written, "xl/tables/table1.xml", "autoFilter")] == [f"A1:H{last}"]
    names = [one["name"] for one in tags(written, "xl/tables/table1.xml", "tableColumn")]
    assert names == [cell.value for cell in load_workbook(written)[TAB][1]]
    said = {one["name"]: one[""] for one in tags(written, "xl/workbook.xml", "definedName")}
    assert said["Asked"] == f"'{TAB}'!$C$2:$C${last}"
    assert said["_xlnm.Print_Area"] == f"'{TAB}'!$A$1:$D${last}"
    assert (tags(written, sheet, "sparkline"), tags(written, sheet, "sheetView")) == before


def test_a_column_that_staff_formatted_keeps_its_format(written: Path) -> None:
    synced(written)
    cell = load_workbook(written)[TAB]["C700"]
    assert (cell.number_format, cell.fill.fgColor.rgb) == ("0.00 €", "FFEEEEFF")


def test_rows_go_below_the_totals_of_a_table_and_staff_are_told(written: Path) -> None:
    spec = SheetSpec("Foreign", SUMS, (SheetColumn("name", "Name"),))
    before = parts(written)["xl/tables/table2.xml"]
    result = synced(written, [SheetRow("1", {"name": "West"})], spec)
    assert "the table 'Panels' ends with totals: new rows stand below it and are not counted" in result.notes
    assert "the table 'Panels' is sorted without the new columns: make it as wide as they are" in result.notes
    assert parts(written)["xl/tables/table2.xml"] == before
    assert [cell.value for cell in load_workbook(written)[SUMS]["H"] if cell.value] == ["_id", "1"]


def test_a_column_that_is_worked_out_is_filled_down(tmp_path: Path, libreoffice: Callable[[Path], Path]) -> None:
    import xlsxwriter

    path = tmp_path / "Foreign.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet(TAB)
        columns = [{"header": OWN[0]}, {"header": OWN[1]}, {"header": OWN[2], "formula": "=COUNTA(Panels[Panel])+1"}]
        sheet.add_table("A1:C3", {"name": "Panels", "data": [["North", 3], ["South", 4]], "columns": columns})
        sheet.write_formula("H9", "=SUM(Panels[Weighted])")
    synced(path, ROWS[:5])
    book = load_workbook(libreoffice(path), data_only=True)
    assert [book[TAB][f"C{row}"].value for row in range(2, 9)] == [3] * 7
    assert load_workbook(path)[TAB].tables["Panels"].ref == "A1:C8"
