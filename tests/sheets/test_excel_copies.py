"""Copies that cloud drives make of a workbook: told by their names, and never where a name only looks a little so."""

from collections.abc import Callable
from pathlib import Path

import pytest
from sheet_places import Place

from connectors.errors import ConnectorError
from connectors.ports import SheetRow
from connectors.sheets.excel.copies import copies

Make = Callable[..., SheetRow]
BOOK = "VTF proposals.xlsx"
COPIES = [
    "VTF proposals (Ana's conflicted copy 2026-11-02).xlsx",
    "VTF proposals (Ana Doe's conflicted copy 2026-11-02 101530).xlsx",
    "VTF proposals (conflicted copy 2026-11-02 101530).xlsx",
    "VTF proposals (In Konflikt stehende Kopie von Ana 2026-11-02).xlsx",
    "VTF proposals (Copie en conflit de Ana 2026-11-02).xlsx",
    "VTF proposals (Copia en conflicto de Ana 2026-11-02).xlsx",
    "VTF proposals (Case Conflict).xlsx",
    "VTF proposals (SFConflict ana@example.org 2026-11-02-10-15-30).xlsx",
    "VTF proposals [conflicted].xlsx",
    "VTF proposals [conflicted 2].xlsx",
    "VTF proposals.sync-conflict-20261102-101530-ABCDEF7.xlsx",
    "VTF proposals_conflict-20261102-101530.xlsx",
    "VTF proposals_NAS_Nov-02-101530-2026_Conflict.xlsx",
    "VTF proposals-LAPTOP-123.xlsx",
    "VTF proposals-DESKTOP-AB12CD3.xlsx",
    "VTF proposals-DESKTOP-AB12CD3-2.xlsx",
    "VTF proposals-ANA-PC.xlsx",
    "VTF proposals-Anas-MacBook-Pro.xlsx",
    "VTF proposals (1).xlsx",
    "vtf proposals (2).XLSX",
]
OTHERS = [
    "VTF proposals.xlsx",
    "VTF proposals.xlsm",
    "VTF proposals (1).pdf",
    "VTF proposals 2.xlsx",
    "VTF proposals 2027.xlsx",
    "VTF proposals-2027.xlsx",
    "VTF proposals-FINAL.xlsx",
    "VTF proposals (2027).xlsx",
    "VTF proposals (final).xlsx",
    "VTF proposals (conflicts of interest).xlsx",
    "VTF proposals - conflict of interest 2026.xlsx",
    "VTF proposals of the PC-board.xlsx",
    "Old VTF proposals (1).xlsx",
    "~$VTF proposals.xlsx",
    ".VTF proposals.xlsx.lock",
    "proposals (1).xlsx",
]


@pytest.mark.parametrize("name", COPIES)
def test_a_copy_is_known_by_its_name(name: str) -> None:
    assert copies([*OTHERS, name], BOOK) == [name]


@pytest.mark.parametrize("name", OTHERS)
def test_another_workbook_is_no_copy(name: str) -> None:
    assert copies([name], BOOK) == []


def test_staff_are_told_of_a_copy_until_it_is_gone(excel: Place, proposal: Make, tmp_path: Path) -> None:
    excel.sync([proposal("1")])
    copy = tmp_path / COPIES[0]
    copy.write_bytes(b"theirs")
    (note,) = excel.sync([proposal("1")]).notes
    assert note.startswith(f"beside the workbook stands {copy.name!r}, which a cloud drive seems to have made")
    assert copy.read_bytes() == b"theirs"
    copy.unlink()
    assert excel.sync([proposal("1")]).notes == ()


def test_a_workbook_with_macros_is_the_workbook(excel: Place, proposal: Make, tmp_path: Path) -> None:
    excel.sync([proposal("1")])
    (tmp_path / BOOK).rename(tmp_path / "VTF proposals.xlsm")
    assert excel.sync([proposal("1"), proposal("2")]).appended == 1
    assert [one.name for one in tmp_path.glob("VTF*")] == ["VTF proposals.xlsm"]
    assert excel.backend.where(excel.spec) == str(tmp_path / "VTF proposals.xlsm")


def test_of_two_workbooks_of_one_name_neither_is_written(excel: Place, proposal: Make, tmp_path: Path) -> None:
    excel.sync([proposal("1")])
    (tmp_path / "VTF proposals.xlsm").write_bytes(b"theirs")
    before = (tmp_path / BOOK).read_bytes()
    with pytest.raises(ConnectorError, match=r"has both VTF proposals\.xlsx and VTF proposals\.xlsm") as caught:
        excel.sync([proposal("2")])
    assert caught.value.permanent
    assert (tmp_path / BOOK).read_bytes() == before
