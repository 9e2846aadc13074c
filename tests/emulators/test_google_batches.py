"""The emulator's batches: applied whole or not at all, by the words of Google's documentation."""

from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError

from emulators.google.emulator import Emulator


def test_gspread_opens_adds_a_tab_and_reads(book: gspread.Spreadsheet) -> None:
    tab = book.add_worksheet("It's new", 10, 5)
    cells = [{"userEnteredValue": {"stringValue": "=1+1"}}, {"userEnteredValue": {"numberValue": 2}}]
    body = {"sheetId": tab.id, "rows": [{"values": cells}], "fields": "userEnteredValue"}
    book.batch_update({"requests": [{"appendCells": body}]})
    assert tab.get_values() == [["=1+1", "2"]]
    assert tab.get_values("B1:B1") == [["2"]]
    assert book.values_batch_get(["'It''s new'!A1"])["valueRanges"][0]["values"] == [["=1+1"]]


def test_a_batch_applies_whole_or_not_at_all(book: gspread.Spreadsheet) -> None:
    good, bad = {"addSheet": {"properties": {"title": "T"}}}, {"addSheet": {"properties": {"title": "sheet1"}}}
    with pytest.raises(APIError, match=r"requests\[1\]\.addSheet.*already exists"):
        book.batch_update({"requests": [good, bad]})
    assert [tab.title for tab in book.worksheets()] == ["Sheet1"]


def test_developer_metadata_follows_its_column_and_is_found(book: gspread.Spreadsheet, sheets: Any) -> None:
    place = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    note = {"metadataId": 5, "metadataKey": "k", "location": {"dimensionRange": place}, "visibility": "DOCUMENT"}
    create = {"createDeveloperMetadata": {"developerMetadata": note}}
    before = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 0, "endIndex": 2}
    book.batch_update({"requests": [create, {"insertDimension": {"range": before}}]})
    lookup = {"developerMetadataLookup": {"metadataKey": "k"}}
    metadata = sheets.spreadsheets().developerMetadata()
    found = metadata.search(spreadsheetId="book", body={"dataFilters": [lookup]}).execute()
    ((one,),) = found.values()
    assert one["dataFilters"] == [lookup]
    assert one["developerMetadata"]["location"] == {
        "locationType": "COLUMN",
        "dimensionRange": {"dimension": "COLUMNS", "startIndex": 3, "endIndex": 4},
    }
    assert metadata.get(spreadsheetId="book", metadataId=5).execute() == one["developerMetadata"]
    with pytest.raises(APIError, match="ID 5 already exists"):
        book.batch_update({"requests": [create]})


def test_values_by_data_filter(book: gspread.Spreadsheet, sheets: Any) -> None:
    texts = [["_id", "State"], ["1", "Ghana"], ["2", "Samoa"]]
    rows = [{"values": [{"userEnteredValue": {"stringValue": text}} for text in row]} for row in texts]
    book.batch_update({"requests": [{"appendCells": {"rows": rows, "fields": "userEnteredValue"}}]})
    place = {"sheetId": 0, "dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    note = {"metadataKey": "state", "location": {"dimensionRange": place}, "visibility": "DOCUMENT"}
    book.batch_update({"requests": [{"createDeveloperMetadata": {"developerMetadata": note}}]})
    filters = [{"developerMetadataLookup": {"metadataKey": "state"}}, {"a1Range": "Sheet1!1:1"}]
    body = {"dataFilters": filters, "majorDimension": "COLUMNS"}
    found = sheets.spreadsheets().values().batchGetByDataFilter(spreadsheetId="book", body=body).execute()
    assert [one["dataFilters"] for one in found["valueRanges"]] == [[one] for one in filters]
    assert [one["valueRange"]["values"] for one in found["valueRanges"]] == [
        [["State", "Ghana", "Samoa"]],
        [["_id"], ["State"]],
    ]
    answer = sheets.spreadsheets().getByDataFilter(
        spreadsheetId="book", body={"dataFilters": filters[:1]}, fields="sheets.data.rowData.values.userEnteredValue"
    )
    cells = answer.execute()["sheets"][0]["data"][0]["rowData"]
    assert [cell["values"][0]["userEnteredValue"]["stringValue"] for cell in cells] == ["State", "Ghana", "Samoa"]


def test_a_copied_tab_takes_its_metadata_along(emulator: Emulator, book: gspread.Spreadsheet) -> None:
    note = {"metadataKey": "k", "location": {"sheetId": 0}, "visibility": "DOCUMENT"}
    copy = {"duplicateSheet": {"sourceSheetId": 0, "newSheetId": 7, "newSheetName": "Copy"}}
    book.batch_update({"requests": [{"createDeveloperMetadata": {"developerMetadata": note}}, copy]})
    kept = emulator.book("book").content.metadata.values()
    assert sorted(one["location"]["sheetId"] for one in kept) == [0, 7]
    assert len({one["metadataId"] for one in kept}) == 2
