"""What staff do to a workbook file: saves meanwhile, merged cells, coloured words, totals, tables, slips far down."""

import errno
import fcntl
import re
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import PatternFill
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet
from python_calamine import CalamineWorkbook
from sheet_places import Place

from connectors.errors import ConnectorError
from connectors.ports import Noticed, SheetColumn, SheetRow
from connectors.sheets.excel import ExcelFolder

Make = Callable[..., SheetRow]
Change = Callable[[Worksheet], None]
TAB = "2026 call"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "VTF proposals.xlsx"


def by_staff(path: Path, change: Change) -> None:
    book = load_workbook(path, rich_text=True)
    change(book[TAB])
    book.save(path)


class Meanwhile(list[SheetRow]):
    """Rows that staff get ahead of: just when they are looked at, something happens to the file."""

    def __init__(self, rows: list[SheetRow], deed: Callable[[], object]) -> None:
        super().__init__(rows)
        self.deed = deed

    def __iter__(self) -> Iterator[SheetRow]:
        self.deed()
        return super().__iter__()


def test_a_save_by_staff_while_the_service_works_is_not_lost(excel: Place, proposal: Make, path: Path) -> None:
    excel.sync([proposal("1")])
    remarks = excel.column("Remarks")
    rows = [proposal("1"), proposal("2")]
    with pytest.raises(ConnectorError, match="saved by somebody meanwhile") as caught:
        excel.sync(Meanwhile(rows, lambda: excel.staff.write(1, remarks, "just in time")))
    assert not caught.value.permanent
    assert caught.value.retry_after
    assert excel.sync(rows).appended == 1
    assert excel.shown("Remarks") == ["just in time", None]
    assert {one.name for one in path.parent.iterdir()} == {path.name, f".{path.name}.lock"}


def test_a_file_opened_while_the_service_works_is_left(excel: Place, proposal: Make, path: Path) -> None:
    excel.sync([proposal("1")])
    before = path.read_bytes()
    owner = path.with_name(f"~${path.name}")
    with pytest.raises(ConnectorError, match="is open"):
        excel.sync(Meanwhile([proposal("2")], lambda: owner.write_bytes(b"\x03Ana")))
    assert path.read_bytes() == before


def test_a_file_made_while_the_service_makes_it_is_not_replaced(excel: Place, proposal: Make, path: Path) -> None:
    with pytest.raises(ConnectorError, match="meanwhile"):
        excel.sync(Meanwhile([proposal("1")], lambda: path.write_bytes(b"theirs")))
    assert path.read_bytes() == b"theirs"


def test_a_merged_cell_costs_that_cell_alone(excel: Place, proposal: Make, path: Path) -> None:
    excel.sync([proposal("1"), proposal("2")])
    by_staff(path, lambda sheet: sheet.merge_cells("C2:C3"))
    rows = [proposal("1", state="Benin"), proposal("2", state="Togo", paid=True), proposal("3")]
    result = excel.sync(rows)
    assert (result.appended, result.updated) == (1, 2)
    assert result.notes == ("row 3, column 3 is part of a merged cell and was not written: unmerge it",)
    assert excel.shown("State") == ["Benin", None, "Ghana"]
    assert excel.shown("Dues paid") == [None, True, None]
    assert excel.sync(rows).updated == 0
    by_staff(path, lambda sheet: sheet.unmerge_cells("C2:C3"))
    assert (excel.sync(rows).updated, excel.shown("State")) == (1, ["Benin", "Togo", "Ghana"])


def test_rows_whose_keys_were_merged_away_come_back_below(excel: Place, proposal: Make, path: Path) -> None:
    rows = [proposal("1"), proposal("2"), proposal("3")]
    excel.sync(rows[:2])
    by_staff(path, lambda sheet: sheet.merge_cells("A2:A6"))
    assert excel.sync(rows).appended == 2
    assert excel.shown("_id") == ["1", None, None, None, None, "2", "3"]
    assert excel.sync(rows).unchanged == 3


def test_rows_merged_across_do_not_stop_the_others(excel: Place, proposal: Make, path: Path) -> None:
    excel.sync([proposal("1"), proposal("2")])
    by_staff(path, lambda sheet: sheet.merge_cells("A2:I2"))
    result = excel.sync([proposal("1"), proposal("2", state="Benin"), proposal("3")])
    assert (result.appended, result.updated, result.unchanged) == (1, 1, 1)
    assert any("row 2, column 2 is part of a merged cell" in note for note in result.notes)


def raw_text(path: Path, before: str, after: str) -> None:
    """Put letters into the file as Excel would write them."""
    with ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part.replace(before.encode(), after.encode()))


@pytest.mark.parametrize(
    "written", ["one_x000D_\ntwo", "bell_x0007_", "_x005F_x0041_", "_x005F_x005F_", "_x005f_x00e9_"]
)
def test_what_excel_escaped_in_staffs_cells_stays(excel: Place, proposal: Make, path: Path, written: str) -> None:
    excel.sync([proposal("1")])
    excel.staff.write(1, excel.column("Remarks"), "PUT HERE")
    raw_text(path, "PUT HERE", written)
    for number in range(2, 5):
        excel.sync([proposal(str(number))])
    with ZipFile(path) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert f">{written}<".casefold() in sheet.casefold()  # the case of a hexadecimal number does not count


