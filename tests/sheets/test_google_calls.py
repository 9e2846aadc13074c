"""Calls of Google's APIs: what is tried again and when, and every refusal in words that staff can act on."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import requests
from emulators.google.client import gspread_client
from emulators.google.emulator import Emulator
from emulators.google.server import running

from connectors.errors import ConnectorError, OutcomeUnknown
from connectors.sheets.google.api import TRIES, Api
from connectors.sheets.google.budget import UNMETERED
from connectors.sheets.google.refusals import Place, refusal_of

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
PLACE = Place("1AbC", "service@project.iam.gserviceaccount.com")
WRITE = {"requests": [{"addSheet": {"properties": {"title": "T"}}}]}


@pytest.fixture
def emulator() -> Iterator[Emulator]:
    with running() as found:
        found.book("1AbC")
        yield found


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def api(emulator: Emulator, pauses: list[float]) -> Iterator[Api]:
    client = gspread_client(emulator.address, "service", timeout=5)
    yield Api(client, UNMETERED, PLACE, pauses.append)
    client.http_client.session.close()


def titles(api: Api) -> list[str]:
    found = api.read("", fields="sheets.properties.title")
    return [one["properties"]["title"] for one in found["sheets"]]


@pytest.mark.parametrize("word", ["500", "503", "dropped", "503 after", "dropped after"])
def test_a_read_is_tried_again_after_pauses_that_grow(
    api: Api, emulator: Emulator, pauses: list[float], word: str
) -> None:
    emulator.read_faults += [word] * (TRIES - 1)
    assert titles(api) == ["Sheet1"]
    assert [int(pause) for pause in pauses] == [1, 2, 4]
    assert len({pause % 1 for pause in pauses}) == 3  # not all who failed at once come again at once


def test_a_read_is_given_up_in_the_end(api: Api, emulator: Emulator) -> None:
    emulator.read_faults += ["503"] * TRIES
    with pytest.raises(ConnectorError, match="Google Sheets failed: 503") as caught:
        titles(api)
    assert not caught.value.permanent


def test_a_quota_that_is_used_up_is_no_matter_of_seconds(api: Api, emulator: Emulator, pauses: list[float]) -> None:
    emulator.read_faults.append("429")
    with pytest.raises(ConnectorError, match="quota is used up for the minute") as caught:
        titles(api)
    assert (caught.value.permanent, caught.value.retry_after, pauses) == (False, 60, [])


@pytest.mark.parametrize("word", ["500", "503", "dropped", "503 after", "dropped after"])
def test_a_write_is_never_tried_again(api: Api, emulator: Emulator, pauses: list[float], word: str) -> None:
    emulator.write_faults.append(word)
    with pytest.raises(OutcomeUnknown) as caught:
        api.write(":batchUpdate", fields="spreadsheetId", body=WRITE)
    assert (caught.value.retry_after, pauses) == (190, [])
    assert titles(api) == (["Sheet1", "T"] if "after" in word else ["Sheet1"])


def test_what_was_never_sent_cannot_come_to_pass(api: Api, emulator: Emulator) -> None:
    client = gspread_client("http://127.0.0.1:9")  # the discard port: nobody listens
    with pytest.raises(ConnectorError, match="cannot be reached") as caught:
        Api(client, UNMETERED, PLACE).write(":batchUpdate", fields="spreadsheetId", body=WRITE)
    assert not isinstance(caught.value, OutcomeUnknown)
    client.http_client.session.close()


def answer(status: int, body: object, **headers: str) -> requests.Response:
    found = requests.Response()
    found.status_code = status
    found._content = body.encode() if isinstance(body, str) else json.dumps(body).encode()
    found.headers.update(headers)
    return found


def of_sheets(status: int, word: str, message: str, reason: str = "") -> requests.Response:
    """As the Sheets API refuses (google.rpc.Status)."""
    info = [{"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}] if reason else []
    return answer(status, {"error": {"code": status, "message": message, "status": word, "details": info}})


def of_drive(status: int, reason: str, message: str) -> requests.Response:
    """As the Drive API refuses."""
    error = {"domain": "usageLimits", "reason": reason, "message": message}
    return answer(status, {"error": {"code": status, "message": message, "errors": [error]}})


DISABLED = (
    "Google Sheets API has not been used in project 1234 before or it is disabled. Enable it by visiting "
    "https://console.developers.google.com/apis/api/sheets.googleapis.com/overview?project=1234 then retry."
)
CASES = {
    "not shared": (
        of_sheets(403, "PERMISSION_DENIED", "The caller does not have permission"),
        "Share it with service@",
    ),
    "not there": (of_sheets(404, "NOT_FOUND", "Requested entity was not found."), "Share it with service@"),
    "not there, says Drive": (of_drive(404, "notFound", "File not found: 1AbC."), "Share it with service@"),
    "API not enabled": (of_sheets(403, "PERMISSION_DENIED", DISABLED, "SERVICE_DISABLED"), "overview.*choose Enable"),
    "Drive API not enabled": (of_drive(403, "accessNotConfigured", DISABLED), "overview.*choose Enable"),
    "scope": (
        of_sheets(403, "PERMISSION_DENIED", "Insufficient scopes.", "ACCESS_TOKEN_SCOPE_INSUFFICIENT"),
        "sign in anew with the scopes",
    ),
    "storage": (of_drive(403, "storageQuotaExceeded", "The user's Drive storage quota has been exceeded."), "is full"),
    "Excel file": (
        of_sheets(400, "FAILED_PRECONDITION", "This operation is not supported for this document"),
        "Save as Google Sheets",
    ),
    "too many cells": (
        of_sheets(
            400,
            "INVALID_ARGUMENT",
            "This action would increase the number of cells in the workbook above the limit of 10000000 cells.",
        ),
        "Delete tabs",
    ),
    "protected": (
        of_sheets(
            400,
            "INVALID_ARGUMENT",
            "You are trying to edit a protected cell or object. Please contact the spreadsheet owner.",
        ),
        "Protected sheets and ranges let service@",
    ),
    "something else": (of_sheets(400, "INVALID_ARGUMENT", "Invalid requests[0].x: y"), "Google refused: Invalid"),
    "not of Google": (answer(403, "<h1>Blocked by the proxy</h1>"), "Blocked by the proxy.*Share it"),
}


@pytest.mark.parametrize("case", CASES)
def test_a_refusal_for_good_says_what_helps(case: str) -> None:
    found, words = CASES[case]
    error = PLACE.told(refusal_of(found, NOW), writing=True)
    with pytest.raises(ConnectorError, match=words):
        raise error
    assert error.permanent


@pytest.mark.parametrize(
    ("asked", "seconds"),
    [
        ("7", 7),
        ("Mon, 30 Nov 2026 09:01:30 GMT", 90),
        ("Mon, 30 Nov 2026 08:00:00 GMT", 0),
        ("999999", 3600),
        ("soon", 60),
        ("", 60),
    ],
)
def test_google_may_say_how_long_to_wait(asked: str, seconds: float) -> None:
    found = answer(429, {"error": {"code": 429, "message": "Quota exceeded", "status": "RESOURCE_EXHAUSTED"}})
    found.headers["Retry-After"] = asked
    error = PLACE.told(refusal_of(found, NOW), writing=True)
    assert (error.permanent, error.retry_after) == (False, seconds)
    assert not isinstance(error, OutcomeUnknown)


def test_drive_says_too_often_in_words_of_its_own() -> None:
    error = PLACE.told(
        refusal_of(of_drive(403, "userRateLimitExceeded", "User Rate Limit Exceeded"), NOW), writing=False
    )
    assert not error.permanent


def test_google_may_ask_for_more_than_a_write_must_wait() -> None:
    found = answer(503, "", **{"Retry-After": "600"})
    assert PLACE.told(refusal_of(found, NOW), writing=True).retry_after == 600
    found = answer(503, "", **{"Retry-After": "5"})
    assert PLACE.told(refusal_of(found, NOW), writing=True).retry_after == 190
    assert PLACE.told(refusal_of(found, NOW), writing=False).retry_after == 5
