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


def test_a_new_spreadsheet_has_the_tabs_cells_names_and_metadata_it_was_given(sheets: Any) -> None:
    cells = [{"rowData": [{"values": [{"userEnteredValue": {"numberValue": 1}}]}], "startRow": 1}]
    tabs = [{"properties": {"title": "First"}, "data": cells}, {"properties": {"title": "Second", "sheetId": 9}}]
    mark = {"metadataKey": "k", "location": {"spreadsheet": True}, "visibility": "PROJECT"}
    body = {
        "properties": {"title": "New", "locale": "de_DE"},
        "sheets": tabs,
        "namedRanges": [{"name": "N", "range": {"sheetId": 9}}],
        "developerMetadata": [mark],
    }
    made = sheets.spreadsheets().create(body=body).execute()
    assert [one["properties"]["sheetId"] for one in made["sheets"]] == [0, 9]
    assert (made["properties"]["locale"], made["namedRanges"][0]["name"]) == ("de_DE", "N")
    assert made["developerMetadata"][0]["location"] == {"locationType": "SPREADSHEET", "spreadsheet": True}
    read = sheets.spreadsheets().values().get(spreadsheetId=made["spreadsheetId"], range="First").execute()
    assert read["values"] == [[], ["1"]]
    copy = (
        sheets.spreadsheets()
        .sheets()
        .copyTo(spreadsheetId=made["spreadsheetId"], sheetId=0, body={"destinationSpreadsheetId": "book"})
    )
    assert copy.execute()["title"] == "Copy of First"


@pytest.mark.parametrize(
    ("lookup", "found"),
    [
        ({"metadataKey": "k"}, {1, 2, 3}),
        ({"metadataKey": "k", "metadataValue": "b"}, {2}),
        ({"locationType": "COLUMN"}, {1, 2}),
        ({"metadataLocation": {"sheetId": 0}}, {1, 2, 3}),
        ({"metadataLocation": {"sheetId": 0}, "locationMatchingStrategy": "EXACT_LOCATION"}, {3}),
        ({"metadataLocation": {"spreadsheet": True}}, {4}),
        ({"metadataId": 9}, set()),
        ({"visibility": "PROJECT"}, {4}),
    ],
)
def test_lookups_of_metadata(book: gspread.Spreadsheet, sheets: Any, lookup: dict[str, Any], found: set[int]) -> None:
    def column(at: int) -> dict[str, Any]:
        return {"dimensionRange": {"sheetId": 0, "dimension": "COLUMNS", "startIndex": at, "endIndex": at + 1}}

    marks = [("k", "a", column(0)), ("k", "b", column(1)), ("k", "c", {"sheetId": 0}), ("s", "", {"spreadsheet": True})]
    made = [
        {"metadataId": n, "metadataKey": key, "metadataValue": value, "location": place, "visibility": "DOCUMENT"}
        for n, (key, value, place) in enumerate(marks, start=1)
    ]
    made[3]["visibility"] = "PROJECT"
    book.batch_update({"requests": [{"createDeveloperMetadata": {"developerMetadata": one}} for one in made]})
    body = {"dataFilters": [{"developerMetadataLookup": lookup}]}
    answer = sheets.spreadsheets().developerMetadata().search(spreadsheetId="book", body=body).execute()
    matched = answer.get("matchedDeveloperMetadata", [])
    assert {one["developerMetadata"]["metadataId"] for one in matched} == found


def test_metadata_is_changed_and_deleted_by_lookup(emulator: Emulator, book: gspread.Spreadsheet) -> None:
    mark = {"metadataKey": "k", "metadataValue": "a", "location": {"sheetId": 0}, "visibility": "DOCUMENT"}
    lookup = {"developerMetadataLookup": {"metadataKey": "k"}}
    change = {"dataFilters": [lookup], "developerMetadata": {"metadataValue": "b"}, "fields": "metadataValue"}
    book.batch_update({"requests": [{"createDeveloperMetadata": {"developerMetadata": mark}}]})
    changed = book.batch_update({"requests": [{"updateDeveloperMetadata": change}]})["replies"][0]
    assert [one["metadataValue"] for one in changed["updateDeveloperMetadata"]["developerMetadata"]] == ["b"]
    gone = book.batch_update({"requests": [{"deleteDeveloperMetadata": {"dataFilter": lookup}}]})["replies"][0]
    assert len(gone["deleteDeveloperMetadata"]["deletedDeveloperMetadata"]) == 1
    assert not emulator.book("book").content.metadata


def test_rows_are_appended_to_a_table(emulator: Emulator, book: gspread.Spreadsheet) -> None:
    area = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}
    book.sheet1.update([["Name", "Sum"], ["a", 1]], "A1")
    made = book.batch_update({"requests": [{"addTable": {"table": {"name": "T", "range": area}}}]})
    table = made["replies"][0]["addTable"]["table"]
    assert [one["columnName"] for one in table["columnProperties"]] == ["Name", "Sum"]
    row = {"values": [{"userEnteredValue": {"stringValue": "b"}}]}
    body = {"tableId": table["tableId"], "rows": [row], "fields": "userEnteredValue"}
    book.batch_update({"requests": [{"appendCells": body}]})
    assert book.sheet1.get_values() == [["Name", "Sum"], ["a", "1"], ["b", ""]]
    assert emulator.book("book").tab("Sheet1").tables[0]["range"]["endRowIndex"] == 3


def test_a_renamed_tab_is_named_anew_in_formulas(book: gspread.Spreadsheet) -> None:
    other = book.add_worksheet("Other", 5, 5)
    other.update_acell("A1", "=Sheet1!A1")
    book.sheet1.update_acell("A1", "7")
    book.sheet1.update_title("The first")
    assert other.acell("A1", value_render_option=gspread.utils.ValueRenderOption.formula).value == "='The first'!A1"
    assert other.acell("A1").value == "7"


def test_requests_of_a_batch_see_what_those_before_them_did(book: gspread.Spreadsheet) -> None:
    book.sheet1.update([["=B1", 1], ["=B2", 2]], "A1", raw=False)
    sort = {"sortRange": {"range": {"endRowIndex": 2}, "sortSpecs": [{"dimensionIndex": 0, "sortOrder": "DESCENDING"}]}}
    row = {"values": [{"userEnteredValue": {"numberValue": 9}}]}
    write = {"updateCells": {"start": {"rowIndex": 1, "columnIndex": 1}, "rows": [row], "fields": "userEnteredValue"}}
    book.batch_update({"requests": [sort, write, sort]})
    assert book.sheet1.get_values() == [["9", "9"], ["2", "2"]]
