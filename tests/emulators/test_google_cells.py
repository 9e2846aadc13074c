"""Cells, formats, sizes and what lies over a tab: written by requests, and seen in the resource."""

from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError

from emulators.google import masks
from emulators.google.emulator import Emulator
from emulators.google.rows import PLAIN, look_of
from emulators.google.staff import TabStaff

AREA = {"startRowIndex": 0, "endRowIndex": 2, "startColumnIndex": 0, "endColumnIndex": 2}


def resource(book: gspread.Spreadsheet, fields: str, *ranges: str) -> Any:
    return book.fetch_sheet_metadata({"fields": fields, "ranges": list(ranges)})["sheets"][0]


def test_a_mask_chooses() -> None:
    answer = {"a": [{"b": 1, "c": {"d": 2, "e": 3}}], "f": 4, "g_h": 1, "gH": 5}
    assert masks.chosen(answer, masks.paths("a(b,c.e)")) == {"a": [{"b": 1, "c": {"e": 3}}]}
    assert masks.chosen(answer, masks.paths("f,g_h")) == {"f": 4, "gH": 5}
    assert masks.chosen(answer, masks.paths("a/c/d")) == {"a": [{"c": {"d": 2}}]}
    assert masks.chosen(answer, masks.paths("*")) == answer
    with pytest.raises(ValueError, match="Invalid field mask"):
        masks.paths("a(b")


def test_a_mask_clears_what_is_not_given() -> None:
    cell = {"note": "n", "userEnteredFormat": {"numberFormat": {}, "bold": 1}}
    found = masks.put(cell, {}, masks.paths("note,userEnteredFormat.numberFormat"))
    assert found == {"userEnteredFormat": {"bold": 1}}
    assert cell["note"] == "n"


def test_like_looks_are_one() -> None:
    assert look_of({}) is PLAIN
    assert look_of({"note": "a"}) is look_of({"note": "a"})


def test_update_cells_clears_what_its_range_holds_and_its_rows_do_not(book: gspread.Spreadsheet) -> None:
    book.sheet1.update([["a", "b", "c"], ["d", "e", "f"]], "A1")
    row = {"values": [{"userEnteredValue": {"stringValue": "new"}}]}
    book.batch_update({"requests": [{"updateCells": {"range": AREA, "rows": [row], "fields": "userEnteredValue"}}]})
    assert book.sheet1.get_values() == [["new", "", "c"], ["", "", "f"]]


def test_what_a_cell_is_shown_with(book: gspread.Spreadsheet) -> None:
    book.sheet1.update([["=DATE(2020,1,2)", "=1/0", '=HYPERLINK("https://example.org","here")']], "A1", raw=False)
    book.sheet1.format("D1", {"textFormat": {"bold": True}})
    cells = resource(book, "sheets.data.rowData.values", "A1:D1")["data"][0]["rowData"][0]["values"]
    assert cells[0]["userEnteredValue"] == {"formulaValue": "=DATE(2020,1,2)"}
    assert (cells[0]["effectiveValue"], cells[0]["formattedValue"]) == ({"numberValue": 43832}, "1/2/2020")
    assert cells[1]["effectiveValue"]["errorValue"]["type"] == "DIVIDE_BY_ZERO"
    assert (cells[2]["hyperlink"], cells[2]["formattedValue"]) == ("https://example.org", "here")
    assert cells[3]["userEnteredFormat"] == {"textFormat": {"bold": True}}
    assert cells[3]["effectiveFormat"]["textFormat"]["bold"]
    assert cells[3]["effectiveFormat"]["textFormat"]["fontSize"] == 10


def test_data_begins_where_it_was_asked_for_and_ends_with_the_last_cell(book: gspread.Spreadsheet) -> None:
    book.sheet1.update([["a"]], "C3")
    sheets = book.fetch_sheet_metadata({"ranges": ["B2:D9", "A1"], "includeGridData": True})["sheets"]
    first, second = sheets[0]["data"]
    assert (first["startRow"], first["startColumn"]) == (1, 1)
    assert first["rowData"][0] == {}
    assert first["rowData"][1]["values"][1]["formattedValue"] == "a"
    assert (len(first["rowMetadata"]), len(first["columnMetadata"])) == (8, 3)
    assert "rowData" not in second
    assert "data" not in book.fetch_sheet_metadata({"ranges": ["B2"]})["sheets"][0]


