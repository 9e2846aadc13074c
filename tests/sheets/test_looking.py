"""A sheet of any kind says what differs without being written, and lets go of its keeper with all else as it is."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook
from openpyxl.chart import BarChart, Reference
from sheet_places import Place

from connectors.errors import ConnectorError
from connectors.ports import Deviation, SheetRow
from connectors.sheets.drift import BACK, CELL, EDIT, GONE, MERGED, NEW

Make = Callable[..., SheetRow]


def test_what_differs_is_told_in_the_order_of_the_tab(place: Place, proposal: Make) -> None:
    rows = [proposal(str(number)) for number in range(1, 5)]
    place.sync(rows[:3])
    assert place.backend.look(place.spec, rows[:3]) == ()
    place.staff.write(1, place.column("State"), "Gana")
    place.staff.write(2, place.column("Remarks"), "seen")
    place.staff.delete_row(3)
    before = place.staff.rows()
    shown = [replace(row, was_shown=True) for row in rows[:3]]
    assert place.backend.look(place.spec, [*shown, rows[3]]) == (
        Deviation(CELL, "1", 2, "state", "Gana"),
        Deviation(EDIT, "2", 3, "staff:Remarks", "seen"),
        Deviation(GONE, "3"),
        Deviation(NEW, "4"),
    )
    assert place.staff.rows() == before


def test_a_row_that_is_known_to_be_gone_does_not_differ_until_it_is_back(place: Place, proposal: Make) -> None:
    spec = replace(place.spec, deleted="keep out")
    rows = [proposal("1"), replace(proposal("2"), was_shown=True, is_gone=True)]
    place.sync([proposal("1")])
    assert place.backend.look(spec, rows) == ()
    place.staff.insert_row(2, ["2", "VTF-2026-2", "Ghana"])
    assert place.backend.look(spec, rows) == (Deviation(BACK, "2", 3),)


def test_a_tab_that_lets_go_of_its_keeper_may_be_claimed(place: Place, proposal: Make) -> None:
    ours, theirs = (replace(place.spec, owner=f"{name} vtf-proposal") for name in ("ours", "theirs"))
    place.backend.upsert(ours, [proposal("1")])
    place.backend.disown(theirs)
    place.backend.disown(theirs)
    assert place.backend.upsert(theirs, [proposal("1")]).unchanged == 1
    with pytest.raises(ConnectorError, match="theirs vtf-proposal"):
        place.backend.upsert(ours, [proposal("1")])


def test_to_let_go_of_what_is_not_there_is_nothing(place: Place) -> None:
    place.backend.disown(place.spec)


def parts(path: Path) -> dict[str, bytes]:
    with ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_the_rest_of_a_workbook_stays_as_it_is(excel: Place, proposal: Make, tmp_path: Path) -> None:
    spec = replace(excel.spec, owner="ours vtf-proposal")
    excel.backend.upsert(spec, [proposal("1")])
    path = Path(excel.backend.where(spec))
    book = load_workbook(path)
    chart = BarChart()
    chart.add_data(Reference(book[spec.tab], min_col=4, min_row=1, max_row=2))
    book.create_sheet("Chart").add_chart(chart, "B2")
    book.save(path)
    before = parts(path)
    excel.backend.disown(spec)
    after = parts(path)
    assert before.keys() == after.keys()
    assert [name for name in before if before[name] != after[name]] == ["xl/workbook.xml"]
    assert b"_chancery_owner_" in before["xl/workbook.xml"]
    assert b"_chancery_owner_" not in after["xl/workbook.xml"]
    assert excel.backend.upsert(spec, [proposal("1")]).unchanged == 1


def test_a_merged_cell_is_told_apart(excel: Place, proposal: Make) -> None:
    excel.sync([proposal("1")])
    path = Path(excel.backend.where(excel.spec))
    book = load_workbook(path)
    place = excel.column("State") + 1
    book[excel.spec.tab].merge_cells(start_row=2, end_row=2, start_column=place - 1, end_column=place)
    book.save(path)
    assert excel.backend.look(excel.spec, [proposal("1")]) == (Deviation(MERGED, "1", 2, "state"),)
