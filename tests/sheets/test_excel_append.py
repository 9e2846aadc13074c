"""Rows that go into a workbook without its being read: as if it had been read, and never beside what staff did."""

import json
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.styles import PatternFill
from openpyxl.worksheet.table import Table
from python_calamine import CalamineWorkbook
from sheet_places import COLUMNS, SPEC, STAFFS, Place

from connectors.errors import ConnectorError
from connectors.ports import Left, SheetColumn, SheetRow, SheetSpec, SyncResult
from connectors.sheets.excel import ExcelFolder, saving
from connectors.sheets.values import unmarked

Make = Callable[..., SheetRow]
STATUS = SheetColumn("status", "Status", owner="both", dropdown=("new", "in review"))
BOTH = replace(SPEC, columns=(*COLUMNS, STATUS, *STAFFS))
TAB = SPEC.tab


PHASES = (Phase.explicit, Phase.reuse, Phase.generate)  # to shrink takes minutes


def again(left: Left | None) -> Left:
    """As the ledger keeps it."""
    assert left is not None
    return Left(**json.loads(json.dumps(asdict(left))))


class Follower:
    """The service at one workbook, which it reads only once."""

    def __init__(self, folder: Path, spec: SheetSpec = BOTH) -> None:
        self.backend, self.spec = ExcelFolder(folder), spec
        self.left = self.backend.upsert(spec, []).left
        self.path = Path(self.backend.where(spec))

    def append(self, new: Sequence[SheetRow], changed: Sequence[SheetRow] = ()) -> SyncResult | None:
        result = self.backend.append(self.spec, iter(new), changed, again(self.left))
        self.left = self.left if result is None else result.left
        return result