def test_a_tab_that_no_range_names_is_left_out(book: gspread.Spreadsheet) -> None:
    book.add_worksheet("Other", 5, 5)
    assert [one["properties"]["title"] for one in book.fetch_sheet_metadata({"ranges": ["Other!A1"]})["sheets"]] == [
        "Other"
    ]


def test_a_colour_and_its_style_are_one(book: gspread.Spreadsheet) -> None:
    book.sheet1.format("A1", {"backgroundColorStyle": {"rgbColor": {"red": 0.5, "green": 0}}})
    kept = resource(book, "sheets.data.rowData.values.userEnteredFormat", "A1")["data"][0]["rowData"][0]["values"][0]
    color = {"red": 0.49803922}
    assert kept["userEnteredFormat"] == {"backgroundColor": color, "backgroundColorStyle": {"rgbColor": color}}
    clear = {"repeatCell": {"range": AREA, "cell": {}, "fields": "userEnteredFormat.backgroundColor"}}
    book.batch_update({"requests": [clear]})
    assert resource(book, "sheets.data.rowData.values.userEnteredFormat", "A1")["data"] == [{}]


def test_what_lies_over_a_tab_follows_rows_and_columns(emulator: Emulator, book: gspread.Spreadsheet) -> None:
    rule = {"ranges": [AREA], "booleanRule": {"condition": {"type": "NOT_BLANK"}, "format": {}}}
    emulator.staff(
        "book",
        {"mergeCells": {"range": AREA, "mergeType": "MERGE_ALL"}},
        {"setBasicFilter": {"filter": {"range": AREA}}},
        {"addProtectedRange": {"protectedRange": {"range": AREA, "warningOnly": True}}},
        {"addConditionalFormatRule": {"rule": rule, "index": 0}},
        {"addNamedRange": {"namedRange": {"name": "N", "range": AREA}}},
        {"addTable": {"table": {"name": "T", "range": {**AREA, "startColumnIndex": 4, "endColumnIndex": 6}}}},
        {"insertDimension": {"range": {"dimension": "ROWS", "startIndex": 0, "endIndex": 3}}},
        {"insertDimension": {"range": {"dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}}},
    )
    moved = {"startRowIndex": 3, "endRowIndex": 5, "startColumnIndex": 0, "endColumnIndex": 3}
    found = book.fetch_sheet_metadata()
    sheet = found["sheets"][0]
    assert sheet["merges"] == [moved]
    assert sheet["basicFilter"]["range"] == moved
    assert sheet["protectedRanges"][0]["range"] == moved
    assert sheet["conditionalFormats"][0]["ranges"] == [moved]
    assert found["namedRanges"][0]["range"] == moved
    assert sheet["tables"][0]["range"] == {**moved, "startColumnIndex": 5, "endColumnIndex": 7}
    emulator.staff("book", {"deleteDimension": {"range": {"dimension": "ROWS", "startIndex": 3, "endIndex": 5}}})
    left = book.fetch_sheet_metadata()
    assert not {"merges", "basicFilter", "protectedRanges", "conditionalFormats", "tables"} & set(left["sheets"][0])
    assert "namedRanges" not in left


def test_a_protected_range_stops_others_unless_it_only_warns(emulator: Emulator, book: gspread.Spreadsheet) -> None:
    staff = TabStaff(emulator, "book", "Sheet1")
    for only_warns in (True, False):
        book.sheet1.add_protected_range("A1:B2", warning_only=only_warns)
        book.sheet1.update([["ours"]], "A1")
        if only_warns:
            staff.write(0, 0, "theirs")
    with pytest.raises(Exception, match="protected cell"):
        staff.write(0, 0, "theirs")
    staff.write(0, 2, "beside it")
    assert staff.rows()[0][:3] == ["ours", None, "beside it"]


def test_sizes_hidden_columns_and_frozen_rows(emulator: Emulator, book: gspread.Spreadsheet) -> None:
    columns = {"dimension": "COLUMNS", "startIndex": 1, "endIndex": 2}
    wide = {
        "range": columns,
        "properties": {"pixelSize": 300, "hiddenByUser": True},
        "fields": "pixelSize,hiddenByUser",
    }
    emulator.staff("book", {"updateDimensionProperties": wide})
    book.sheet1.freeze(rows=2)
    book.sheet1.insert_row(["new"], 1)
    book.sheet1.insert_cols([["new"]], 1)
    sheet = resource(book, "sheets(data(columnMetadata),properties(gridProperties))", "A1:C1")
    assert sheet["data"][0]["columnMetadata"][2] == {"pixelSize": 300, "hiddenByUser": True}
    assert sheet["properties"]["gridProperties"]["frozenRowCount"] == 3
    with pytest.raises(APIError, match="not possible to delete all non-frozen rows"):
        book.sheet1.delete_rows(4, 1001)


def test_a_filter_hides_rows(emulator: Emulator, book: gspread.Spreadsheet) -> None:
    book.sheet1.update([["n"], [1], [2], [3]], "A1")
    criteria = {
        "0": {"condition": {"type": "NUMBER_GREATER", "values": [{"userEnteredValue": "1"}]}, "hiddenValues": ["3"]}
    }
    range_ = {"endRowIndex": 4, "endColumnIndex": 1}
    emulator.staff("book", {"setBasicFilter": {"filter": {"range": range_, "criteria": criteria}}})
    rows = resource(book, "sheets.data.rowMetadata", "A1:A4")["data"][0]["rowMetadata"]
    assert [row.get("hiddenByFilter", False) for row in rows] == [False, True, False, True]


@pytest.mark.parametrize(
    ("request_", "reply", "rows"),
    [
        (
            {"findReplace": {"find": "a", "replacement": "A", "allSheets": True}},
            {"valuesChanged": 3, "rowsChanged": 3, "sheetsChanged": 1, "occurrencesChanged": 3},
            [["A", "b "], ["A", "b"], ["c", "  A  x"]],
        ),
        (
            {"deleteDuplicates": {"range": AREA, "comparisonColumns": [{"startIndex": 0, "endIndex": 1}]}},
            {"duplicatesRemovedCount": 1},
            [["a", "b "], ["", ""], ["c", "  a  x"]],
        ),
        (
            {"trimWhitespace": {"range": {}}},
            {"cellsChangedCount": 2},
            [["a", "b"], ["a", "b"], ["c", "a x"]],
        ),
        (
            {"insertRange": {"range": {**AREA, "endRowIndex": 1, "endColumnIndex": 1}, "shiftDimension": "ROWS"}},
            {},
            [["", "b "], ["a", "b"], ["a", "  a  x"], ["c", ""]],
        ),
        (
            {"deleteRange": {"range": {**AREA, "endRowIndex": 1, "endColumnIndex": 1}, "shiftDimension": "COLUMNS"}},
            {},
            [["b ", ""], ["a", "b"], ["c", "  a  x"]],
        ),
        (
            {"cutPaste": {"source": {**AREA, "endRowIndex": 1}, "destination": {"rowIndex": 2}}},
            {},
            [["", ""], ["a", "b"], ["a", "b "]],
        ),
        (
            {"moveDimension": {"source": {"dimension": "ROWS", "startIndex": 2, "endIndex": 3}, "destinationIndex": 0}},
            {},
            [["c", "  a  x"], ["a", "b "], ["a", "b"]],
        ),
        (
            {"pasteData": {"coordinate": {"rowIndex": 2}, "data": "1\t2", "delimiter": "\t"}},
            {},
            [["a", "b "], ["a", "b"], ["1", "2"]],
        ),
    ],
)
def test_requests_that_move_or_tidy(
    book: gspread.Spreadsheet, request_: dict[str, Any], reply: dict[str, int], rows: list[list[str]]
) -> None:
    book.sheet1.update([["a", "b "], ["a", "b"], ["c", "  a  x"]], "A1")
    ((kind, _),) = request_.items()
    answer = book.batch_update({"requests": [request_]})
    assert answer["replies"] == [{kind: reply} if reply else {}]
    assert book.sheet1.get_values() == rows


def test_a_batch_can_show_what_it_left(book: gspread.Spreadsheet) -> None:
    row = {"values": [{"userEnteredValue": {"numberValue": 7}}]}
    body = {
        "requests": [{"appendCells": {"rows": [row], "fields": "userEnteredValue"}}],
        "includeSpreadsheetInResponse": True,
        "responseRanges": ["A1"],
        "responseIncludeGridData": True,
    }
    shown = book.batch_update(body)["updatedSpreadsheet"]["sheets"][0]["data"][0]["rowData"]
    assert shown[0]["values"][0]["effectiveValue"] == {"numberValue": 7}
