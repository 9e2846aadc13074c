"""The emulated Drive: files and who may see them, what changed, who is told of it, and exports."""

import csv
import io
import zipfile
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import gspread
import pytest
from googleapiclient.errors import HttpError
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from emulators.google.drive.files import SPREADSHEET
from emulators.google.emulator import Emulator
from emulators.google.staff import TabStaff

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS = "application/vnd.oasis.opendocument.spreadsheet"


def test_a_file_is_made_found_renamed_copied_and_deleted(drive: Any, client: gspread.Client) -> None:
    made = drive.files().create(body={"name": "Budget", "mimeType": SPREADSHEET}).execute()
    assert set(made) == {"kind", "id", "name", "mimeType"}
    client.open_by_key(made["id"]).sheet1.update([["kept"]], "A1")
    drive.files().update(fileId=made["id"], body={"name": "Budget 2026"}).execute()
    assert client.open("Budget 2026").title == "Budget 2026"
    copy = drive.files().copy(fileId=made["id"], body={}).execute()
    assert copy["name"] == "Copy of Budget 2026"
    assert client.open_by_key(copy["id"]).sheet1.acell("A1").value == "kept"
    drive.files().delete(fileId=made["id"]).execute()
    with pytest.raises(HttpError) as caught:
        drive.files().get(fileId=made["id"]).execute()
    assert caught.value.error_details == [
        {
            "message": f"File not found: {made['id']}.",
            "domain": "global",
            "reason": "notFound",
            "locationType": "parameter",
            "location": "fileId",
        }
    ]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["c d", "b", "a", "Shared"]),
        ("name = 'B'", ["b"]),
        ("name contains 'C'", ["c d"]),
        ("not name = 'a' and (name = 'b' or name contains 'd')", ["c d", "b", "Shared"]),
        ("mimeType = 'application/vnd.google-apps.folder'", ["b"]),
        ("'me' in owners and trashed = false", ["c d", "b", "a"]),
        ("sharedWithMe", ["Shared"]),
        ("modifiedTime > '2099-01-01T00:00:00'", []),
        ('name = "it\\\'s"', []),
    ],
)
def test_queries(emulator: Emulator, drive: Any, query: str, names: list[str]) -> None:
    for name, kind in (("a", SPREADSHEET), ("b", "application/vnd.google-apps.folder"), ("c d", SPREADSHEET)):
        emulator.advance(1)
        drive.files().create(body={"name": name, "mimeType": kind}).execute()
    assert [one["name"] for one in drive.files().list(q=query).execute()["files"]] == names


def test_a_query_that_is_none_and_pages(emulator: Emulator, drive: Any) -> None:
    with pytest.raises(HttpError, match="Invalid Value"):
        drive.files().list(q="colour = 'red'").execute()
    emulator.book("second")
    first = drive.files().list(pageSize=1).execute()
    second = drive.files().list(pageSize=1, pageToken=first["nextPageToken"]).execute()
    assert "nextPageToken" not in second
    assert first["files"] != second["files"]


def test_files_are_for_those_they_are_shared_with(
    emulator: Emulator, drive: Any, google_as: Callable[[str, str], Any]
) -> None:
    emulator.open = False
    key = drive.files().create(body={"name": "Private", "mimeType": SPREADSHEET}).execute()["id"]
    other, sheets = google_as("drive", "ana@example.org"), google_as("sheets", "ana@example.org").spreadsheets()
    with pytest.raises(HttpError, match="File not found"):
        other.files().get(fileId=key).execute()
    with pytest.raises(HttpError, match="The caller does not have permission") as denied:
        sheets.get(spreadsheetId=key).execute()
    assert denied.value.status_code == 403
    grant = {"type": "user", "role": "reader", "emailAddress": "ana@example.org"}
    number = drive.permissions().create(fileId=key, body=grant).execute()["id"]
    assert not other.files().get(fileId=key, fields="capabilities").execute()["capabilities"]["canEdit"]
    assert sheets.get(spreadsheetId=key).execute()["spreadsheetId"] == key
    add = {"requests": [{"addSheet": {}}]}
    with pytest.raises(HttpError, match="The caller does not have permission"):
        sheets.batchUpdate(spreadsheetId=key, body=add).execute()
    drive.permissions().update(fileId=key, permissionId=number, body={"role": "writer"}).execute()
    sheets.batchUpdate(spreadsheetId=key, body=add).execute()
    listed = drive.permissions().list(fileId=key, fields="permissions(emailAddress,role)").execute()["permissions"]
    assert [one["role"] for one in listed] == ["owner", "writer"]
    drive.permissions().delete(fileId=key, permissionId=number).execute()
    with pytest.raises(HttpError, match="File not found"):
        other.files().get(fileId=key).execute()


