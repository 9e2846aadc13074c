"""What staff do to a Google sheet between the service's read and its write: their cells stay, and ours come right."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest
from emulators.google.emulator import Emulator
from emulators.staff import GoogleStaff
from sheet_places import Place

from connectors.errors import ConnectorError, NotYet
from connectors.ports import CallsLeft, SheetColumn, SheetRow
from connectors.sheets.google import GoogleSheets
from connectors.sheets.google.backend import MOVED
from connectors.sheets.google.budget import WRITE
from connectors.sheets.google.writing import TRIES_TO_UNDO

Make = Callable[..., SheetRow]
STATES = {"1": "Samoa", "2": "Benin", "3": "Ghana"}
CITY = SheetColumn("city", "City")


@pytest.fixture
def sheet(google: Place, proposal: Make) -> Place:
    """A sheet of three rows, each with a remark of staff, a formula, and a number of theirs that is shown as a day."""
    google.sync([proposal(key, state=state) for key, state in STATES.items()])
    staff = google.staff
    assert isinstance(staff, GoogleStaff)
    for row, key in enumerate(STATES, start=1):
        staff.write(row, google.column("Remarks"), f"remark {key}")
        staff.write(row, google.column("Screened by"), f'=LEN("{key}")')  # names no cell, which Google would rename
    staff.insert_column(2, "Seen on")
    for row in range(1, 4):
        staff.write(row, 2, 46_000 + row)
        staff.cell(row, 2, {"userEnteredFormat": {"numberFormat": {"type": "DATE"}}}, "userEnteredFormat")
    return google


def insert_column_left(place: Place) -> None:
    place.staff.insert_column(0, "Checked")


def insert_column_amid(place: Place) -> None:
    place.staff.insert_column(3, "")


def insert_row(place: Place) -> None:
    place.staff.insert_row(1, [])


def insert_row_above_all(place: Place) -> None:
    place.staff.insert_row(0, ["Confidential"])


def sort(place: Place) -> None:
    place.staff.sort(place.column("State"))


def delete_row(place: Place) -> None:
    place.staff.delete_row(2)


def delete_column(place: Place) -> None:
    place.staff.delete_column(place.column("Dues paid"))


def row_and_column(place: Place) -> None:
    place.staff.insert_column(1, "")
    place.staff.insert_row(2, [])


ACTS = [
    insert_column_left,
    insert_column_amid,
    insert_row,
    insert_row_above_all,
    sort,
    delete_row,
    delete_column,
    row_and_column,
]


def before_the_write(api: Emulator, act: Callable[[], object]) -> None:
    """After the next reads of the tabs there are and of the one that is meant."""
    api.between += [lambda: None, act]


def under(place: Place, header: str) -> dict[object, object]:
    """What stands under a header, by the key of its row."""
    rows = place.staff.rows()
    top = next(number for number, row in enumerate(rows) if "_id" in row)
    key, column = rows[top].index("_id"), rows[top].index(header)
    return {row[key]: row[column] for row in rows[top + 1 :] if row[key]}


@pytest.mark.parametrize("act", ACTS)
def test_no_cell_of_staff_is_lost_and_every_row_comes_right(
    sheet: Place, proposal: Make, sheets_api: Emulator, act: Callable[[Place], None]
) -> None:
    theirs = {header: under(sheet, header) for header in ("Remarks", "Screened by", "Seen on")}
    changed = {"1": "Samoa", "2": "Togo", "3": "Fiji", "4": "Chad"}
    rows = [proposal(key, state=state, paid=True) for key, state in changed.items()]
    before_the_write(sheets_api, lambda: act(sheet))
    result = sheet.sync(rows)
    assert MOVED in result.notes
    assert under(sheet, "State") == changed
    assert under(sheet, "Reference") == {key: f"VTF-2026-{key}" for key in changed}
    assert under(sheet, "Dues paid") == dict.fromkeys(changed, True)
    kept = {"1", "3"} if act is delete_row else {"1", "2", "3"}
    for header, before in theirs.items():
        now = under(sheet, header)
        assert {key: now[key] for key in kept} == {key: before[key] for key in kept}
    assert sheet.sync(rows).unchanged == 4
    assert isinstance(sheet.staff, GoogleStaff)
    ours = {"_id", "Reference", "State", "Seen on", "Dues paid", "Remarks", "Screened by", None, "Checked"}
    ours |= {column.header for column in sheet.spec.columns} | {"Confidential"}
    rows_now = sheet.staff.rows()
    assert all(set(row) <= ours for row in rows_now if "_id" in row or "Confidential" in row)
    assert sum(1 for row in rows_now if any(cell is not None for cell in row)) == 5 + (act is insert_row_above_all)


def test_a_day_that_staff_wrote_is_shown_as_a_day_again(sheet: Place, proposal: Make, sheets_api: Emulator) -> None:
    staff = sheet.staff
    assert isinstance(staff, GoogleStaff)
    rows = [proposal("1", state="Tonga"), proposal("2", state="Togo"), proposal("3", state="Fiji")]
    before_the_write(sheets_api, lambda: staff.insert_column(0, "Checked"))
    sheet.sync(rows)
    place = sheet.column("Seen on")
    assert [staff.tab.look(row, place).parts["userEnteredFormat"] for row in (1, 2, 3)] == [
        {"numberFormat": {"type": "DATE"}}
    ] * 3


@pytest.mark.parametrize("act", ACTS)
def test_a_column_made_meanwhile_is_one_and_ours(
    sheet: Place, proposal: Make, sheets_api: Emulator, act: Callable[[Place], None]
) -> None:
    wider = replace(sheet, spec=replace(sheet.spec, columns=(*sheet.spec.columns, CITY)))
    rows = [proposal(key, city=f"city of {key}") for key in STATES]
    theirs = under(sheet, "Remarks")
    before_the_write(sheets_api, lambda: act(sheet))
    wider.sync(rows)
    assert under(sheet, "City") == {key: f"city of {key}" for key in STATES}
    assert all(one == theirs[key] for key, one in under(sheet, "Remarks").items() if one)
    assert sum(row.count("City") for row in sheet.staff.rows()) == 1
    assert wider.sync(rows).unchanged == 3


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("place", [0, 3])
def test_a_column_of_staff_that_is_taken_for_ours_meanwhile_keeps_its_header(
    sheet: Place, proposal: Make, sheets_api: Emulator, act: Callable[[Place], None], place: int
) -> None:
    wider = replace(sheet, spec=replace(sheet.spec, columns=(*sheet.spec.columns, CITY)))
    rows = [proposal(key, city=f"city of {key}") for key in STATES]
    sheet.staff.insert_column(place, "City")
    before_the_write(sheets_api, lambda: act(sheet))
    result = wider.sync(rows)
    cities = {key: f"city of {key}" for key in STATES}
    is_theirs = any("City (2)" in note for note in result.notes)  # as some of it could not be told from their own
    assert under(sheet, "City (2)" if is_theirs else "City") == cities
    header = next(row for row in sheet.staff.rows() if "_id" in row)
    assert header.count("City") == 1
    named = max(number for number, title in enumerate(header) if title)
    assert header[:named].count(None) == (act in (insert_column_amid, row_and_column))
    assert wider.sync(rows).unchanged == 3


def test_a_column_of_staff_is_taken_for_ours_although_they_renamed_another_meanwhile(
    sheet: Place, proposal: Make, sheets_api: Emulator
) -> None:
    """What was written into it has to be taken back with its mark, or it would not be empty any more."""
    wider = replace(sheet, spec=replace(sheet.spec, columns=(*sheet.spec.columns, CITY)))
    sheet.staff.insert_column(3, "City")
    before_the_write(sheets_api, lambda: sheet.staff.write(0, sheet.column("State"), "Country"))
    result = wider.sync([proposal(key, city=f"city of {key}", state=state) for key, state in STATES.items()])
    assert MOVED in result.notes
    assert under(sheet, "City") == {key: f"city of {key}" for key in STATES}
    assert not any("City (2)" in row for row in sheet.staff.rows())
    assert under(sheet, "Country") == STATES


@pytest.mark.parametrize("act", [insert_column_left, insert_column_amid, insert_row, row_and_column])
def test_a_header_renamed_meanwhile_spares_those_of_staff(
    sheet: Place, proposal: Make, sheets_api: Emulator, act: Callable[[Place], None]
) -> None:
    columns = tuple(replace(one, header="Country") if one.key == "state" else one for one in sheet.spec.columns)
    theirs = under(sheet, "Seen on")
    before_the_write(sheets_api, lambda: act(sheet))
    replace(sheet, spec=replace(sheet.spec, columns=columns)).sync([])
    assert under(sheet, "Seen on") == theirs
    assert under(sheet, "Country") == STATES


@pytest.mark.parametrize("kind", ["DATE", "DATE_TIME", "TIME", "PERCENT"])
def test_a_header_that_is_no_text_is_no_move(sheet: Place, proposal: Make, kind: str) -> None:
    staff = sheet.staff
    assert isinstance(staff, GoogleStaff)
    staff.write(0, 2, 46_082.123456789)
    staff.cell(0, 2, {"userEnteredFormat": {"numberFormat": {"type": kind}}}, "userEnteredFormat")
    result = sheet.sync([proposal(key, state="Fiji") for key in [*STATES, "4"]])
    assert MOVED not in result.notes
    assert sheet.shown("State") == ["Fiji"] * 4
    assert staff.rows()[0][2] == 46_082.123456789


def test_a_header_that_a_change_hit_comes_back(sheet: Place, proposal: Make, sheets_api: Emulator) -> None:
    """Where only the row that was changed had been read."""
    rows = [proposal(key, state=state) for key, state in STATES.items()]
    left = sheet.sync(rows).left
    assert left is not None
    header = sheet.staff.rows()[0]
    before_the_write(sheets_api, lambda: insert_row_above_all(sheet))
    changed = [proposal("1", state="Fiji")]
    assert sheet.backend.append(sheet.spec, iter(()), changed, left) is None
    assert sheet.staff.rows()[1] == header
    sheet.sync(changed + rows[1:])
    assert under(sheet, "State") == {**STATES, "1": "Fiji"}


def test_a_header_of_staff_that_moved_to_where_ours_was_renamed_comes_back(
    sheet: Place, proposal: Make, sheets_api: Emulator
) -> None:
    columns = tuple(replace(one, header="Country") if one.key == "state" else one for one in sheet.spec.columns)
    header = sheet.staff.rows()[0]
    theirs, place = under(sheet, "Seen on"), sheet.column("State")
    assert header[place - 1] == "Seen on"
    before_the_write(sheets_api, lambda: sheet.staff.move_column(place - 1, place + 1))
    replace(sheet, spec=replace(sheet.spec, columns=columns)).sync([])
    assert under(sheet, "Seen on") == theirs
    assert under(sheet, "Country") == STATES
    assert sorted(map(str, sheet.staff.rows()[0])) == sorted(
        "Country" if one == "State" else str(one) for one in header
    )


def test_a_key_without_header_that_moved_past_an_empty_column_gets_it_back(
    sheet: Place, proposal: Make, sheets_api: Emulator
) -> None:
    sheet.staff.insert_column(0, "")
    sheet.staff.write(0, 1, None)  # our header of the keys
    before_the_write(sheets_api, lambda: sheet.staff.move_column(0, 2))
    sheet.sync([])
    assert sheet.staff.rows()[0][:3] == ["_id", None, "Reference"]


def test_a_column_that_staff_took_away_is_not_taken_for_one_that_moved(
    sheet: Place, proposal: Make, sheets_api: Emulator
) -> None:
    """The form asks for it no more, but it is still marked; the last column is renamed, and stands elsewhere then."""
    last = max(number for number, title in enumerate(sheet.staff.rows()[0]) if title)
    sheet.staff.move_column(sheet.column("State"), last + 1)
    kept = [one for one in sheet.spec.columns if one.header != "Dues paid"]
    columns = tuple(replace(one, header="Country") if one.key == "state" else one for one in kept)
    before_the_write(sheets_api, lambda: sheet.staff.delete_column(sheet.column("Dues paid")))
    replace(sheet, spec=replace(sheet.spec, columns=columns)).sync([])
    header = [title for title in sheet.staff.rows()[0] if title]
    assert "Dues paid" not in header
    assert header.count("Country") == 1
    assert under(sheet, "Country") == STATES


def test_a_column_of_theirs_that_staff_took_away_is_not_taken_for_one_that_moved(
    sheet: Place, proposal: Make, sheets_api: Emulator
) -> None:
    """Nothing is in it but its header; where it would have been moved to, the header of ours was written."""
    last = max(number for number, title in enumerate(sheet.staff.rows()[0]) if title)
    sheet.staff.move_column(sheet.column("State"), last + 1)
    sheet.staff.insert_column(last, "Theirs")
    columns = tuple(replace(one, header="Country") if one.key == "state" else one for one in sheet.spec.columns)
    before_the_write(sheets_api, lambda: sheet.staff.delete_column(last))
    replace(sheet, spec=replace(sheet.spec, columns=columns)).sync([])
    header = [title for title in sheet.staff.rows()[0] if title]
    assert "Theirs" not in header
    assert header.count("Country") == 1
    assert under(sheet, "Country") == STATES


def test_a_header_of_theirs_comes_back_although_staff_took_a_column_of_ours_away(
    sheet: Place, proposal: Make, sheets_api: Emulator
) -> None:
    """What the sheet lacks is the marked column: the one whose header was hit is still there."""
    columns = tuple(replace(one, header="Country") if one.key == "state" else one for one in sheet.spec.columns)
    place, reference = sheet.column("State"), sheet.column("Reference")
    sheet.staff.insert_column(place + 1, "Theirs")
    before_the_write(sheets_api, lambda: sheet.staff.delete_column(reference))
    replace(sheet, spec=replace(sheet.spec, columns=columns)).sync([])
    header = [title for title in sheet.staff.rows()[0] if title]
    assert (header.count("Theirs"), header.count("Country")) == (1, 1)
    assert under(sheet, "Country") == STATES


def test_empty_letters_at_the_end_of_a_header_are_no_move(sheet: Place, proposal: Make) -> None:
    sheet.staff.write(0, 12, "")
    assert MOVED not in sheet.sync([proposal("1", state="Togo")]).notes


def test_marks_left_meanwhile_are_on_our_columns(sheet: Place, proposal: Make, sheets_api: Emulator) -> None:
    staff = sheet.staff
    assert isinstance(staff, GoogleStaff)
    staff.forget_marks()
    before_the_write(sheets_api, lambda: staff.insert_column(2, "Checked"))
    rows = [proposal(key, state="Togo") for key in STATES]
    sheet.sync(rows)
    staff.write(1, staff.rows()[0].index("Checked"), "by Ana")
    staff.write(0, sheet.column("State"), "Country")
    assert sheet.sync(rows).unchanged == 3
    assert under(sheet, "Country") == dict.fromkeys(STATES, "Togo")
    assert under(sheet, "Checked")["1"] == "by Ana"


def test_marks_that_missed_their_column_are_gone_again(sheet: Place, proposal: Make, sheets_api: Emulator) -> None:
    columns = tuple(
        replace(one, key="country", was=("state",)) if one.key == "state" else one for one in sheet.spec.columns
    )
    other = replace(sheet, spec=replace(sheet.spec, columns=columns))
    rows = [SheetRow(key, {"$reference": f"VTF-2026-{key}", "country": state}) for key, state in STATES.items()]
    before_the_write(sheets_api, lambda: sheet.staff.delete_column(1))
    other.sync(rows)
    sheets_api.calls.clear()
    assert other.sync(rows).notes == ()
    assert "write" not in [call.kind for call in sheets_api.calls]
    assert under(sheet, "State") == STATES


def test_staff_who_never_rest_make_the_service_wait(sheet: Place, proposal: Make, sheets_api: Emulator) -> None:
    theirs = under(sheet, "Remarks")
    for _ in range(3):  # each read for a plan; the read that finds the damage is left alone
        before_the_write(sheets_api, lambda: sheet.staff.insert_column(0, ""))
        sheets_api.between.append(lambda: None)
    with pytest.raises(ConnectorError, match="keep moving") as caught:
        sheet.sync([proposal(key, state="Togo") for key in STATES])
    assert not caught.value.permanent
    assert under(sheet, "Remarks") == theirs
    assert under(sheet, "State") == STATES


def test_what_could_not_be_taken_back_is_named(sheet: Place, proposal: Make, sheets_api: Emulator) -> None:
    def move_and_fail() -> None:
        sheet.staff.insert_row(1, [])
        sheets_api.read_faults += ["503 before"] * 4 * TRIES_TO_UNDO  # as often as it is tried

    before_the_write(sheets_api, move_and_fail)
    with pytest.raises(ConnectorError, match="look at D2 in the version history") as caught:
        sheet.sync([proposal("1", state="Togo")])
    assert caught.value.permanent  # so that it stands among what failed, and the next run does not wipe it out at once


@dataclass
class Spent:
    """Calls of a minute that are spent once the service has written."""

    writes: int = 0

    def take(self, kind: str) -> None:
        self.writes += kind == WRITE
        if kind == WRITE and self.writes == 2:
            raise NotYet("others have their turn first", retry_after=30)

    def used_up(self, kind: str) -> None:
        """Nobody else asks."""

    def left(self) -> CallsLeft:
        return CallsLeft(0, 0)


def test_spent_calls_do_not_keep_it_from_being_taken_back(sheet: Place, proposal: Make, sheets_api: Emulator) -> None:
    theirs = under(sheet, "Seen on")
    assert isinstance(sheet.backend, GoogleSheets)
    spent = replace(sheet, backend=replace(sheet.backend, turns=Spent()))
    before_the_write(sheets_api, lambda: sheet.staff.insert_column(0, "Checked"))
    assert MOVED in spent.sync([proposal("1"), proposal("2", state="Togo"), proposal("4")]).notes
    assert {key: now for key, now in under(sheet, "Seen on").items() if now} == theirs
    assert under(sheet, "State") == {"1": "Ghana", "2": "Togo", "3": "Ghana", "4": "Ghana"}
