"""The emulated Sheets API as gspread meets it."""

from collections.abc import Iterator

import gspread
import pytest
from emulators import field_mask
from emulators.sheets_api import SheetsApi, running_sheets_api
from gspread.exceptions import APIError


@pytest.fixture
def api() -> Iterator[SheetsApi]:
    with running_sheets_api() as found:
        found.book("book")
        yield found


@pytest.fixture
def client(api: SheetsApi) -> Iterator[gspread.Client]:
    found = api.client()
    yield found
    found.http_client.session.close()


def test_gspread_opens_adds_a_tab_and_reads(api: SheetsApi, client: gspread.Client) -> None:
    tab = client.open_by_key("book").add_worksheet("It's new", 10, 5)
    cells = [{"userEnteredValue": {"stringValue": "=1+1"}}, {"userEnteredValue": {"numberValue": 2}}]
    body = {"sheetId": tab.id, "rows": [{"values": cells}], "fields": "userEnteredValue"}
    client.open_by_key("book").batch_update({"requests": [{"appendCells": body}]})
    assert tab.get_values() == [["=1+1", 2]]
    assert tab.get_values("B1:B1") == [[2]]
    assert client.open_by_key("book").values_batch_get(["'It''s new'!A1"])["valueRanges"][0]["values"] == [["=1+1"]]


def test_a_batch_applies_whole_or_not_at_all(api: SheetsApi, client: gspread.Client) -> None:
    good, bad = {"addSheet": {"properties": {"title": "T"}}}, {"addSheet": {"properties": {"title": "sheet1"}}}
    with pytest.raises(APIError, match=r"requests\[1\]\.addSheet.*already exists"):
        client.open_by_key("book").batch_update({"requests": [good, bad]})
    assert [tab.title for tab in client.open_by_key("book").worksheets()] == ["Sheet1"]


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ({"updateCells": {"start": {"columnIndex": 26}, "rows": [{"values": [{}]}], "fields": "*"}}, "beyond the grid"),
        ({"updateCells": {"start": {"sheetId": 7}, "rows": [], "fields": "*"}}, "No grid with id: 7"),
        ({"makeCoffee": {}}, "not understood"),
    ],
)
def test_what_the_api_refuses(client: gspread.Client, request_: dict[str, object], said: str) -> None:
    with pytest.raises(APIError, match=said):
        client.open_by_key("book").batch_update({"requests": [request_]})


def test_columns_and_metadata(api: SheetsApi, client: gspread.Client) -> None:
    place = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    note = {"metadataId": 5, "metadataKey": "k", "location": {"dimensionRange": place}, "visibility": "DOCUMENT"}
    requests = [
        {"insertDimension": {"range": place}},
        {"updateDimensionProperties": {"range": place, "properties": {"hiddenByUser": True}, "fields": "hiddenByUser"}},
        {"createDeveloperMetadata": {"developerMetadata": note}},
    ]
    client.open_by_key("book").batch_update({"requests": requests})
    tab = api.book("book").tab("Sheet1")
    assert (len(tab.columns), tab.columns[1]) == (
        27,
        {"hiddenByUser": True, "developerMetadata": [note]},
    )
    with pytest.raises(APIError, match="ID 5 already exists"):
        client.open_by_key("book").batch_update({"requests": requests[2:]})


def test_a_mask_chooses() -> None:
    answer = {"a": [{"b": 1, "c": {"d": 2, "e": 3}}], "f": 4}
    assert field_mask.chosen(answer, "a(b,c.e)") == {"a": [{"b": 1, "c": {"e": 3}}]}
    assert field_mask.chosen(answer, "f") == {"f": 4}
    with pytest.raises(ValueError, match="Invalid field mask"):
        field_mask.chosen(answer, "a(b")


def test_a_mask_clears_what_is_not_given() -> None:
    cell = {"userEnteredValue": {"numberValue": 1}, "note": "n", "userEnteredFormat": {"numberFormat": {}, "bold": 1}}
    field_mask.put(cell, {}, "userEnteredValue,userEnteredFormat.numberFormat")
    assert cell == {"note": "n", "userEnteredFormat": {"bold": 1}}