def test_words_that_staff_coloured_stay_coloured(excel: Place, proposal: Make, path: Path) -> None:
    excel.sync([proposal("1")])
    text = CellRichText("please ", TextBlock(InlineFont(b=True, color="FFFF0000"), "call back"), " on Monday ")
    by_staff(path, lambda sheet: sheet.__setitem__("I2", text))
    for number in range(2, 4):
        excel.sync([proposal(str(number))])
    kept = load_workbook(path, rich_text=True)[TAB]["I2"].value
    assert isinstance(kept, CellRichText)
    assert str(kept) == "please call back on Monday "
    assert [one.font.b for one in kept if isinstance(one, TextBlock)] == [True]


def test_rich_text_in_a_cell_of_ours_says_what_it_says(excel: Place, proposal: Make, path: Path) -> None:
    excel.sync([proposal("1")])
    text = CellRichText("Gh", TextBlock(InlineFont(b=True), "ana"))
    by_staff(path, lambda sheet: sheet.__setitem__("C2", text))
    assert excel.sync([proposal("1")]).unchanged == 1


def test_a_cell_far_down_creates_no_others(excel: Place, proposal: Make, path: Path) -> None:
    excel.sync([proposal("1")])
    by_staff(path, lambda sheet: sheet.__setitem__("I90000", "slip"))
    tracemalloc.start()
    try:
        assert excel.sync([proposal("1"), proposal("2")]).appended == 1
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 60_000_000  # bytes; a cell object for each place would take six times as much
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name(TAB).to_python(nrows=3)
    assert [row[0] for row in rows] == ["_id", "1", "2"]


@pytest.mark.parametrize("place", ["I1048576", "XFD2"])
def test_a_cell_very_far_off_stands_in_nobodys_way(excel: Place, proposal: Make, path: Path, place: str) -> None:
    excel.sync([proposal("1")])
    by_staff(path, lambda sheet: sheet.__setitem__(place, "slip"))
    assert excel.sync([proposal("1"), proposal("2")]).appended == 1
    sheet = load_workbook(path)[TAB]
    assert [sheet["A2"].value, sheet["A3"].value, sheet[place].value] == ["1", "2", "slip"]


def test_no_column_can_be_made_behind_the_last(excel: Place, proposal: Make, path: Path) -> None:
    excel.sync([proposal("1")])
    by_staff(path, lambda sheet: sheet.__setitem__("XFD2", "slip"))
    before, wider = path.read_bytes(), replace(excel.spec, columns=(*excel.spec.columns, SheetColumn("city", "City")))
    with pytest.raises(ConnectorError, match="something in its last column, XFD") as caught:
        excel.backend.upsert(wider, [proposal("1", city="Accra")])
    assert caught.value.permanent
    assert path.read_bytes() == before


def test_a_filter_keeps_its_columns(excel: Place, proposal: Make, path: Path) -> None:
    excel.sync([proposal("1")])
    by_staff(path, lambda sheet: setattr(sheet.auto_filter, "ref", "B1:E2"))
    excel.sync([proposal("1"), proposal("2")])
    assert load_workbook(path)[TAB].auto_filter.ref == "B1:E3"


def test_a_table_grows_over_coloured_empty_rows(excel: Place, proposal: Make, path: Path) -> None:
    def coloured_table(sheet: Worksheet) -> None:
        sheet.auto_filter.ref = None
        sheet.add_table(Table(displayName="Proposals", ref="A1:I2"))
        for row in range(3, 40):
            sheet.cell(row, 2).fill = PatternFill("solid", fgColor="EEEEEE")

    excel.sync([proposal("1")])
    by_staff(path, coloured_table)
    excel.sync([proposal("1"), proposal("2")])
    assert load_workbook(path)[TAB].tables["Proposals"].ref == "A1:I3"


def test_a_table_does_not_swallow_the_totals_below_it(excel: Place, proposal: Make, path: Path) -> None:
    def table(sheet: Worksheet) -> None:
        sheet.auto_filter.ref = None
        sheet.add_table(Table(displayName="Proposals", ref="A1:I2"))
        sheet["D3"] = "=SUM(D2:D2)"

    excel.sync([proposal("1")])
    by_staff(path, table)
    excel.sync([proposal("1"), proposal("2")])
    assert load_workbook(path)[TAB].tables["Proposals"].ref == "A1:I2"


def test_a_header_renamed_in_a_table_is_renamed_in_both(excel: Place, proposal: Make, path: Path) -> None:
    def table(sheet: Worksheet) -> None:
        sheet.auto_filter.ref = None
        sheet.add_table(Table(displayName="Proposals", ref="A1:I2"))

    excel.sync([proposal("1")])
    by_staff(path, table)
    columns = tuple(replace(one, header="Country") if one.key == "state" else one for one in excel.spec.columns)
    excel.backend.upsert(replace(excel.spec, columns=columns), [proposal("1")])
    sheet = load_workbook(path)[TAB]
    names = [column.name for column in sheet.tables["Proposals"].tableColumns]
    assert names == [cell.value for cell in sheet[1]]
    assert "Country" in names


