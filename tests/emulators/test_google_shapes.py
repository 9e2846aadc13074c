"""Bodies, parameters and masks that Google's description does not know: refused in its own words."""

from typing import Any

import gspread
import pytest
import requests
from gspread.exceptions import APIError

from emulators.google.emulator import Emulator


@pytest.mark.parametrize(
    ("request_", "field", "said"),
    [
        ({"makeCoffee": {}}, "requests[0]", "Unknown name \"makeCoffee\" at 'requests[0]': Cannot find field."),
        (
            {"updateSheetProperties": {"properties": {"headerValues": 1}, "fields": "*"}},
            "requests[0].update_sheet_properties.properties",
            "Unknown name \"headerValues\" at 'requests[0].update_sheet_properties.properties': Cannot find field.",
        ),
        (
            {"addSheet": {"properties": {"title": ["a"]}}},
            "requests[0].add_sheet.properties",
            "\"title\" at 'requests[0].add_sheet.properties': Proto field is not repeating, cannot start list.",
        ),
        (
            {"deleteSheet": {"sheetId": "x"}},
            "requests[0].delete_sheet.sheet_id",
            "Invalid value at 'requests[0].delete_sheet.sheet_id' (TYPE_INT32), \"x\"",
        ),
        (
            {"repeatCell": {"range": {"endRowIndex": "x"}, "fields": "note"}},
            "requests[0].repeat_cell.range.end_row_index.value",
            "Invalid value at 'requests[0].repeat_cell.range.end_row_index.value' (TYPE_INT32), \"x\"",
        ),
    ],
)
def test_a_body_that_does_not_fit(book: gspread.Spreadsheet, request_: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(APIError) as caught:
        book.batch_update({"requests": [request_]})
    error = caught.value.response.json()["error"]
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert said in error["message"]
    assert error["details"][0]["fieldViolations"][0]["field"] == field


def test_each_fault_of_a_body_is_told(book: gspread.Spreadsheet) -> None:
    with pytest.raises(APIError) as caught:
        book.batch_update({"requests": [{"no": {}}, {"nor": {}}]})
    assert len(caught.value.error["message"].split("\n")) == 2


@pytest.mark.parametrize(
    ("request_", "said"),
    [
        ({"updateCells": {"start": {"columnIndex": 26}, "rows": [{"values": [{}]}], "fields": "*"}}, "beyond the last"),
        ({"updateCells": {"start": {"sheetId": 7}, "rows": [], "fields": "*"}}, "No grid with id: 7"),
        ({"updateCells": {"range": {"endRowIndex": 1001}, "fields": "*"}}, "exceeds grid limits. Max rows: 1000"),
        ({"appendCells": {"rows": [{"values": [{}] * 27}], "fields": "*"}}, "beyond the last requested column of: 25"),
        ({"repeatCell": {"range": {}, "cell": {}, "fields": ""}}, "At least one field must be listed in 'fields'."),
        ({"repeatCell": {"cell": {}, "fields": "*"}}, "range must be specified"),
        ({"insertDimension": {"range": {"dimension": "ROWS", "startIndex": 0}, "inheritFromBefore": True}}, "than 0"),
        ({"deleteDimension": {"range": {"dimension": "ROWS"}}}, "You can't delete all the rows on the sheet."),
        ({"deleteDimension": {"range": {"dimension": "COLUMNS", "startIndex": 26}}}, "there are only 26 columns."),
        ({"deleteSheet": {"sheetId": 0}}, "You can't remove all the sheets in a document."),
        ({"addSheet": {"properties": {"title": "sheet1"}}}, 'A sheet with the name "sheet1" already exists.'),
        ({"addSheet": {"properties": {"gridProperties": {"rowCount": 400_000}}}}, "above the limit of 10000000 cells"),
        ({"deleteNamedRange": {"namedRangeId": "9"}}, "named range"),
        ({"addChart": {"chart": {}}}, "does not know this request"),
    ],
)
def test_requests_that_are_refused(book: gspread.Spreadsheet, request_: dict[str, Any], said: str) -> None:
    before = book.fetch_sheet_metadata()
    with pytest.raises(APIError) as caught:
        book.batch_update({"requests": [request_]})
    assert said in caught.value.error["message"]
    assert caught.value.code == 400
    assert book.fetch_sheet_metadata() == before


@pytest.mark.parametrize("fields", ["sheets.properties.nope", "properties, sheets", "sheets(properties"])
def test_a_mask_that_asks_for_what_there_is_not(book: gspread.Spreadsheet, fields: str) -> None:
    with pytest.raises(APIError) as caught:
        book.fetch_sheet_metadata({"fields": fields})
    error = caught.value.response.json()["error"]
    assert error["message"] == "Request contains an invalid argument."
    assert "Error expanding 'fields' parameter." in error["details"][0]["fieldViolations"][0]["description"]


def test_an_unknown_parameter_and_an_unknown_word(emulator: Emulator) -> None:
    base = f"{emulator.address}/v4/spreadsheets/book"
    unknown = requests.get(base, params={"nope": "1"}, timeout=5).json()["error"]
    assert 'Unknown name "nope": Cannot bind query parameter.' in unknown["message"]
    wrong = requests.get(f"{base}/values/A1", params={"majorDimension": "DIAGONAL"}, timeout=5).json()["error"]
    assert wrong["message"] == (
        "Invalid value at 'major_dimension' (type.googleapis.com/google.apps.sheets.v4.MajorDimension), \"DIAGONAL\""
    )


def test_a_bad_body_is_told_before_the_spreadsheet_is_looked_for(emulator: Emulator) -> None:
    address = f"{emulator.address}/v4/spreadsheets/nowhere:batchUpdate"
    assert requests.post(address, json={"nope": 1}, timeout=5).status_code == 400
    assert requests.post(address, json={"requests": [{"addSheet": {}}]}, timeout=5).status_code == 404
    assert requests.post(address, data="{", timeout=5).json()["error"]["status"] == "INVALID_ARGUMENT"
    assert requests.get(f"{emulator.address}/v4/nothing", timeout=5).status_code == 404
