"""Addresses and the methods about values: what is read and written where, and what is refused."""

from typing import Any

import gspread
import pytest
from googleapiclient.errors import HttpError
from gspread.exceptions import APIError

from emulators.google.emulator import Emulator
from emulators.google.staff import TabStaff


@pytest.fixture
def values(sheets: Any) -> Any:
    return sheets.spreadsheets().values()


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        ("Sheet1", "Sheet1!A1:Z1000"),
        ("sheet1!a1", "Sheet1!A1"),
        ("A1:B2", "Sheet1!A1:B2"),
        ("B2:A1", "Sheet1!A1:B2"),
        ("A:C", "Sheet1!A1:C1000"),
        ("2:3", "Sheet1!A2:Z3"),
        ("A2:C", "Sheet1!A2:C1000"),
        ("A2:2", "Sheet1!A2:Z2"),
        ("$A$1", "Sheet1!A1"),
        ("Sheet1!A1:AA5000", "Sheet1!A1:Z1000"),
        ("'It''s'!B2", "'It''s'!B2"),
        ("It's!B2", "'It''s'!B2"),
        ("'D3'", "'D3'!A1:Z1000"),
        ("D3", "Sheet1!D3"),
        ("Sheet1!R2C3", "Sheet1!C2"),
        ("R1C1:R2C3", "Sheet1!A1:C2"),
        ("R[1]C[1]", "Sheet1!B2"),
        ("R1C1:R2", "Sheet1!A1:Z2"),
        ("RC", "Sheet1!A1"),
        ("Chosen", "'D3'!B2:C3"),
        ("Sheet1!Chosen", "'D3'!B2:C3"),
    ],
)
def test_addresses(emulator: Emulator, values: Any, asked: str, answered: str) -> None:
    place = {"sheetId": 3, "startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 1, "endColumnIndex": 3}
    emulator.staff(
        "book",
        {"addSheet": {"properties": {"title": "It's"}}},
        {"addSheet": {"properties": {"title": "D3", "sheetId": 3}}},
        {"addNamedRange": {"namedRange": {"name": "Chosen", "range": place}}},
    )
    assert values.get(spreadsheetId="book", range=asked).execute()["range"] == answered


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("Nowhere!A1", "Unable to parse range: Nowhere!A1"),
        ("Sheet1!", "Unable to parse range: Sheet1!"),
        ("A1:", "Unable to parse range: A1:"),
        ("A0", "Unable to parse range: A0"),
        ("A1:R2C2", "Unable to parse range: A1:R2C2"),
        ("A1001", "Range (Sheet1!A1001) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("AA1:AB2", "Range (Sheet1!AA1:AB2) exceeds grid limits. Max rows: 1000, max columns: 26"),
    ],
)
def test_addresses_that_are_none(values: Any, asked: str, said: str) -> None:
    with pytest.raises(HttpError) as caught:
        values.get(spreadsheetId="book", range=asked).execute()
    assert (caught.value.status_code, caught.value.reason) == (400, said)


def test_empty_ends_are_left_out(book: gspread.Spreadsheet, values: Any) -> None:
    book.sheet1.update([["a", "", "c", ""], [], ["", "b"]], "B2")
    found = values.get(spreadsheetId="book", range="A1:F9").execute()
    assert found["values"] == [[], ["", "a", "", "c"], [], ["", "", "b"]]
    turned = values.get(spreadsheetId="book", range="B2:D4", majorDimension="COLUMNS").execute()
    assert turned["values"] == [["a"], ["", "", "b"], ["c"]]
    assert "values" not in values.get(spreadsheetId="book", range="E1:E9").execute()


def test_null_leaves_a_cell_and_an_empty_text_clears_it(book: gspread.Spreadsheet, values: Any) -> None:
    book.sheet1.update([["a", "b", "c"]], "A1")
    new = {"values": [[None, "", "C"]]}
    answer = values.update(spreadsheetId="book", range="A1", valueInputOption="RAW", body=new).execute()
    assert (answer["updatedRange"], answer["updatedCells"]) == ("Sheet1!A1:C1", 2)
    assert book.sheet1.get_values() == [["a", "", "C"]]


@pytest.mark.parametrize(
    ("place", "rows", "said"),
    [
        ("A1:B2", [["a", "b", "c"]], "Requested writing within range [Sheet1!A1:B2], but tried writing to column [C]"),
        ("A1:B1", [["a"], ["b"]], "Requested writing within range [Sheet1!A1:B1], but tried writing to row [2]"),
        ("Z1", [["a", "b"]], "Range (Sheet1!Z1:AA1) exceeds grid limits. Max rows: 1000, max columns: 26"),
        ("A1000", [["a"], ["b"]], "Range (Sheet1!A1000:A1001) exceeds grid limits."),
        ("A1", [["x" * 50_001]], "Your input contains more than the maximum of 50000 characters in a single cell."),
    ],
)
def test_what_cannot_be_written(book: gspread.Spreadsheet, place: str, rows: list[list[str]], said: str) -> None:
    book.sheet1.update([["kept"]], "A1")
    with pytest.raises(APIError) as caught:
        book.sheet1.update(rows, place)
    assert said in caught.value.error["message"]
    assert book.sheet1.get_values() == [["kept"]]


