"""What every kind of shared sheet keeps, whoever sorts and writes in it meanwhile."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from sheet_places import Place

from connectors.cells import CUT, LONGEST_TEXT
from connectors.ports import SheetColumn, SheetRow, SyncResult

Make = Callable[..., SheetRow]
FULL = {
    "asked": Decimal("98765.40"),
    "starts": date(2026, 3, 1),
    "$received": datetime(2026, 2, 1, 13, 45, 59, 987_654, tzinfo=UTC),
    "paid": True,
}


def test_rows_are_appended_below_a_header_of_ours_and_staffs(place: Place, proposal: Make) -> None:
    result = place.sync([proposal("1", **FULL), proposal("2")])
    assert (result.appended, result.updated, result.unchanged, result.notes) == (2, 0, 0, ())
    header = ["_id", *(column.header for column in place.spec.columns)]
    assert header[-2:] == ["Screened by", "Remarks"]
    assert place.staff.rows()[0][: len(header)] == header
    assert place.shown("_id") == ["1", "2"]
    assert place.shown("Asked (USD)") == [98765.4, None]
    assert place.shown("Dues paid") == [True, None]


def test_a_second_sync_changes_nothing(place: Place, proposal: Make) -> None:
    rows = [proposal("1", **FULL), proposal("2", asked=Decimal("0.00"), paid=False)]
    place.sync(rows)
    before = place.staff.rows()
    assert place.sync(rows) == SyncResult(appended=0, updated=0, unchanged=2)
    assert place.staff.rows() == before


def test_a_changed_answer_changes_its_cell(place: Place, proposal: Make) -> None:
    place.sync([proposal("1", **FULL), proposal("2", **FULL)])
    result = place.sync([proposal("1", **FULL), proposal("2", **{**FULL, "state": "Benin", "paid": None})])
    assert (result.updated, result.unchanged) == (1, 1)
    assert place.shown("State") == ["Ghana", "Benin"]
    assert place.shown("Dues paid") == [True, None]


def test_what_staff_write_in_their_columns_stays(place: Place, proposal: Make) -> None:
    place.sync([proposal("1"), proposal("2")])
    place.staff.write(2, place.column("Remarks"), "ask for the budget")
    place.sync([proposal("1"), proposal("2", state="Benin"), proposal("3")])
    assert place.shown("Remarks") == [None, "ask for the budget", None]
    assert place.shown("State") == ["Ghana", "Benin", "Ghana"]


def test_sorting_and_a_new_column_by_staff_survive(place: Place, proposal: Make) -> None:
    rows = [proposal(str(n), state=state) for n, state in enumerate(["Benin", "Ghana", "Samoa"])]
    place.sync(rows)
    place.staff.sort(place.column("State"), descending=True)
    place.staff.insert_column(1, "Our own")
    place.staff.write(1, 1, "for Samoa")
    result = place.sync([*rows[:2], proposal("2", state="Tonga"), proposal("3", state="Togo")])
    assert (result.appended, result.updated, result.unchanged) == (1, 1, 2)
    assert place.shown("_id") == ["2", "1", "0", "3"]
    assert place.shown("State") == ["Tonga", "Ghana", "Benin", "Togo"]
    assert place.shown("Our own") == ["for Samoa", None, None, None]


def test_rows_of_staff_without_a_key_stay(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    place.staff.insert_row(1, [None, "by hand", "Fiji"])
    result = place.sync([proposal("1", state="Benin"), proposal("2")])
    assert (result.appended, result.updated) == (1, 1)
    assert place.shown("State") == ["Fiji", "Benin", "Ghana"]


def test_a_row_that_staff_deleted_comes_back(place: Place, proposal: Make) -> None:
    place.sync([proposal("1"), proposal("2")])
    place.staff.delete_row(1)
    assert place.sync([proposal("1"), proposal("2")]).appended == 1
    assert place.shown("_id") == ["2", "1"]


def test_titles_above_the_header_are_no_header(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    place.staff.insert_row(0, ["Confidential"])
    result = place.sync([proposal("1", state="Benin"), proposal("2")])
    assert (result.appended, result.updated) == (1, 1)
    rows = place.staff.rows()
    assert [row[2] for row in rows[1:]] == ["State", "Benin", "Ghana"]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "'quoted", "007", "TRUE", "2026-01-01", "  blanks  "])
def test_text_stays_the_text_it_is(place: Place, proposal: Make, text: str) -> None:
    rows = [proposal("1", state=text)]
    place.sync(rows)
    assert place.shown("State") == [text]
    assert place.sync(rows).unchanged == 1


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("bell \a", "bell �"),
        ("half \ud800 a letter", "half � a letter"),
        ("two\r\nlines", "two\nlines"),
        ("x" * 40_000, "x" * (LONGEST_TEXT - len(CUT)) + CUT),
        ("\0", "�"),
    ],
)
def test_text_that_no_cell_can_hold_is_visibly_mended(place: Place, proposal: Make, text: str, shown: str) -> None:
    rows = [proposal("1", state=text)]
    place.sync(rows)
    assert place.shown("State") == [shown]
    assert place.sync(rows).unchanged == 1


def test_a_formula_in_place_of_an_answer_is_put_right(place: Place, proposal: Make) -> None:
    rows = [proposal("1", state="=1+1")]
    place.sync(rows)
    place.staff.write(1, place.column("State"), "=1+1")  # typed by staff, this is a formula
    assert place.sync(rows).updated == 1
    assert place.sync(rows).unchanged == 1


@pytest.mark.parametrize("number", [Decimal("1234567890123456.78"), 12345678901234567890, Decimal("1E+400")])
def test_a_number_of_too_many_digits_stands_as_text_rather_than_wrong(
    place: Place, proposal: Make, number: Decimal
) -> None:
    rows = [proposal("1", asked=number)]
    place.sync(rows)
    assert Decimal(str(place.shown("Asked (USD)")[0])) == number
    assert place.sync(rows).unchanged == 1


def test_a_number_that_is_none_is_refused(place: Place, proposal: Make) -> None:
    with pytest.raises(ValueError, match="cannot stand in a cell"):
        place.sync([proposal("1", asked=float("nan"))])


@pytest.mark.parametrize("day", [date(1900, 1, 1), date(1900, 3, 1), date(1850, 6, 1), date(9999, 12, 31)])
def test_days_at_the_edge_of_what_spreadsheets_know(place: Place, proposal: Make, day: date) -> None:
    rows = [proposal("1", starts=day)]
    place.sync(rows)
    assert place.sync(rows).unchanged == 1


def test_a_copied_row_is_reported_and_left(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    place.staff.insert_row(2, ["1", "VTF-2026-1", "Ghana"])
    result = place.sync([proposal("1", state="Benin")])
    assert result.notes == ("row 3 repeats row 2; only the first is kept up to date",)
    assert place.shown("State") == ["Benin", "Ghana"]


def test_a_column_new_to_the_form_is_added_behind_the_last(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    place.staff.write(1, 12, "a remark under no header")
    wider = replace(place.spec, columns=(*place.spec.columns, SheetColumn("city", "City")))
    result = place.backend.upsert(wider, [proposal("1", city="Accra")])
    assert result.notes == ("column 'City' was missing and has been made",)
    assert place.staff.rows()[1][12:14] == ["a remark under no header", "Accra"]
    assert place.backend.upsert(wider, [proposal("1", city="Accra")]).unchanged == 1


def test_a_column_that_staff_do_not_want_is_not_made_again(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    place.staff.write(0, place.column("Screened by"), "Screened by Ana")
    assert place.sync([proposal("1")]).unchanged == 1
    assert "Screened by" not in place.staff.rows()[0]


def test_two_tabs_of_one_workbook_do_not_meet(place: Place, proposal: Make) -> None:
    other = replace(place.spec, tab="2027 call")
    place.sync([proposal("1")])
    place.backend.upsert(other, [proposal("9")])
    assert place.shown("_id") == ["1"]
    assert place.backend.upsert(other, [proposal("9")]).unchanged == 1


def test_no_rows_still_make_the_header(place: Place) -> None:
    place.sync([])
    assert place.staff.rows()[0][0] == "_id"
    assert place.sync([]).notes == ()


def test_of_two_rows_with_one_key_the_last_counts(place: Place, proposal: Make) -> None:
    assert place.sync([proposal("1"), proposal("1", state="Benin")]).appended == 1
    assert place.shown("State") == ["Benin"]


def test_a_tab_is_known_whatever_its_case(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    shouted = replace(place.spec, tab=place.spec.tab.upper())
    assert place.backend.upsert(shouted, [proposal("1")]).unchanged == 1
    assert place.shown("_id") == ["1"]


@pytest.mark.parametrize("value", [date(2026, 3, 1), datetime(2026, 2, 1, 13, 45, 59, 987_654, tzinfo=UTC)])
def test_a_time_in_a_column_of_text_is_its_letters(place: Place, proposal: Make, value: date) -> None:
    rows = [proposal("1", state=value)]
    place.sync(rows)
    assert place.shown("State") == ["2026-02-01 13:45:59" if isinstance(value, datetime) else "2026-03-01"]
    assert place.sync(rows).unchanged == 1


def test_boxes_that_staff_put_far_down_do_not_push_rows_away(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    box = place.column("Remarks") + 1
    for row in range(1, 6):
        place.staff.write(row, box, False)
    place.sync([proposal("1"), proposal("2")])
    assert place.shown("_id")[:2] == ["1", "2"]
    assert place.sync([proposal("1"), proposal("2"), proposal("3")]).unchanged == 2
    assert place.shown("_id")[:3] == ["1", "2", "3"]