def read_by_another(path: Path) -> list[list[Any]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(TAB).to_python()


def plain(value: Any) -> Any:
    """A value as Excel shows it, however its escapes are spelled."""
    return unmarked(value) if isinstance(value, str) else value


def contents(path: Path) -> dict[str, Any]:
    """All that people see of a workbook, and what the service marks it with."""
    book = load_workbook(path, rich_text=True)
    sheet = book[TAB]
    cells = {
        cell.coordinate: (
            plain(cell.value),
            cell.data_type,
            cell.number_format,
            cell.quotePrefix,
            cell.font.b,
            cell.fill.fgColor.rgb,
        )
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }
    return {
        "cells": cells,
        "names": {name: found.attr_text for name, found in book.defined_names.items()},
        "of the tab": {name: found.attr_text for name, found in sheet.defined_names.items()},
        "filter": sheet.auto_filter.ref,
        "choices": [(one.formula1, str(one.sqref)) for one in sheet.data_validations.dataValidation],
        "widths": {letter: (one.width, one.hidden) for letter, one in sheet.column_dimensions.items()},
        "frozen": sheet.freeze_panes,
        "read by another": [[plain(cell) for cell in row] for row in read_by_another(path)],
    }


def differences(one: Path, other: Path) -> dict[str, Any]:
    """Where two workbooks are not alike."""
    found, wanted = contents(one), contents(other)
    cells = {
        place: (found["cells"].get(place), wanted["cells"].get(place))
        for place in {**found["cells"], **wanted["cells"]}
    }
    rest = {name: (found[name], wanted[name]) for name in found if name != "cells"}
    return {name: both for name, both in {**cells, **rest}.items() if both[0] != both[1]}


LETTERS = st.characters(codec="utf-8", categories=("L", "N", "P", "S", "Z", "Cc"))
TEXTS = st.text(LETTERS, max_size=12) | st.sampled_from(
    ["=1+1", "+x", "@a", "_x0041_", "<b>&amp;", " blanks ", "two\r\nlines", "\x00\x1f", "\ud800", "]]>", "007"]
)
NUMBERS = st.decimals(allow_nan=False, allow_infinity=False) | st.integers() | st.floats(-1e12, 1e12)
EARLY, LATE = datetime(1850, 1, 1, tzinfo=UTC), datetime(9998, 12, 31, tzinfo=UTC)
TIMES = st.integers(int(EARLY.timestamp()), int(LATE.timestamp())).map(
    lambda second: datetime.fromtimestamp(second, UTC)
)
VALUES = {
    "$reference": TEXTS,
    "state": st.none() | TEXTS | TIMES,
    "asked": st.none() | NUMBERS | TEXTS,
    "starts": st.none() | st.dates(date(1850, 1, 1)) | TEXTS,
    "$received": TIMES,
    "paid": st.none() | st.booleans() | st.dates(),
    "status": st.none() | st.sampled_from(["new", "in review"]),
}
VERSION = st.fixed_dictionaries(VALUES)
FITTING = st.fixed_dictionaries({**VALUES, "paid": st.none() | st.booleans()})  # no other format where none is ours


@st.composite
def portions(draw: st.DrawFn) -> list[list[SheetRow]]:
    """Rows in the portions in which they come."""
    several = draw(st.lists(st.lists(VERSION, max_size=3), min_size=1, max_size=4))
    number = iter(range(100))
    return [[SheetRow(f"key {next(number)}", values) for values in portion] for portion in several]


@settings(max_examples=25, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(portions())
def test_rows_in_portions_make_the_workbook_that_one_sync_makes(
    tmp_path_factory: pytest.TempPathFactory, several: list[list[SheetRow]]
) -> None:
    rows = [row for portion in several for row in portion]
    whole = ExcelFolder(tmp_path_factory.mktemp("whole"))
    for some in ([], rows):
        whole.upsert(BOTH, some)
    follower = Follower(tmp_path_factory.mktemp("portions"))
    for portion in several:
        assert follower.append(portion) == SyncResult(appended=len(portion))
    assert differences(follower.path, Path(whole.where(BOTH))) == {}
    before = follower.path.read_bytes()
    assert follower.backend.upsert(BOTH, rows) == SyncResult(unchanged=len(rows))
    assert follower.path.read_bytes() == before


@settings(max_examples=25, phases=PHASES, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(FITTING, min_size=3, max_size=3), st.lists(FITTING, min_size=2, max_size=2))
def test_changed_rows_are_those_that_one_sync_makes(
    tmp_path_factory: pytest.TempPathFactory, first: list[Any], then: list[Any]
) -> None:
    rows = [SheetRow(f"<key> {number}", values) for number, values in enumerate(first)]
    changed = [SheetRow(f"<key> {number}", values) for number, values in zip((2, 0), then, strict=True)]
    whole = ExcelFolder(tmp_path_factory.mktemp("whole"))
    for some in ([], rows, [rows[1], *changed, SheetRow("new", then[0])]):
        whole.upsert(BOTH, some)
    follower = Follower(tmp_path_factory.mktemp("portions"))
    follower.append(rows)
    assert follower.append([SheetRow("new", then[0])], changed) == SyncResult(appended=1, updated=2)
    assert differences(follower.path, Path(whole.where(BOTH))) == {}
    assert follower.append([SheetRow("last", then[1])]) == SyncResult(appended=1)
    assert not follower.backend.upsert(BOTH, changed).updated


@pytest.fixture
def follower(tmp_path: Path, proposal: Make) -> Follower:
    made = Follower(tmp_path, SPEC)
    made.append([proposal("1"), proposal("2", state="Benin")])
    return made


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_every_other_part_stays_as_it_is(follower: Follower, proposal: Make) -> None:
    before = parts(follower.path)
    follower.append([proposal("3")])
    after = parts(follower.path)
    changed = {name for name in before if before[name] != after[name]}
    assert changed == {"xl/worksheets/sheet1.xml", "xl/workbook.xml"}
    assert after.keys() == before.keys()


def test_nothing_new_writes_nothing(follower: Follower) -> None:
    before = follower.path.stat()
    assert follower.append([]) == SyncResult()
    assert (follower.path.stat().st_ino, follower.path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def saved_by_openpyxl(path: Path) -> None:
    load_workbook(path).save(path)


def changed_in_place(path: Path) -> None:
    path.write_bytes(path.read_bytes())


DEEDS: dict[str, Callable[[Place], object]] = {
    "sort": lambda place: place.staff.sort(place.column("State"), descending=True),
    "insert a column": lambda place: place.staff.insert_column(1, "Our own"),
    "delete a row": lambda place: place.staff.delete_row(1),
    "write": lambda place: place.staff.write(1, place.column("Remarks"), "call them"),
    "save": lambda place: saved_by_openpyxl(Path(place.backend.where(place.spec))),
    "touch": lambda place: changed_in_place(Path(place.backend.where(place.spec))),
}


@pytest.mark.parametrize("deed", DEEDS.values(), ids=DEEDS)
def test_a_file_that_staff_have_touched_is_not_followed(
    follower: Follower, excel: Place, proposal: Make, deed: Callable[[Place], object]
) -> None:
    deed(excel)
    before, touched = follower.path.read_bytes(), excel.staff.rows()
    assert follower.append([proposal("3")]) is None
    assert follower.path.read_bytes() == before
    rows = [proposal("1"), proposal("2", state="Benin"), proposal("3")]
    follower.left = follower.backend.upsert(SPEC, rows).left
    assert follower.append([proposal("4")]) == SyncResult(appended=1)
    assert follower.backend.upsert(SPEC, [*rows, proposal("4")]).unchanged == 4
    assert [row for row in touched if row not in excel.staff.rows()] == []


def test_another_file_of_the_same_time_and_length_is_not_followed(follower: Follower, proposal: Make) -> None:
    whole, found = follower.path.read_bytes(), follower.path.stat()
    other = whole.replace(b"docProps/app.xml", b"docProps/bpp.xml")
    follower.path.write_bytes(other)
    import os

    os.utime(follower.path, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert follower.append([proposal("3")]) is None


def test_what_another_version_has_noted_is_not_followed(follower: Follower, proposal: Make) -> None:
    left = again(follower.left)
    for noted in ({}, {"header_row": 0}, {**left.noted, "more": 1}, {**left.noted, "rows": {"packed": 1}}):
        assert follower.backend.append(SPEC, iter([proposal("3")]), (), replace(left, noted=noted)) is None


def test_a_file_that_is_gone_is_not_followed(follower: Follower, proposal: Make) -> None:
    follower.path.unlink()
    assert follower.append([proposal("3")]) is None


def meanwhile(rows: list[SheetRow], deed: Callable[[], object]) -> Iterator[SheetRow]:
    """Rows that staff get ahead of: while they are written, something happens to the file."""
    yield rows[0]
    deed()
    yield from rows[1:]


def test_a_save_by_staff_while_rows_are_added_is_not_lost(follower: Follower, excel: Place, proposal: Make) -> None:
    remarks = excel.column("Remarks")
    rows = meanwhile([proposal("3"), proposal("4")], lambda: excel.staff.write(1, remarks, "just in time"))
    with pytest.raises(ConnectorError, match="saved by somebody meanwhile"):
        follower.append(rows)  # type: ignore[arg-type]  # any rows that come one by one
    assert excel.shown("Remarks") == ["just in time", None]
    assert {one.name for one in follower.path.parent.iterdir()} == {follower.path.name, f".{follower.path.name}.lock"}


def test_a_file_that_is_open_waits(follower: Follower, proposal: Make) -> None:
    owner, before = follower.path.with_name(f"~${follower.path.name}"), follower.path.read_bytes()
    with pytest.raises(ConnectorError, match="is open"):
        follower.append(meanwhile([proposal("3"), proposal("4")], lambda: owner.write_bytes(b"\x03Ana")))  # type: ignore[arg-type]
    with pytest.raises(ConnectorError, match="is open: Ana"):
        follower.append([proposal("3")])
    assert follower.path.read_bytes() == before


def test_a_full_tab_says_what_to_do(follower: Follower, proposal: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saving, "LAST_ROW", 4)
    before = follower.path.read_bytes()
    with pytest.raises(ConnectorError, match=r"is full: a tab has 4 rows\. Give the form another tab") as caught:
        follower.append([proposal("3"), proposal("4")])
    assert caught.value.permanent
    assert follower.path.read_bytes() == before
    assert follower.append([proposal("3")]) == SyncResult(appended=1)


def by_staff(path: Path, change: Callable[[Any], object]) -> None:
    book = load_workbook(path)
    change(book[TAB])
    book.save(path)


def coloured(sheet: Any) -> None:
    sheet["C2"].fill = PatternFill("solid", fgColor="EEEEEE")


BOUND: dict[str, Callable[[Any], object]] = {
    "a total below": lambda sheet: sheet.__setitem__("D4", "=SUM(D2:D3)"),
    "a box below": lambda sheet: sheet.__setitem__("J9", False),
    "merged below": lambda sheet: sheet.merge_cells("I3:I6"),
}


@pytest.mark.parametrize("change", BOUND.values(), ids=BOUND)
def test_rows_go_below_what_is_bound_to_others_as_ever(
    follower: Follower, proposal: Make, change: Callable[[Any], object]
) -> None:
    by_staff(follower.path, change)
    rows = [proposal("1"), proposal("2", state="Benin")]
    follower.left = follower.backend.upsert(SPEC, rows).left
    before = follower.path.read_bytes()
    assert follower.append([proposal("3")]) is None
    assert follower.path.read_bytes() == before
    assert follower.backend.upsert(SPEC, [*rows, proposal("3")]).appended == 1


def test_a_table_that_staff_made_grows_unread(follower: Follower, proposal: Make) -> None:
    def table(sheet: Any) -> None:
        sheet.auto_filter.ref = None
        sheet.add_table(Table(displayName="T", ref="A1:I3"))

    by_staff(follower.path, table)
    follower.left = follower.backend.upsert(SPEC, [proposal("1"), proposal("2", state="Benin"), proposal("3")]).left
    assert follower.append([proposal("4"), proposal("5")]) == SyncResult(appended=2)
    assert load_workbook(follower.path)[TAB].tables["T"].ref == "A1:I6"


def test_a_cell_of_ours_that_staff_coloured_keeps_its_colour(follower: Follower, proposal: Make) -> None:
    by_staff(follower.path, coloured)
    follower.left = follower.backend.upsert(SPEC, [proposal("1"), proposal("2", state="Benin")]).left
    assert follower.append([], [proposal("2", state="Togo"), proposal("1", paid=True)]) == SyncResult(updated=2)
    assert follower.append([], [proposal("1", state="Fiji")]) == SyncResult(updated=1)
    sheet = load_workbook(follower.path)[TAB]
    assert (sheet["C2"].value, sheet["C2"].fill.fgColor.rgb, sheet["C3"].value) == ("Fiji", "00EEEEEE", "Togo")


def test_a_row_that_is_not_there_cannot_be_changed(follower: Follower, proposal: Make) -> None:
    before = follower.path.read_bytes()
    assert follower.append([], [proposal("9")]) is None
    assert follower.path.read_bytes() == before


def test_a_tab_beside_another_is_followed(follower: Follower, proposal: Make) -> None:
    other = replace(SPEC, tab="2027 call")
    left = follower.backend.upsert(other, [proposal("9")]).left
    for number in range(10, 13):
        result = follower.backend.append(other, [proposal(str(number))], (), again(left))
        assert result is not None
        left = result.left
    assert follower.backend.upsert(other, [proposal("9")]).unchanged == 1
    assert load_workbook(follower.path)["2027 call"].auto_filter.ref == "A1:I5"
    assert load_workbook(follower.path)[TAB].auto_filter.ref == "A1:I3"


def test_what_libreoffice_has_saved_is_read_once_and_then_followed(
    follower: Follower, proposal: Make, libreoffice: Callable[[Path], Path]
) -> None:
    rows = [proposal("1"), proposal("2", state="Benin"), proposal("3", state="=1+1", asked=Decimal("5.50"))]
    follower.append(rows[2:])
    libreoffice(follower.path).replace(follower.path)
    assert follower.append([proposal("4")]) is None
    result = follower.backend.upsert(SPEC, [*rows, proposal("4")])
    assert (result.appended, result.unchanged) == (1, 3)
    follower.left = result.left
    assert follower.append([proposal("5")]) == SyncResult(appended=1)
    libreoffice(follower.path).replace(follower.path)
    assert follower.backend.upsert(SPEC, [*rows, proposal("4"), proposal("5")]).unchanged == 5


def test_a_sound_archive_is_what_other_programs_see(follower: Follower, proposal: Make) -> None:
    follower.append([proposal("3")])
    with ZipFile(follower.path) as archive:
        assert archive.testzip() is None
    listed = subprocess.run(["python3", "-m", "zipfile", "-t", str(follower.path)], check=True, capture_output=True)
    assert b"Done testing" in listed.stdout