def test_values_batch_update_and_clear(book: gspread.Spreadsheet, values: Any) -> None:
    data = [
        {"range": "A1:B1", "values": [["a", "b"]]},
        {"range": "B1:B3", "majorDimension": "COLUMNS", "values": [["c", "d"]]},
    ]
    body = {"valueInputOption": "RAW", "data": data, "includeValuesInResponse": True}
    answer = values.batchUpdate(spreadsheetId="book", body=body).execute()
    totals = [answer[f"totalUpdated{name}"] for name in ("Rows", "Columns", "Cells", "Sheets")]
    assert totals == [2, 2, 4, 1]
    assert answer["responses"][1]["updatedData"]["values"] == [["c"], ["d"]]
    bad = {
        "valueInputOption": "RAW",
        "data": [{"range": "A9", "values": [["x"]]}, {"range": "No!A1", "values": [["y"]]}],
    }
    with pytest.raises(HttpError, match=r"Invalid data\[1\]: Unable to parse range: No!A1"):
        values.batchUpdate(spreadsheetId="book", body=bad).execute()
    cleared = values.batchClear(spreadsheetId="book", body={"ranges": ["A1", "B2:B9"]}).execute()
    assert cleared["clearedRanges"] == ["Sheet1!A1", "Sheet1!B2:B9"]
    assert book.sheet1.get_values() == [["", "c"]]
    chosen = {"dataFilter": {"gridRange": {"sheetId": 0, "startRowIndex": 1, "endRowIndex": 2}}, "values": [["z"]]}
    by_filter = {"valueInputOption": "RAW", "data": [chosen]}
    assert values.batchUpdateByDataFilter(spreadsheetId="book", body=by_filter).execute()["totalUpdatedCells"] == 1
    gone = {"dataFilters": [{"a1Range": "A2:A3"}]}
    assert values.batchClearByDataFilter(spreadsheetId="book", body=gone).execute()["clearedRanges"] == ["Sheet1!A2:A3"]


TABLES = [["x", "y", "z"], ["x", "y", "z"], [], ["", "x", "y", "z"], ["", "x", "y", "z"], ["", "x", "y", "z"]]


@pytest.mark.parametrize(
    ("asked", "written", "table"),
    [
        ("Sheet1", "B7", "B4:D6"),
        ("B4", "B7", "B4:D6"),
        ("C5:D5", "B7", "B4:D6"),
        ("B2:D4", "B7", "B4:D6"),
        ("A3:G10", "B7", "B4:D6"),
        ("A1", "A3", "A1:C2"),
        ("E4", "E4", None),
        ("A4", "A4", None),
    ],
)
def test_append_finds_the_tables_of_the_guide(
    book: gspread.Spreadsheet, values: Any, asked: str, written: str, table: str | None
) -> None:
    """The example of the guide "Append values": two tables, at A1:C2 and B4:D6."""
    book.sheet1.update(TABLES, "A1")
    body = {"values": [["new"]]}
    answer = values.append(spreadsheetId="book", range=asked, valueInputOption="RAW", body=body).execute()
    assert answer["updates"]["updatedRange"] == f"Sheet1!{written}"
    assert answer.get("tableRange") == (f"Sheet1!{table}" if table else None)


def test_append_may_insert_rows_and_lengthens_a_full_tab(emulator: Emulator, values: Any) -> None:
    staff = TabStaff(emulator, "book", "Sheet1")
    emulator.staff(
        "book",
        {
            "updateSheetProperties": {
                "properties": {"gridProperties": {"rowCount": 3}},
                "fields": "gridProperties.rowCount",
            }
        },
    )
    for row, text in ((0, "a"), (2, "below")):
        staff.write(row, 0, text)
    body = {"values": [["b"], ["c"]]}
    options = {"spreadsheetId": "book", "valueInputOption": "RAW", "body": body}
    values.append(range="A1", insertDataOption="INSERT_ROWS", **options).execute()
    assert [row[0] for row in staff.rows()] == ["a", "b", "c", None, "below"]
    values.append(range="A5", **options).execute()
    assert [row[0] for row in staff.rows()] == ["a", "b", "c", None, "below", "b", "c"]
    assert staff.tab.height == 7


def test_what_the_option_is_must_be_said(values: Any) -> None:
    with pytest.raises(HttpError, match="'valueInputOption' is required but not specified"):
        values.update(spreadsheetId="book", range="A1", body={"values": [[1]]}).execute()


def test_an_error_is_told_with_its_reason_when_it_is_not_formatted(emulator: Emulator, values: Any) -> None:
    TabStaff(emulator, "book", "Sheet1").write(0, 0, "=1/0")
    plain = values.get(spreadsheetId="book", range="A1").execute()["values"]
    told = values.get(spreadsheetId="book", range="A1", valueRenderOption="UNFORMATTED_VALUE").execute()["values"]
    assert (plain, told) == ([["#DIV/0!"]], [["#DIV/0! (Function DIVIDE parameter 2 cannot be zero.)"]])


def test_many_ranges_in_an_address_that_is_too_long(values: Any) -> None:
    """googleapiclient sends it as a POST that says it is a GET."""
    found = values.batchGet(spreadsheetId="book", ranges=[f"Sheet1!A{row}:Z{row}" for row in range(1, 200)]).execute()
    assert len(found["valueRanges"]) == 199