def test_service_accounts_have_no_storage_but_in_a_shared_drive(emulator: Emulator, drive: Any) -> None:
    emulator.storage_full = True
    with pytest.raises(HttpError, match="do not have storage quota") as caught:
        drive.files().create(body={"name": "x", "mimeType": SPREADSHEET}).execute()
    assert (caught.value.status_code, caught.value.error_details[0]["reason"]) == (403, "storageQuotaExceeded")
    place = drive.drives().create(requestId="1", body={"name": "Office"}).execute()["id"]
    body = {"name": "x", "mimeType": SPREADSHEET, "parents": [place]}
    key = drive.files().create(body=body, supportsAllDrives=True).execute()["id"]
    with pytest.raises(HttpError, match="File not found"):
        drive.files().get(fileId=key).execute()
    assert drive.files().get(fileId=key, supportsAllDrives=True, fields="driveId").execute() == {"driveId": place}
    everywhere = {"includeItemsFromAllDrives": True, "supportsAllDrives": True}
    assert [
        one["id"] for one in drive.files().list(driveId=place, corpora="drive", **everywhere).execute()["files"]
    ] == [key]


def test_a_private_file_and_masks(drive: Any) -> None:
    with pytest.raises(HttpError) as caught:
        drive.files().get(fileId="1jIKzPs8LsiZZdLdeMEP-5ZIHw6RkjiOmj1LrJN706Yc").execute()
    assert caught.value.status_code == 403
    with pytest.raises(HttpError, match="Invalid field selection nope"):
        drive.files().get(fileId="book", fields="nope").execute()
    with pytest.raises(HttpError, match="The 'fields' parameter is required for this method"):
        drive.about().get().execute()
    assert "emailAddress" in drive.about().get(fields="user").execute()["user"]


def test_comments(drive: Any) -> None:
    drive.comments().create(fileId="book", body={"content": "Please check"}, fields="*").execute()
    found = drive.comments().list(fileId="book", fields="comments(content,author/emailAddress)").execute()["comments"]
    assert [one["content"] for one in found] == ["Please check"]


def test_changes_since_a_token(emulator: Emulator, drive: Any) -> None:
    token = drive.changes().getStartPageToken().execute()["startPageToken"]
    assert drive.changes().list(pageToken=token).execute()["changes"] == []
    TabStaff(emulator, "book", "Sheet1").write(0, 0, "by hand")
    answer = drive.changes().list(pageToken=token, fields="*").execute()
    ((change,),) = [answer["changes"]]
    assert (change["fileId"], change["removed"]) == ("book", False)
    assert change["file"]["lastModifyingUser"]["emailAddress"] == "staff@example.org"
    assert drive.changes().list(pageToken=answer["newStartPageToken"]).execute()["changes"] == []


@pytest.fixture
def hook() -> Iterator[tuple[str, list[dict[str, str]]]]:
    """A server that notes what it is sent, and its address."""
    told: list[dict[str, str]] = []

    class Noting(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            told.append({name: value for name, value in self.headers.items() if name.startswith("X-Goog")})
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_args: Any) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Noting)
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/hook", told
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_watched_file_tells_of_its_changes(
    emulator: Emulator, drive: Any, hook: tuple[str, list[dict[str, str]]]
) -> None:
    address, told = hook
    body = {"id": "channel-1", "type": "web_hook", "address": address, "token": "secret"}
    channel = drive.files().watch(fileId="book", body=body).execute()
    TabStaff(emulator, "book", "Sheet1").write(0, 0, "by hand")
    drive.channels().stop(body={"id": "channel-1", "resourceId": channel["resourceId"]}).execute()
    TabStaff(emulator, "book", "Sheet1").write(0, 0, "again")
    emulator.channels.settle()
    assert [(one["X-Goog-Resource-State"], one["X-Goog-Message-Number"]) for one in told] == [
        ("sync", "1"),
        ("update", "2"),
    ]
    assert (told[1]["X-Goog-Channel-ID"], told[1]["X-Goog-Channel-Token"]) == ("channel-1", "secret")
    assert told[1]["X-Goog-Changed"] == "content"
    with pytest.raises(HttpError, match="not found for project"):
        drive.channels().stop(body={"id": "channel-1", "resourceId": channel["resourceId"]}).execute()


