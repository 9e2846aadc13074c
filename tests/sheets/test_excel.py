"""Workbook files: how they look, who has them open, what is broken, two writers at once, and other readers."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.table import Table
from python_calamine import CalamineWorkbook
from sheet_places import SPEC, Place

from connectors.errors import ConnectorError
from connectors.ports import SheetColumn, SheetRow, SheetSpec
from connectors.sheets.excel import ExcelFolder

Make = Callable[..., SheetRow]
NASTY = "=cmd|' /C calc'!A0"
FULL = {
    "state": NASTY,
    "asked": Decimal("98765.40"),
    "starts": date(2026, 3, 1),
    "$received": datetime(2026, 2, 1, 13, 45, tzinfo=UTC),
    "paid": True,
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "VTF proposals.xlsx"


def test_a_new_tab_is_fit_for_people(excel: Place, proposal: Make, path: Path) -> None:
    excel.sync([proposal("1", **FULL)])
    sheet = load_workbook(path)["2026 call"]
    assert sheet.column_dimensions["A"].hidden
    assert sheet.column_dimensions["B"].width == 16
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref == "A1:I2"
    assert sheet["D2"].number_format == "#,##0.00"
    assert sheet["E2"].number_format == "yyyy-mm-dd"
    assert sheet["H1"].fill.fgColor.rgb != sheet["G1"].fill.fgColor.rgb
    (note,) = [one for one in sheet.data_validations.dataValidation if one.prompt]
    assert (str(note.sqref), "never writes" in note.prompt) == ("H1 I1", True)


def test_the_filter_reaches_to_the_last_row(excel: Place, proposal: Make, path: Path) -> None:
    excel.sync([proposal("1")])
    excel.sync([proposal("1"), proposal("2"), proposal("3")])
    assert load_workbook(path)["2026 call"].auto_filter.ref == "A1:I4"


def test_a_table_that_staff_made_grows_with_the_rows(excel: Place, proposal: Make, path: Path) -> None:
    excel.sync([proposal("1")])
    book = load_workbook(path)
    book["2026 call"].auto_filter.ref = None
    book["2026 call"].add_table(Table(displayName="Proposals", ref="A1:I2"))
    book.save(path)
    excel.sync([proposal("1"), proposal("2")])
    sheet = load_workbook(path)["2026 call"]
    assert sheet.tables["Proposals"].ref == "A1:I3"
    assert sheet.auto_filter.ref is None  # a filter over a table is what Excel calls a broken file


def test_no_two_runs_of_column_widths_overlap(excel: Place, proposal: Make, path: Path) -> None:
    excel.sync([proposal("1")])
    book = load_workbook(path)
    book["2026 call"].column_dimensions["I"].max = 16_384  # as LibreOffice writes it
    book.save(path)
    wider = SheetSpec(SPEC.workbook, SPEC.tab, (*SPEC.columns, SheetColumn("city", "City")))
    excel.backend.upsert(wider, [proposal("1", city="Accra")])
    runs = sorted((d.min, d.max) for d in load_workbook(path)["2026 call"].column_dimensions.values())
    assert all(earlier[1] < later[0] for earlier, later in pairwise(runs))


def test_a_file_in_which_nothing_changes_is_not_written(excel: Place, proposal: Make, path: Path) -> None:
    excel.sync([proposal("1", **FULL)])
    before = path.stat()
    excel.sync([proposal("1", **FULL)])
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_the_file_keeps_who_may_read_it(excel: Place, proposal: Make, path: Path) -> None:
    excel.sync([proposal("1")])
    path.chmod(0o660)
    excel.sync([proposal("2")])
    assert path.stat().st_mode & 0o777 == 0o660


@pytest.mark.parametrize(
    ("owner", "content"),
    [
        ("~$VTF proposals.xlsx", b"\x07Ana Doe" + b" " * 47 + b"\x07\0A\0n\0a\0"),
        (".~lock.VTF proposals.xlsx#", b",Ana Doe,desk-4,24.11.2026 09:00,file:///home/ana;"),
    ],
)
def test_a_workbook_that_somebody_has_open_waits(
    excel: Place, proposal: Make, path: Path, owner: str, content: bytes
) -> None:
    excel.sync([proposal("1")])
    (path.parent / owner).write_bytes(content)
    before = path.read_bytes()
    with pytest.raises(ConnectorError, match="open: Ana Doe has it") as caught:
        excel.sync([proposal("2")])
    assert not caught.value.permanent
    assert caught.value.retry_after
    assert path.read_bytes() == before


def test_a_broken_file_is_named_and_left(excel: Place, proposal: Make, path: Path) -> None:
    path.write_bytes(b"PK\x03\x04 not a workbook")
    with pytest.raises(ConnectorError, match=r"VTF proposals\.xlsx cannot be read .* Put back a good copy") as caught:
        excel.sync([proposal("1")])
    assert not caught.value.permanent
    assert path.read_bytes() == b"PK\x03\x04 not a workbook"


def damages(whole: bytes) -> Iterator[tuple[bytes, bool]]:
    """The file cut short, and with twenty bytes blotted out here and there; whether nothing of it can be trusted."""
    for place in range(0, len(whole), 211):
        yield whole[:place], True
        yield whole[:place] + bytes(20) + whole[place + 20 :], False


def test_damaged_files_are_refused_and_left(excel: Place, proposal: Make, path: Path) -> None:
    excel.sync([proposal("1", **FULL)])
    whole = path.read_bytes()
    kept = [list(row) for row in load_workbook(path)["2026 call"].values]
    refused = 0
    for damaged, beyond_use in damages(whole):
        path.write_bytes(damaged)
        try:
            excel.sync([proposal("1", **FULL), proposal("2")])
        except ConnectorError:
            refused += 1
            assert path.read_bytes() == damaged
        else:  # a date in the archive's list, say: nothing that is shown
            assert not beyond_use
            assert [list(row) for row in load_workbook(path)["2026 call"].values][: len(kept)] == kept
    assert refused > 0.9 * 2 * len(range(0, len(whole), 211))


def test_a_folder_that_cannot_be_written_is_an_error_of_ours(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ConnectorError, match="cannot be written"):
        ExcelFolder(tmp_path / "file" / "sheets").upsert(SPEC, [])


def test_a_draft_that_cannot_be_finished_leaves_nothing(excel: Place, proposal: Make, path: Path) -> None:
    excel.sync([proposal("1")])
    path.unlink()
    path.mkdir()
    with pytest.raises(ConnectorError):
        excel.sync([proposal("1")])
    assert [one.name for one in path.parent.iterdir() if one.name != f".{path.name}.lock"] == [path.name]


@pytest.mark.parametrize(
    ("workbook", "file"),
    [("a/b:c", "a_b_c.xlsx"), ("..", "Workbook.xlsx"), ("Été 2026", "Été 2026.xlsx"), ("~$x", "x.xlsx")],
)
def test_a_workbooks_name_becomes_a_file_name(tmp_path: Path, workbook: str, file: str) -> None:
    spec = SheetSpec(workbook, "tab", SPEC.columns)
    backend = ExcelFolder(tmp_path)
    backend.upsert(spec, [])
    assert backend.where(spec) == str(tmp_path / file)
    assert (tmp_path / file).is_file()


def test_writers_at_once_lose_nothing(excel: Place, proposal: Make) -> None:
    tabs = [SheetSpec(SPEC.workbook, f"tab {number}", SPEC.columns) for number in range(6)]
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda spec: excel.backend.upsert(spec, [proposal(spec.tab)]), tabs))
    assert all(excel.backend.upsert(spec, [proposal(spec.tab)]).unchanged == 1 for spec in tabs)


def test_letters_that_look_like_excels_escapes_stay(excel: Place, proposal: Make, path: Path) -> None:
    rows = [proposal("1", state="_x0041_"), proposal("2")]
    for _ in range(2):
        excel.sync(rows)
        rows.append(proposal(str(len(rows) + 1)))
    found = CalamineWorkbook.from_path(path).get_sheet_by_name("2026 call").to_python()
    assert found[1][2] == "_x0041_"
    assert excel.sync(rows[:-1]).updated == 0


def test_another_reader_reads_the_same(excel: Place, proposal: Make, path: Path) -> None:
    excel.sync([proposal("1", **FULL)])
    header, row = CalamineWorkbook.from_path(path).get_sheet_by_name("2026 call").to_python()
    expected = ["1", "VTF-2026-1", NASTY, 98765.4, date(2026, 3, 1), datetime(2026, 2, 1, 13, 45), True, "", ""]  # noqa: DTZ001
    assert header[:2] == ["_id", "Reference"]
    assert row == expected


def test_libreoffice_saves_it_and_nothing_is_to_do(
    excel: Place, proposal: Make, path: Path, libreoffice: Callable[[Path], Path]
) -> None:
    rows: list[Any] = [proposal("1", **FULL), proposal("2", state="_x0041_ é ￿")]
    excel.sync(rows[1:])
    excel.sync(rows)  # what is read and written again is as it was
    libreoffice(path).replace(path)
    sheet = load_workbook(path)["2026 call"]
    assert (sheet["C3"].value, sheet["C3"].data_type) == (NASTY, "s")
    assert sheet.column_dimensions["A"].hidden
    assert excel.sync(rows).unchanged == 2
    excel.staff.write(0, 2, "Country")
    assert excel.sync(rows).unchanged == 2  # its marks are there still
    assert excel.shown("Country") == ["_x0041_ é \ufffd", NASTY]
