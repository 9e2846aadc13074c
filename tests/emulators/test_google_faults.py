"""The emulator's faults, quotas and clock: what is answered, and what was carried out all the same."""

import re
from typing import Any

import gspread
import pytest
from gspread.exceptions import APIError
from requests.exceptions import ConnectionError as Dropped

from emulators.google.client import gspread_client
from emulators.google.emulator import Emulator
from emulators.google.faults import Fault
from emulators.google.staff import TabStaff

ROW = {"values": [{"userEnteredValue": {"stringValue": "one"}}]}
APPEND = {"requests": [{"appendCells": {"rows": [ROW], "fields": "userEnteredValue"}}]}


def rows(emulator: Emulator) -> list[list[Any]]:
    return [row[:1] for row in TabStaff(emulator, "book", "Sheet1").rows()]


@pytest.mark.parametrize("word", ["429", "500", "503", "503 before", "dropped", "storage quota", "not shared"])
def test_a_fault_before_it_is_carried_out(emulator: Emulator, book: gspread.Spreadsheet, word: str) -> None:
    emulator.write_faults.append(word)
    with pytest.raises((APIError, Dropped)) as caught:
        book.batch_update(APPEND)
    assert rows(emulator) == []
    if word[:3].isdigit():
        assert isinstance(caught.value, APIError)
        assert caught.value.code == int(word[:3])


@pytest.mark.parametrize("word", ["503 after", "500 after", "dropped after"])
def test_a_fault_after_it_was_carried_out(emulator: Emulator, book: gspread.Spreadsheet, word: str) -> None:
    emulator.write_faults.append(word)
    with pytest.raises((APIError, Dropped)):
        book.batch_update(APPEND)
    assert rows(emulator) == [["one"]]


def test_a_request_that_is_carried_out_late(emulator: Emulator, book: gspread.Spreadsheet) -> None:
    emulator.write_faults.append(Fault("dropped late", seconds=120))
    with pytest.raises(Dropped):
        book.batch_update(APPEND)
    emulator.advance(119)
    assert rows(emulator) == []
    emulator.advance(1)
    assert rows(emulator) == [["one"]]


def test_sixty_reads_a_minute(emulator: Emulator, book: gspread.Spreadsheet) -> None:
    emulator.quotas.on = True
    for _ in range(60):
        book.fetch_sheet_metadata()
    with pytest.raises(APIError, match=re.escape("'Read requests per minute per user'")) as caught:
        book.fetch_sheet_metadata()
    assert caught.value.code == 429
    book.batch_update(APPEND)  # writes are counted apart
    emulator.advance(60)
    book.fetch_sheet_metadata()


def test_a_project_has_a_quota_of_its_own(emulator: Emulator) -> None:
    emulator.quotas.on, emulator.quotas.per_user = True, 100
    for name in "abc":
        client = gspread_client(emulator.address, name)
        for _ in range(100):
            client.http_client.fetch_sheet_metadata("book")
        client.http_client.session.close()
    client = gspread_client(emulator.address, "d")
    with pytest.raises(APIError, match="'Read requests per minute'"):
        client.http_client.fetch_sheet_metadata("book")
    client.http_client.session.close()


def test_drive_says_who_changed_a_file_last(emulator: Emulator, book: gspread.Spreadsheet, drive: Any) -> None:
    asked = drive.files().get(fileId="book", fields="version,modifiedTime,lastModifyingUser(emailAddress),capabilities")
    book.batch_update(APPEND)
    ours = asked.execute()
    assert ours["capabilities"]["canEdit"]
    assert ours["lastModifyingUser"]["emailAddress"].startswith("service@")
    emulator.advance(5)
    TabStaff(emulator, "book", "Sheet1").write(0, 1, "by hand")
    theirs = asked.execute()
    assert theirs["lastModifyingUser"] == {"emailAddress": "staff@example.org"}
    assert int(theirs["version"]) > int(ours["version"])
    assert theirs["modifiedTime"] > ours["modifiedTime"]


def test_each_call_is_logged(emulator: Emulator, book: gspread.Spreadsheet) -> None:
    emulator.calls.clear()
    book.batch_update(APPEND)
    ((kind, path, method, account),) = emulator.calls
    assert (kind, method, path) == ("write", "POST", "/v4/spreadsheets/book:batchUpdate")
    assert account.startswith("service@")
