"""Google Sheets when it refuses, breaks off or answers late: nothing doubled, nothing lost, words staff can act on."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from emulators.sheets_api import SheetsApi
from sheet_places import KEY, SPEC, Place

from connectors.errors import ConnectorError
from connectors.ports import SheetRow
from connectors.sheets.google import GoogleSheets, open_google

Make = Callable[..., SheetRow]


def test_a_sync_is_one_read_and_one_write(google: Place, proposal: Make, sheets_api: SheetsApi) -> None:
    google.sync([proposal("1")])
    sheets_api.calls.clear()
    google.sync([proposal(str(number)) for number in range(200)])
    assert [kind for kind, _ in sheets_api.calls] == ["read", "write"]
    sheets_api.calls.clear()
    google.sync([proposal(str(number)) for number in range(200)])
    assert [kind for kind, _ in sheets_api.calls] == ["read"]


def test_the_tab_is_made_with_its_header_and_rows_in_one_write(
    google: Place, proposal: Make, sheets_api: SheetsApi
) -> None:
    google.sync([proposal("1")])
    assert [kind for kind, _ in sheets_api.calls].count("write") == 1
    tab = sheets_api.book(KEY).tab(SPEC.tab)
    assert tab.columns[0]["hiddenByUser"]
    assert tab.grid["frozenRowCount"] == 1
    assert tab.cells[1][1]["userEnteredFormat"]["numberFormat"] == {"type": "TEXT"}


@pytest.mark.parametrize("fault", ["503 before", "503 after", "dropped before", "dropped after"])
def test_a_write_of_unknown_outcome_is_looked_into_later(
    google: Place, proposal: Make, sheets_api: SheetsApi, fault: str
) -> None:
    rows = [proposal("1"), proposal("2")]
    sheets_api.write_faults.append(fault)
    with pytest.raises(ConnectorError) as caught:
        google.sync(rows)
    assert (caught.value.permanent, caught.value.retry_after) == (False, 190)
    google.sync(rows)
    assert google.shown("_id") == ["1", "2"]


def test_a_row_added_by_staff_between_read_and_write_is_not_overwritten(
    google: Place, proposal: Make, sheets_api: SheetsApi
) -> None:
    google.sync([proposal("1")])
    sheets_api.between.append(lambda: google.staff.insert_row(2, [None, "by hand"]))
    google.sync([proposal("1"), proposal("2")])
    assert google.shown("Reference") == ["VTF-2026-1", "VTF-2026-2", "by hand"]


def test_a_read_that_fails_may_be_tried_again_soon(google: Place, proposal: Make, sheets_api: SheetsApi) -> None:
    for fault in ("503 before", "dropped before"):
        sheets_api.read_faults.append(fault)
        with pytest.raises(ConnectorError) as caught:
            google.sync([proposal("1")])
        assert (caught.value.permanent, caught.value.retry_after) == (False, None)


def test_a_used_up_quota_waits_a_minute(google: Place, proposal: Make, sheets_api: SheetsApi) -> None:
    sheets_api.write_faults.append("429")
    with pytest.raises(ConnectorError, match="quota") as caught:
        google.sync([proposal("1")])
    assert (caught.value.permanent, caught.value.retry_after) == (False, 60)
    assert google.sync([proposal("1")]).appended == 1


def test_a_sheet_that_is_not_shared_says_with_whom_to_share_it(
    google: Place, proposal: Make, sheets_api: SheetsApi
) -> None:
    sheets_api.book(KEY).shared = False
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


def test_a_server_that_is_gone_may_be_tried_again(google: Place, proposal: Make, sheets_api: SheetsApi) -> None:
    sheets_api.address = "http://127.0.0.1:9"  # the discard port: nobody listens
    with pytest.raises(ConnectorError, match="cannot be reached") as caught:
        GoogleSheets(sheets_api.client()).upsert(SPEC, [proposal("1")])
    assert not caught.value.permanent


def test_a_tab_of_few_columns_is_widened(google: Place, proposal: Make, sheets_api: SheetsApi) -> None:
    narrow = {"title": SPEC.tab, "gridProperties": {"columnCount": 3}}
    sheets_api.book(KEY).apply([{"addSheet": {"properties": narrow}}])
    google.sync([proposal("1")])
    assert google.sync([proposal("1")]).unchanged == 1
    assert len(sheets_api.book(KEY).tab(SPEC.tab).columns) == 9


def test_a_file_that_is_no_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key.json").write_text("{}")
    for path in (tmp_path / "key.json", tmp_path / "none.json"):
        with pytest.raises(ConnectorError, match="not a service account's key file") as caught:
            open_google(path)
        assert caught.value.permanent
