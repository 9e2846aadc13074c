"""Google Sheets when it refuses, breaks off or answers late: nothing doubled, nothing lost, words staff can act on."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from emulators.google.client import gspread_client
from emulators.google.emulator import Emulator
from emulators.google.metadata import of_dimension
from sheet_places import KEY, SPEC, Place

from connectors.errors import ConnectorError, OutcomeUnknown
from connectors.ports import SheetColumn, SheetRow
from connectors.sheets.google import GoogleSheets, open_google

Make = Callable[..., SheetRow]


def kinds(api: Emulator) -> list[str]:
    """What was asked since, as the quotas count it."""
    found = [call.kind for call in api.calls]
    api.calls.clear()
    return found


def test_a_comparison_asks_drive_for_the_tabs_and_for_the_tab(
    google: Place, proposal: Make, sheets_api: Emulator
) -> None:
    google.sync([proposal("1")])
    kinds(sheets_api)
    google.sync([proposal(str(number)) for number in range(200)])
    assert kinds(sheets_api) == ["drive", "read", "read", "write"]
    google.sync([proposal(str(number)) for number in range(200)])
    assert kinds(sheets_api) == ["drive", "read", "read"]


def test_the_tab_is_made_with_its_header_and_rows_in_one_write(
    google: Place, proposal: Make, sheets_api: Emulator
) -> None:
    google.sync([proposal("1")])
    assert [call.kind for call in sheets_api.calls].count("write") == 1
    tab = sheets_api.book(KEY).tab(SPEC.tab)
    assert tab.columns[0]["hiddenByUser"]
    assert tab.grid["frozenRowCount"] == 1
    assert tab.look(1, 1).parts["userEnteredFormat"]["numberFormat"] == {"type": "TEXT"}


@pytest.mark.parametrize("fault", ["503 before", "503 after", "dropped before", "dropped after"])
def test_a_write_of_unknown_outcome_is_looked_into_later(
    google: Place, proposal: Make, sheets_api: Emulator, fault: str
) -> None:
    rows = [proposal("1"), proposal("2")]
    sheets_api.write_faults.append(fault)
    with pytest.raises(OutcomeUnknown) as caught:
        google.sync(rows)
    assert (caught.value.permanent, caught.value.retry_after) == (False, 190)
    google.sync(rows)
    assert google.shown("_id") == ["1", "2"]


def test_a_row_added_by_staff_between_read_and_write_is_not_overwritten(
    google: Place, proposal: Make, sheets_api: Emulator
) -> None:
    google.sync([proposal("1")])
    sheets_api.between.append(lambda: google.staff.insert_row(2, [None, "by hand"]))
    google.sync([proposal("1"), proposal("2")])
    assert google.shown("Reference") == ["VTF-2026-1", "VTF-2026-2", "by hand"]


@pytest.mark.parametrize("fault", ["503 before", "dropped before", "429"])
def test_a_read_that_fails_is_tried_again_and_given_up_for_now(
    google: Place, proposal: Make, sheets_api: Emulator, fault: str
) -> None:
    sheets_api.read_faults.append(fault if fault != "429" else "503")
    assert google.sync([proposal("1")]).appended == 1
    sheets_api.read_faults += [fault] * 4
    with pytest.raises(ConnectorError) as caught:
        google.sync([proposal("1")])
    assert not caught.value.permanent
    assert not isinstance(caught.value, OutcomeUnknown)


def test_a_used_up_quota_waits_a_minute(google: Place, proposal: Make, sheets_api: Emulator) -> None:
    sheets_api.write_faults.append("429")
    with pytest.raises(ConnectorError, match="quota") as caught:
        google.sync([proposal("1")])
    assert (caught.value.permanent, caught.value.retry_after) == (False, 60)
    assert google.sync([proposal("1")]).appended == 1


def test_a_sheet_that_is_not_shared_says_with_whom_to_share_it(
    google: Place, proposal: Make, sheets_api: Emulator
) -> None:
    sheets_api.files[KEY].shared = False
    with pytest.raises(ConnectorError, match="Share it with the address of the service account") as caught:
        google.sync([proposal("1")])
    assert caught.value.permanent


@pytest.mark.parametrize(
    ("given", "said"),
    [("no-such-key", "Share it"), ("https://example.org/", "not the address of a Google spreadsheet")],
)
def test_a_wrong_address_is_for_good(google: Place, proposal: Make, given: str, said: str) -> None:
    with pytest.raises(ConnectorError, match=said) as caught:
        google.backend.upsert(replace(SPEC, google=given), [proposal("1")])
    assert caught.value.permanent


@pytest.mark.parametrize("address", [f"https://docs.google.com/spreadsheets/d/{KEY}/edit#gid=0", f" {KEY} "])
def test_the_address_or_the_key_will_do(google: Place, proposal: Make, address: str) -> None:
    spec = replace(SPEC, google=address)
    assert google.backend.upsert(spec, [proposal("1")]).appended == 1
    assert google.backend.where(spec) == f"https://docs.google.com/spreadsheets/d/{KEY}"


def test_a_server_that_is_gone_may_be_tried_again(google: Place, proposal: Make, sheets_api: Emulator) -> None:
    sheets_api.address = "http://127.0.0.1:9"  # the discard port: nobody listens
    with pytest.raises(ConnectorError, match="cannot be reached") as caught:
        GoogleSheets(gspread_client(sheets_api.address), sleep=sheets_api.advance).upsert(SPEC, [proposal("1")])
    assert not caught.value.permanent


def test_a_tab_of_few_columns_is_widened(google: Place, proposal: Make, sheets_api: Emulator) -> None:
    narrow = {"title": SPEC.tab, "gridProperties": {"columnCount": 3}}
    sheets_api.book(KEY).apply([{"addSheet": {"properties": narrow}}])
    google.sync([proposal("1")])
    assert google.sync([proposal("1")]).unchanged == 1
    assert len(sheets_api.book(KEY).tab(SPEC.tab).columns) == 9


def test_a_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key.json").write_text("{}")
    for path in (tmp_path / "key.json", tmp_path / "none.json"):
        with pytest.raises(ConnectorError, match="not a service account's key file") as caught:
            open_google(path, "redis://127.0.0.1:9")
        assert caught.value.permanent


def test_a_column_of_boxes_does_not_push_rows_to_the_end(google: Place, proposal: Make, sheets_api: Emulator) -> None:
    google.sync([proposal("1")])
    tab = sheets_api.book(KEY).tab(SPEC.tab)
    box = {"userEnteredValue": {"boolValue": False}, "dataValidation": {"condition": {"type": "BOOLEAN"}}}
    area = {"sheetId": tab.id, "startRowIndex": 1, "startColumnIndex": 12, "endColumnIndex": 13}
    sheets_api.staff(KEY, {"repeatCell": {"range": area, "cell": box, "fields": "*"}})
    google.sync([proposal("1"), proposal("2")])
    assert google.shown("_id")[:3] == ["1", "2", None]
    assert sheets_api.book(KEY).tab(SPEC.tab).look(2, 12).parts["dataValidation"] == box["dataValidation"]


def test_a_tab_that_is_full_is_lengthened(google: Place, proposal: Make, sheets_api: Emulator) -> None:
    google.sync([proposal("1")])
    tab = sheets_api.book(KEY).tab(SPEC.tab)
    size = {"sheetId": tab.id, "gridProperties": {"rowCount": 2}}
    sheets_api.staff(KEY, {"updateSheetProperties": {"properties": size, "fields": "gridProperties.rowCount"}})
    google.sync([proposal(str(number)) for number in range(1, 4)])
    assert google.shown("_id") == ["1", "2", "3"]


def test_a_merged_cell_is_not_written_in_vain(google: Place, proposal: Make, sheets_api: Emulator) -> None:
    google.sync([proposal("1"), proposal("2")])
    rows, columns = {"startRowIndex": 1, "endRowIndex": 3}, {"startColumnIndex": 2, "endColumnIndex": 3}
    area = {"sheetId": sheets_api.book(KEY).tab(SPEC.tab).id, **rows, **columns}
    sheets_api.staff(KEY, {"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}})
    result = google.sync([proposal("1", state="Benin"), proposal("2", state="Togo")])
    assert (result.updated, result.unchanged) == (1, 1)
    assert result.notes == ("row 3, column 3 is part of a merged cell and was not written: unmerge it",)
    assert google.shown("State") == ["Benin", None]  # merging leaves the first value


def test_choices_are_offered_in_the_cells(google: Place, proposal: Make, sheets_api: Emulator) -> None:
    column = SheetColumn("status", "Status", owner="both", dropdown=("new", "in, review"))
    google.backend.upsert(replace(SPEC, columns=(*SPEC.columns, column)), [proposal("1", status="new")])
    tab = sheets_api.book(KEY).tab(SPEC.tab)
    assert tab.value(1, 9) == "new"
    values = [{"userEnteredValue": "new"}, {"userEnteredValue": "in, review"}]
    assert tab.look(1, 9).parts["dataValidation"] == {
        "condition": {"type": "ONE_OF_LIST", "values": values},
        "strict": False,
        "showCustomUi": True,
    }


def test_columns_are_marked_for_good(google: Place, proposal: Make, sheets_api: Emulator) -> None:
    google.sync([proposal("1")])
    book = sheets_api.book(KEY)
    marks = of_dimension(book.content, book.tab(SPEC.tab).id, "COLUMNS")
    said = [{one["metadataKey"]: one["metadataValue"] for one in marks[column]} for column in (0, 1)]
    assert [mark["chancery.column"] for mark in said] == ["_id", "$reference"]
    kinds(sheets_api)
    google.sync([proposal("1")])
    assert "write" not in kinds(sheets_api)


def test_a_write_that_may_come_late_names_the_cells_that_it_changes(
    google: Place, proposal: Make, sheets_api: Emulator
) -> None:
    google.sync([proposal("1")])
    sheets_api.write_faults.append("503 before")
    with pytest.raises(OutcomeUnknown, match=r"up to three minutes later$"):
        google.sync([proposal("1"), proposal("2")])
    sheets_api.write_faults.append("503 before")
    with pytest.raises(OutcomeUnknown, match=r"see what has become of C2$"):
        google.sync([proposal("1", state="Togo")])
