"""Programs that move a workbook's columns and leave the defined names where they were: nothing gets mixed up."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sheet_places import Place

from connectors.errors import ConnectorError
from connectors.ports import SheetRow
from connectors.sheets.layout import Mark, caught_up, digest

Make = Callable[..., SheetRow]
KEYS = ("1", "2", "3")


def changed(sheet: Place, word: str, *given: int) -> None:
    """What openpyxl calls so, which moves cells alone."""
    path = Path(sheet.backend.where(sheet.spec))
    book = load_workbook(path)
    getattr(book[sheet.spec.tab], word)(*given)
    book.save(path)


@pytest.fixture
def rows(proposal: Make) -> list[SheetRow]:
    return [proposal(key, asked=int(key) * 100) for key in KEYS]


@pytest.fixture
def sheet(excel: Place, rows: list[SheetRow]) -> Place:
    excel.sync(rows)
    for row in range(1, 4):
        excel.staff.write(row, excel.column("Remarks"), f"remark {row}")
    return excel


@pytest.mark.parametrize("at", range(1, 9))
def test_a_column_inserted_anywhere_mixes_nothing_up(sheet: Place, rows: list[SheetRow], at: int) -> None:
    changed(sheet, "insert_cols", at)
    before = sheet.staff.rows()
    result = sheet.sync([*rows[:2], replace(rows[2], values={**rows[2].values, "state": "Benin"})])
    assert (result.appended, result.updated) == (0, 1)
    assert sheet.shown("State") == ["Ghana", "Ghana", "Benin"]
    assert sheet.shown("Remarks") == ["remark 1", "remark 2", "remark 3"]
    assert [len(row) for row in sheet.staff.rows()] == [len(row) for row in before]
    assert sheet.sync([*rows[:2], replace(rows[2], values={**rows[2].values, "state": "Benin"})]).unchanged == 3


def test_a_column_that_staff_renamed_goes_with_its_neighbour(sheet: Place, rows: list[SheetRow]) -> None:
    sheet.staff.write(0, sheet.column("State"), "Country")
    sheet.sync(rows)
    changed(sheet, "insert_cols", 2)
    assert sheet.sync(rows).unchanged == 3
    assert sheet.shown("Country") == ["Ghana"] * 3
    assert "State" not in sheet.staff.rows()[0]


def test_a_deleted_column_of_the_service_is_made_again(sheet: Place, rows: list[SheetRow]) -> None:
    changed(sheet, "delete_cols", sheet.column("State") + 1)
    assert "column 'State' was missing and has been made" in sheet.sync(rows).notes
    assert sheet.shown("State") == ["Ghana"] * 3
    assert sheet.shown("Asked (USD)") == [100, 200, 300]
    assert sheet.shown("Remarks") == ["remark 1", "remark 2", "remark 3"]


def test_without_the_keys_nothing_is_written(sheet: Place, rows: list[SheetRow]) -> None:
    changed(sheet, "delete_cols", 1)
    before = Path(sheet.backend.where(sheet.spec)).read_bytes()
    with pytest.raises(ConnectorError, match="its hidden key column '_id' is gone"):
        sheet.sync(rows)
    assert Path(sheet.backend.where(sheet.spec)).read_bytes() == before


def test_one_header_elsewhere_is_no_sign() -> None:
    marks = {key: Mark(key, digest(key), place) for place, key in enumerate(("_id", "a", "b"))}
    assert caught_up(marks, ["_id", "renamed", "b", "a"]) == marks
    assert caught_up(marks, ["_id", "b", "a"]) == marks