def test_a_channel_ends(emulator: Emulator, drive: Any, hook: tuple[str, list[dict[str, str]]]) -> None:
    address, told = hook
    drive.changes().watch(pageToken="1", body={"id": "c", "type": "web_hook", "address": address}).execute()
    emulator.advance(3_601)
    TabStaff(emulator, "book", "Sheet1").write(0, 0, "by hand")
    emulator.channels.settle()
    assert [one["X-Goog-Resource-State"] for one in told] == ["sync"]


ROWS = [["Name", "Sum"], ['=not a formula, "quoted"', 1234.5], ["two\nlines", "=B2*2"]]


@pytest.fixture
def filled(emulator: Emulator, book: gspread.Spreadsheet) -> gspread.Spreadsheet:
    """A tab with texts, a number in a format, a formula, looks, and rules."""
    book.sheet1.update(ROWS[:2], "A1")
    book.sheet1.update([["two\nlines", "=B2*2"]], "A3", raw=False)
    book.sheet1.format(
        "B2:B3", {"numberFormat": {"type": "NUMBER", "pattern": "#,##0.00"}, "textFormat": {"bold": True}}
    )
    area = {"startRowIndex": 1, "endRowIndex": 3, "startColumnIndex": 2, "endColumnIndex": 3}
    condition = {"type": "ONE_OF_LIST", "values": [{"userEnteredValue": "yes"}, {"userEnteredValue": "no"}]}
    red = {"backgroundColor": {"red": 1}}
    rule = {
        "ranges": [area],
        "booleanRule": {"condition": {"type": "TEXT_EQ", "values": [{"userEnteredValue": "no"}]}, "format": red},
    }
    emulator.staff(
        "book",
        {"setDataValidation": {"range": area, "rule": {"condition": condition}}},
        {"addConditionalFormatRule": {"rule": rule}},
        {"mergeCells": {"range": {**area, "startRowIndex": 5, "endRowIndex": 7}, "mergeType": "MERGE_ALL"}},
        {"repeatCell": {"range": area, "cell": {"note": "mind"}, "fields": "note"}},
    )
    book.sheet1.freeze(rows=1)
    return book


def exported(drive: Any, kind: str) -> bytes:
    content: bytes = drive.files().export(fileId="book", mimeType=kind).execute()
    return content


def test_exports_as_texts(filled: gspread.Spreadsheet, drive: Any) -> None:
    found = list(csv.reader(io.StringIO(exported(drive, "text/csv").decode(), newline="")))
    assert found == [["Name", "Sum"], ['=not a formula, "quoted"', "1,234.50"], ["two\nlines", "2,469.00"]]
    assert exported(drive, "text/tab-separated-values").decode().splitlines()[2] == "two lines\t2,469.00"
    assert "Sheet1.html" in zipfile.ZipFile(io.BytesIO(exported(drive, "application/zip"))).namelist()
    assert exported(drive, "application/pdf").startswith(b"%PDF")
    with pytest.raises(HttpError, match="conversion is not supported"):
        exported(drive, "image/png")


def test_an_exported_workbook_looks_as_staff_see_it(filled: gspread.Spreadsheet, drive: Any) -> None:
    sheet = load_workbook(io.BytesIO(exported(drive, XLSX)))["Sheet1"]
    assert (sheet["A2"].value, sheet["A2"].data_type) == ('=not a formula, "quoted"', "s")
    assert (sheet["B3"].value, sheet["B3"].data_type) == ("=B2*2", "f")
    assert (sheet["B2"].number_format, sheet["B2"].font.bold) == ("#,##0.00", True)
    assert sheet.freeze_panes == "A2"
    assert [str(one) for one in sheet.merged_cells.ranges] == ["C6:C7"]
    assert sheet["C2"].comment.text == "mind"
    ((validation,),) = [sheet.data_validations.dataValidation]
    assert (str(validation.sqref), validation.formula1) == ("C2:C3", '"yes,no"')
    assert [str(one.sqref) for one in sheet.conditional_formatting] == ["C2:C3"]


def test_an_exported_open_document_is_read(filled: gspread.Spreadsheet, drive: Any) -> None:
    rows = CalamineWorkbook.from_filelike(io.BytesIO(exported(drive, ODS))).get_sheet_by_name("Sheet1").to_python()
    assert rows[1] == ['=not a formula, "quoted"', 1234.5]
    assert rows[2][1] == 2469.0
