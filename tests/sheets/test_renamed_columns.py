"""A question renamed in the form keeps its column in the sheet."""

from dataclasses import replace
from pathlib import Path

from python_calamine import CalamineWorkbook

from connectors.ports import SheetColumn, SheetRow, SheetSpec
from connectors.sheets.excel import ExcelFolder

BEFORE = SheetSpec("Grants", "2026", (SheetColumn("organisation", "Organisation"), SheetColumn("title", "Title")))


def rows(folder: Path) -> list[list[object]]:
    grid = CalamineWorkbook.from_path(folder / "Grants.xlsx").get_sheet_by_name("2026").to_python()
    return [[cell for cell, head in zip(row, grid[0], strict=True) if head != "_id"] for row in grid]


def test_a_renamed_question_keeps_its_column_and_may_take_another_header(tmp_path: Path) -> None:
    folder = ExcelFolder(tmp_path)
    folder.upsert(BEFORE, [SheetRow("1", {"organisation": "Aid", "title": "A"})])
    named = SheetColumn("applicant", "Applicant", was=("organisation",))
    after = replace(BEFORE, columns=(named, BEFORE.columns[1]))
    for _ in range(2):
        folder.upsert(after, [SheetRow("1", {"applicant": "Aid", "title": "A"}), SheetRow("2", {"applicant": "Bee"})])
    assert rows(tmp_path) == [["Applicant", "Title"], ["Aid", "A"], ["Bee", ""]]


def test_a_new_question_of_an_old_name_gets_a_column_of_its_own(tmp_path: Path) -> None:
    folder = ExcelFolder(tmp_path)
    folder.upsert(BEFORE, [SheetRow("1", {"organisation": "Aid"})])
    columns = (SheetColumn("applicant", "Organisation", was=("organisation",)), SheetColumn("organisation", "Partner"))
    for _ in range(2):
        folder.upsert(replace(BEFORE, columns=columns), [SheetRow("1", {"applicant": "Aid", "organisation": "Bee"})])
    header, row = rows(tmp_path)
    assert dict(zip(header, row, strict=True)) == {"Organisation": "Aid", "Title": "", "Partner": "Bee"}