def test_a_table_calls_its_columns_as_their_headers_do_and_no_two_alike(
    excel: Place, proposal: Make, path: Path
) -> None:
    """Else Excel takes the file for broken: letter case does not count there, and _xHHHH_ is an escape."""

    def table(sheet: Worksheet) -> None:
        sheet["J1"] = "country"
        sheet.auto_filter.ref = None
        sheet.add_table(Table(displayName="Proposals", ref="A1:J2"))

    excel.sync([proposal("1")])
    by_staff(path, table)
    headers = {"state": "Country", "paid": "_x0041_"}
    columns = tuple(replace(one, header=headers.get(one.key, one.header)) for one in excel.spec.columns)
    excel.backend.upsert(replace(excel.spec, columns=columns), [proposal("1")])
    with ZipFile(path) as archive:
        names = re.findall(r'<tableColumn id="[0-9]+" name="([^"]*)"', archive.read("xl/tables/table1.xml").decode())
    assert len({name.casefold() for name in names}) == len(names) == 10
    assert {"country", "Country (2)", "_x005F_x0041_"} <= set(names)


def test_a_row_of_totals_is_spoken_of(excel: Place, proposal: Make, path: Path) -> None:
    excel.sync([proposal("1", asked=5)])
    by_staff(path, lambda sheet: sheet.__setitem__("D3", "=SUM(D2:D2)"))
    assert excel.sync([proposal("1", asked=5)]).notes == ()
    result = excel.sync([proposal("1", asked=5), proposal("2", asked=6)])
    assert result.notes == ("row 3 looks like a total: see whether it counts the new rows",)
    assert excel.shown("Asked (USD)") == [5, "=SUM(D2:D2)", 6]


def test_a_share_without_locks_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refused)
    with pytest.raises(
        ConnectorError, match=r"cannot lock files .*Keep the folder on a disk of this machine"
    ) as caught:
        ExcelFolder(tmp_path).upsert(Place(ExcelFolder(tmp_path), None).spec, [])  # type: ignore[arg-type]
    assert caught.value.permanent


def test_a_file_with_a_password_says_what_to_do(excel: Place, proposal: Make, path: Path) -> None:
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + bytes(1_000))
    with pytest.raises(ConnectorError, match=r"password .*save it as \.xlsx without"):
        excel.sync([proposal("1")])


LONG = tuple(f"choice {number}" for number in range(40))


@pytest.mark.parametrize(
    ("choices", "rule"),
    [
        (("new", "in review"), '"new,in review"'),
        (("yes, please", "no"), "'_chancery_lists'!$B$1:$B$2"),
        (('the "best"', "no"), "'_chancery_lists'!$B$1:$B$2"),
        (LONG, "'_chancery_lists'!$B$1:$B$40"),
    ],
)
def test_choices_are_offered_in_the_cells(
    excel: Place, proposal: Make, path: Path, choices: tuple[str, ...], rule: str
) -> None:
    column = SheetColumn("status", "Status", owner="both", dropdown=choices)
    spec = replace(excel.spec, columns=(*excel.spec.columns, column))
    for _ in range(2):
        excel.backend.upsert(spec, [proposal("1", status=choices[0])])
    book = load_workbook(path)
    (found,) = [one for one in book[TAB].data_validations.dataValidation if one.type == "list"]
    assert (found.formula1, str(found.sqref), found.errorStyle) == (rule, "J2:J1048576", "warning")
    if "_chancery_lists" in book.sheetnames:
        lists = book["_chancery_lists"]
        assert lists.sheet_state == "veryHidden"
        assert tuple(cell.value for cell in lists["B"] if cell.value) == choices
    assert book.active is not None
    assert book.active.title == TAB


def test_a_workbook_of_staff_alone_is_added_to(excel: Place, proposal: Make, path: Path) -> None:
    book = Workbook()
    book.create_sheet(TAB).append(["State", "Their own"])
    book[TAB].append(["by hand", 1])
    book.save(path)
    result = excel.sync([proposal("1")])
    assert "staff have a column 'State' of their own, which stays; ours is 'State (2)'" in result.notes
    assert excel.shown("State") == ["by hand", None]
    assert excel.shown("State (2)") == [None, "Ghana"]


@pytest.mark.parametrize("number", ["NaN", "inf", "1e999"])
def test_a_number_that_is_none_is_its_letters(excel: Place, proposal: Make, path: Path, number: str) -> None:
    excel.sync([proposal("1")])
    excel.staff.write(1, excel.column("Remarks"), 12345)
    raw_text(path, "<v>12345</v>", f"<v>{number}</v>")
    found: list[Noticed] = []
    excel.backend.upsert(excel.spec, [proposal("1")], found.append)
    assert [edit.now for edit in found[0].edits] == [number]
