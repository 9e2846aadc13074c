"""Staff sort what they see without the hidden keys: every row is its submission's again, with what they wrote in it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sheet_places import Place

from connectors.ports import CellEdit, Noticed, SheetRow
from connectors.sheets.drift import KEY

Make = Callable[..., SheetRow]
STATES = {"1": "Samoa", "2": "Benin", "3": "Ghana", "4": "Fiji"}
NOTE = "rows were sorted without their hidden keys, which stand beside them again"


@pytest.fixture
def rows(proposal: Make) -> list[SheetRow]:
    """As they stand once staff have written beside the first two."""
    made = [proposal(key, state=state) for key, state in STATES.items()]
    remarks = {"1": "no budget", "2": "call them"}
    return [replace(row, kept={"staff:Remarks": remarks[row.key]} if row.key in remarks else {}) for row in made]


@pytest.fixture
def sheet(place: Place, rows: list[SheetRow]) -> Place:
    place.sync(rows)
    return place


def beside(place: Place) -> dict[object, tuple[object, ...]]:
    return dict(zip(place.shown("_id"), zip(place.shown("State"), place.shown("Remarks"), strict=True), strict=True))


RIGHT = {"1": ("Samoa", "no budget"), "2": ("Benin", "call them"), "3": ("Ghana", None), "4": ("Fiji", None)}


def sort_what_is_seen(place: Place, columns: range) -> None:
    place.staff.sort(place.column("State"), columns=columns)


def test_rows_keep_their_submissions(sheet: Place, rows: list[SheetRow]) -> None:
    sort_what_is_seen(sheet, range(1, 9))
    assert {one.why for one in sheet.backend.look(sheet.spec, rows)} == {KEY}
    found: list[Noticed] = []
    result = sheet.backend.upsert(sheet.spec, rows, found.append)
    assert NOTE in result.notes[0]
    assert found == [Noticed()]
    assert sheet.shown("State") == ["Benin", "Fiji", "Ghana", "Samoa"]
    assert beside(sheet) == RIGHT
    assert sheet.sync(rows).unchanged == 4


def test_a_row_of_staffs_own_among_them_is_nobodys(sheet: Place, rows: list[SheetRow]) -> None:
    sheet.staff.insert_row(1, [None, "by hand", "Chad"])
    sort_what_is_seen(sheet, range(1, 9))
    sheet.sync(rows)
    assert sheet.shown("State") == ["Benin", "Chad", "Fiji", "Ghana", "Samoa"]
    assert beside(sheet) == {**RIGHT, None: ("Chad", None)}


def test_an_answer_changed_meanwhile_is_put_into_its_row(sheet: Place, rows: list[SheetRow]) -> None:
    sort_what_is_seen(sheet, range(1, 9))
    rows[0] = replace(rows[0], values={**rows[0].values, "state": "Tonga"})
    sheet.sync(rows)
    assert beside(sheet) == {**RIGHT, "1": ("Tonga", "no budget")}


def test_columns_sorted_away_from_what_staff_wrote_are_put_back(sheet: Place, rows: list[SheetRow]) -> None:
    sort_what_is_seen(sheet, range(1, 7))  # without staff's own columns
    found: list[Noticed] = []
    result = sheet.backend.upsert(sheet.spec, rows, found.append)
    assert not any(NOTE in note for note in result.notes)
    assert found[0].edits == ()
    assert beside(sheet) == RIGHT


def test_two_references_exchanged_by_hand_are_put_back(sheet: Place, rows: list[SheetRow]) -> None:
    sheet.staff.write(1, 1, "VTF-2026-2")
    sheet.staff.write(2, 1, "VTF-2026-1")
    found: list[Noticed] = []
    sheet.backend.upsert(sheet.spec, rows, found.append)
    assert CellEdit("1", "$reference", "VTF-2026-1", "VTF-2026-2") in found[0].replaced
    assert beside(sheet) == RIGHT


def test_a_key_typed_by_staff_is_not_written_over(sheet: Place, rows: list[SheetRow]) -> None:
    sheet.staff.write(1, 0, "their own")
    sort_what_is_seen(sheet, range(1, 9))
    sheet.sync(rows)
    assert "their own" in sheet.shown("_id")
