"""Whose a column is: told by its mark, whatever staff or the definition call it."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from sheet_places import Place

from connectors.errors import ConnectorError
from connectors.ports import SheetColumn, SheetRow

Make = Callable[..., SheetRow]
CITY = SheetColumn("city", "City")


def with_columns(place: Place, *more: SheetColumn) -> Place:
    return replace(place, spec=replace(place.spec, columns=(*place.spec.columns, *more)))


def renamed(place: Place, key: str, header: str) -> Place:
    columns = tuple(replace(one, header=header) if one.key == key else one for one in place.spec.columns)
    return replace(place, spec=replace(place.spec, columns=columns))


def test_a_column_of_staff_stays_when_the_form_gains_one_of_that_header(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    place.staff.insert_column(2, "City")
    place.staff.write(1, 2, "Accra, by hand")
    wider = with_columns(place, CITY)
    result = wider.sync([proposal("1", city="Kumasi")])
    assert result.notes == ("staff have a column 'City' of their own, which stays; ours is 'City (2)'",)
    assert place.shown("City") == ["Accra, by hand"]
    assert place.shown("City (2)") == ["Kumasi"]
    again = wider.sync([proposal("1", city="Kumasi")])
    assert (again.unchanged, again.notes) == (1, ())


def test_a_header_that_staff_prepared_is_taken_over(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    place.staff.insert_column(2, "City")
    assert with_columns(place, CITY).sync([proposal("1", city="Kumasi")]).updated == 1
    assert place.shown("City") == ["Kumasi"]
    assert place.staff.rows()[0].count("City") == 1


def test_a_copy_that_staff_made_of_a_column_is_theirs(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    place.staff.insert_column(1, "State")
    place.staff.write(1, 1, "Ghana, checked")
    place.sync([proposal("1", state="Benin")])
    assert place.staff.rows()[1][1:4] == ["Ghana, checked", "VTF-2026-1", "Benin"]


def test_a_header_that_staff_renamed_is_theirs_to_name(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    place.staff.write(0, place.column("State"), "Country")
    assert place.sync([proposal("1", state="Benin")]).notes == ()
    assert place.shown("Country") == ["Benin"]
    assert "State" not in place.staff.rows()[0]
    renamed(place, "state", "Member state").sync([proposal("1", state="Togo")])
    assert place.shown("Country") == ["Togo"]


def test_a_header_that_the_definition_renames_is_renamed(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    other = renamed(place, "state", "Member state")
    assert other.sync([proposal("1")]).notes == ("the header 'State' has become 'Member state'",)
    assert other.sync([proposal("1")]).notes == ()
    assert place.shown("Member state") == ["Ghana"]
    assert "State" not in place.staff.rows()[0]
    place.sync([proposal("1")])
    assert place.shown("State") == ["Ghana"]


def test_two_columns_take_each_others_header_at_once(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    other = renamed(renamed(place, "state", "Reference"), "$reference", "State")
    other.sync([proposal("1")])
    assert (place.shown("Reference"), place.shown("State")) == (["Ghana"], ["VTF-2026-1"])
    assert other.sync([proposal("1")]).notes == ()


def test_a_renamed_key_header_is_put_back(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    place.staff.write(0, 0, "internal")
    result = place.sync([proposal("1"), proposal("2")])
    assert (result.appended, result.unchanged) == (1, 1)
    assert result.notes == ("the header 'internal' has become '_id'",)
    assert place.shown("_id") == ["1", "2"]


def test_a_key_column_that_is_gone_stops_everything(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    place.staff.delete_column(0)
    before = place.staff.rows()
    with pytest.raises(ConnectorError, match="write _id in row 1") as caught:
        place.sync([proposal("1"), proposal("2")])
    assert caught.value.permanent
    assert place.staff.rows() == before


def test_a_tab_older_than_marks_is_known_by_its_headers(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    place.staff.forget_marks()
    place.staff.write(0, place.column("Remarks"), "Our remarks")
    result = place.sync([proposal("1", state="Benin"), proposal("2")])
    assert (result.appended, result.updated, result.notes) == (1, 1, ())
    assert "Remarks" not in place.staff.rows()[0]
    place.staff.write(0, place.column("State"), "Country")  # the marks are back
    assert place.sync([proposal("1", state="Benin"), proposal("2")]).unchanged == 2
    assert "State" not in place.staff.rows()[0]


def test_of_two_columns_of_one_header_without_a_mark_neither_is_touched(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    place.staff.insert_column(1, "State")
    place.staff.forget_marks()
    place.sync([proposal("1", state="Benin")])
    assert place.shown("State (2)") == ["Benin"]
    assert place.staff.rows()[1][1:4] == [None, "VTF-2026-1", "Ghana"]


def test_without_marks_a_missing_key_header_or_two_of_them_stop_everything(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    place.staff.forget_marks()
    for header, said in (("", "write _id in row 1"), ("_id", "2 columns are headed '_id'")):
        place.staff.write(0, 0, header or None)
        place.staff.insert_column(1, header or "x")
        with pytest.raises(ConnectorError, match=said) as caught:
            place.sync([proposal("1"), proposal("2")])
        assert caught.value.permanent


def test_a_column_of_both_is_written_once(place: Place, proposal: Make) -> None:
    shared = with_columns(place, SheetColumn("status", "Status", owner="both"))
    shared.sync([proposal("1", status="new")])
    place.staff.write(1, place.column("Status"), "in review")
    result = shared.sync([proposal("1", status="new", state="Benin"), proposal("2", status="new")])
    assert (result.appended, result.updated) == (1, 1)
    assert place.shown("Status") == ["in review", "new"]


def test_a_column_of_both_that_is_made_later_begins_filled(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    shared = with_columns(place, SheetColumn("status", "Status", owner="both"))
    shared.sync([proposal("1", status="new")])
    assert place.shown("Status") == ["new"]
    place.staff.write(1, place.column("Status"), None)
    assert shared.sync([proposal("1", status="new")]).unchanged == 1


def test_staffs_column_that_the_form_gains_is_made_once(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    wider = with_columns(place, SheetColumn("staff:Visited", "Visited", owner="staff"))
    wider.sync([proposal("1")])
    assert "Visited" in place.staff.rows()[0]
    place.staff.delete_column(place.column("Visited"))
    assert wider.sync([proposal("1"), proposal("2")]).notes == ()
    assert "Visited" not in place.staff.rows()[0]


def test_a_column_of_ours_that_staff_deleted_is_made_again(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    place.staff.delete_column(place.column("State"))
    assert place.sync([proposal("1")]).notes == ("column 'State' was missing and has been made",)
    assert place.shown("State") == ["Ghana"]
    assert place.sync([proposal("1")]).unchanged == 1


def test_a_tab_that_staff_emptied_is_made_anew(place: Place, proposal: Make) -> None:
    place.sync([proposal("1")])
    for row, cells in enumerate(place.staff.rows()):
        for column in range(len(cells)):
            place.staff.write(row, column, None)
    assert place.sync([proposal("1")]).appended == 1
    assert place.shown("State") == ["Ghana"]
    assert place.sync([proposal("1")]).unchanged == 1


def test_a_renamed_tab_of_which_most_columns_are_gone_is_known(place: Place, proposal: Make) -> None:
    place.backend.upsert(replace(place.spec, owner="ours"), [proposal("1")])
    for header in ("State", "Asked (USD)", "Starts", "Received", "Dues paid", "Screened by"):
        place.staff.delete_column(place.column(header))
    place.staff.rename_tab("Call of 2026")
    result = place.backend.upsert(replace(place.spec, owner="ours"), [proposal("1", state="Benin")])
    assert (result.appended, result.updated) == (0, 1)
    assert place.shown("State") == ["Benin"]
