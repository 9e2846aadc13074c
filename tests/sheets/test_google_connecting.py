"""Setting a spreadsheet up: each thing that can be missing is named, with what to do about it."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import requests
from emulators.google.accounts import OWNER
from emulators.google.client import gspread_client
from emulators.google.drive.files import permission
from emulators.google.emulator import Emulator
from emulators.google.server import running
from gspread.exceptions import APIError
from sheet_places import SPEC

from connectors.errors import ConnectorError
from connectors.google_login import login_of
from connectors.ports import SheetRow
from connectors.sheets.google import GoogleSheets
from connectors.sheets.google.address import key_of

KEY = "1AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-abcdef"
ACCOUNT = "service@emulator.iam.gserviceaccount.com"
OURS = replace(SPEC, google=KEY, owner="ledger aid")


@pytest.fixture
def api() -> Iterator[Emulator]:
    with running() as found:
        found.book(KEY)
        yield found


@pytest.fixture
def google(api: Emulator) -> Iterator[GoogleSheets]:
    client = gspread_client(api.address, "service")
    yield GoogleSheets(client, account=ACCOUNT, sleep=api.advance)
    client.http_client.session.close()


def lacking(google: GoogleSheets, spec: Any = OURS) -> dict[str, str]:
    """What is not as it should be, by the name of the step."""
    return {one.name: f"{one.said}. {one.remedy}" for one in google.examine(KEY, spec) if not one.ok}


def test_a_spreadsheet_that_is_shared_can_be_used(google: GoogleSheets) -> None:
    found = {one.name: one.said for one in google.examine(f"https://docs.google.com/spreadsheets/d/{KEY}/edit", OURS)}
    assert lacking(google) == {}
    assert found["file"] == "the file 'Shared' can be seen"
    assert found["sheets"] == "'Shared' can be read; its tabs: 'Sheet1'"
    assert found["tab"] == "there is no tab '2026 call' yet: it will be made"
    assert found["calls"].startswith("60 reads and 60 writes are left")


def test_one_in_a_shared_drive_says_so(google: GoogleSheets, api: Emulator) -> None:
    api.files[KEY].drive = "0AShared"
    assert next(iter(google.examine(KEY))).said == "the file 'Shared' in a Shared Drive can be seen"


def test_one_that_is_not_shared(google: GoogleSheets, api: Emulator) -> None:
    api.files[KEY].shared = False
    [(name, said)] = lacking(google).items()
    assert name == "file"
    assert f"Share it with {ACCOUNT} as an editor" in said


def test_one_that_is_shared_for_looking_alone(google: GoogleSheets, api: Emulator) -> None:
    file = api.files[KEY]
    file.shared = False
    file.permissions["x"] = permission("user", "reader", ACCOUNT)
    assert lacking(google) == {
        "sharing": f"the account may only look at it. make {ACCOUNT} an editor: Share, its role, Editor"
    }


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("application/vnd.google-apps.folder", "a folder"),
        ("application/vnd.google-apps.document", "a text document"),
        ("application/vnd.google-apps.shortcut", "a shortcut"),
        ("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Save as Google Sheets"),
        ("image/png", "a file of the kind image/png"),
    ],
)
def test_a_file_of_another_kind(google: GoogleSheets, api: Emulator, kind: str, said: str) -> None:
    file = api.new_file("Other", OWNER, kind)
    file.shared = True
    found = {one.name: one.said for one in google.examine(file.key) if not one.ok}
    assert list(found) == ["kind"]
    assert said in found["kind"]


def test_one_in_the_bin(google: GoogleSheets, api: Emulator) -> None:
    api.files[KEY].trashed = True
    assert lacking(google) == {"bin": "it is in the bin. restore it in Drive"}
    with pytest.raises(ConnectorError, match="is in the bin: restore it in Drive"):
        google.upsert(OURS, ())


def test_cells_that_are_locked(google: GoogleSheets, api: Emulator) -> None:
    google.upsert(OURS, [SheetRow("1", {"state": "Ghana"})])
    tab = api.book(KEY).tab(OURS.tab)
    assert lacking(google) == {}  # our own protection warns alone
    tab.protected = [*tab.protected, {"protectedRangeId": 7, "range": {"sheetId": tab.id}}]
    assert f"let {ACCOUNT} edit them" in lacking(google)["protection"]


def test_a_tab_of_another_service(google: GoogleSheets) -> None:
    google.upsert(OURS, [SheetRow("1", {"state": "Ghana"})])
    assert "kept by another form or service (ledger aid)" in lacking(google, replace(OURS, owner="other aid"))["tab"]


def test_one_that_is_nearly_full(google: GoogleSheets, api: Emulator) -> None:
    size = {"title": "Large", "gridProperties": {"rowCount": 900_000, "columnCount": 10}}
    api.staff(KEY, {"addSheet": {"properties": size}})
    assert lacking(google)["room"].startswith("9,026,000 of 10,000,000 cells are there")


class NotEnabled:
    """A client to which one of the APIs says that it is not switched on in the project."""

    def __init__(self, usual: Callable[..., Any], part: str, word: str) -> None:
        self.usual, self.part, self.word = usual, part, word

    def __call__(self, method: str, endpoint: str, *args: Any, **kwargs: Any) -> Any:
        if self.part not in endpoint:
            return self.usual(method, endpoint, *args, **kwargs)
        answer = requests.Response()
        answer.status_code = 403
        error = {"code": 403, "message": "Enable it by visiting https://console…", "errors": [{"reason": self.word}]}
        answer._content = json.dumps({"error": error}).encode()
        raise APIError(answer)


@pytest.mark.parametrize(
    ("part", "word", "step"),
    [("/drive/", "accessNotConfigured", "drive"), ("/v4/spreadsheets", "SERVICE_DISABLED", "sheets")],
)
def test_an_api_that_is_not_enabled(google: GoogleSheets, part: str, word: str, step: str) -> None:
    http = google.client.http_client
    http.request = NotEnabled(http.request, part, word)  # type: ignore[method-assign]
    [(name, said)] = lacking(google).items()
    assert name == step
    assert "Enable it by visiting" in said
    assert "choose Enable" in said


def test_without_drive_a_sheet_is_filled_all_the_same(google: GoogleSheets) -> None:
    http = google.client.http_client
    http.request = NotEnabled(http.request, "/drive/", "accessNotConfigured")  # type: ignore[method-assign]
    left = google.upsert(OURS, [SheetRow("1", {"state": "Ghana"})]).left
    assert left is not None
    added = google.append(OURS, [SheetRow("2", {"state": "Benin"})], (), left)
    assert added is not None
    assert added.appended == 1
    assert google.append(OURS, (), (), left) is None  # so that it is compared every time


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("https://drive.google.com/drive/folders/1AbC", "a folder in Drive"),
        ("https://docs.google.com/document/d/1AbC/edit", "a text document"),
        ("https://docs.google.com/presentation/d/1AbC/edit", "a presentation"),
        ("https://docs.google.com/forms/d/e/1AbC/viewform", "a form"),
        ("https://example.org/spreadsheets/d/1AbC", "not the address of a Google spreadsheet"),
        ("https://docs.google.com/spreadsheets/u/0/", "copy the address from the browser"),
        ("", "not the address"),
    ],
)
def test_other_addresses(address: str, said: str) -> None:
    with pytest.raises(ConnectorError, match=said) as caught:
        key_of(address)
    assert caught.value.permanent


@pytest.mark.parametrize(
    "address",
    [
        KEY,
        f" {KEY} ",
        f"https://docs.google.com/spreadsheets/d/{KEY}",
        f"https://docs.google.com/spreadsheets/d/{KEY}/edit?gid=0#gid=0",
        f"https://docs.google.com/spreadsheets/u/1/d/{KEY}/edit",
        f"docs.google.com/spreadsheets/d/{KEY}/edit",
        f"https://drive.google.com/file/d/{KEY}/view",
    ],
)
def test_the_id_in_an_address(address: str) -> None:
    assert key_of(address) == KEY


PERSON = {"type": "authorized_user", "client_id": "1234-a.apps.googleusercontent.com", "client_secret": "s"}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "is not a service account's key file"),
        ("[]", "it holds no JSON object"),
        ("{}", "is not a service account's key file"),
        ('{"installed": {"client_id": "x"}}', "OAuth client, which lets nobody in"),
        (json.dumps(PERSON), "missing fields refresh_token"),
        ('{"type": "service_account", "client_email": "a@b", "token_uri": "x", "private_key": "no"}', "key file"),
    ],
)
def test_a_file_that_is_no_key(tmp_path: Path, text: str, said: str) -> None:
    file = tmp_path / "key.json"
    file.write_text(text)
    with pytest.raises(ConnectorError, match=said) as caught:
        login_of(file, "scope")
    assert caught.value.permanent


@pytest.mark.parametrize("with_type", [True, False])
def test_the_credentials_of_a_person_will_do(tmp_path: Path, *, with_type: bool) -> None:
    file = tmp_path / "key.json"
    said = {**PERSON, "refresh_token": "r", "account": "ana@example.org"}
    file.write_text(json.dumps({name: value for name, value in said.items() if name != "type" or with_type}))
    found = login_of(file, "scope")
    assert (found.account, found.project) == ("ana@example.org", "1234")
    assert found.credentials.scopes == ["scope"]
