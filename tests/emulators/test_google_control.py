"""The emulator by itself: how it is started, steered over HTTP, and logged in to."""

import json
import subprocess
import sys
from base64 import urlsafe_b64encode
from pathlib import Path
from typing import Any

import gspread
import pytest
import requests
from gspread.exceptions import APIError

from emulators.google.client import gspread_client
from emulators.google.control import CONTROLS
from emulators.google.emulator import Emulator
from emulators.google.faults import ANSWERS
from emulators.google.replay import main as replay_main

ROOT = Path(__file__).parents[2]
ROW = {"values": [{"userEnteredValue": {"stringValue": "one"}}]}
APPEND = {"requests": [{"appendCells": {"rows": [ROW], "fields": "userEnteredValue"}}]}


@pytest.fixture
def steer(emulator: Emulator) -> Any:
    def call(verb: str, path: str, **body: Any) -> Any:
        answer = requests.request(verb, f"{emulator.address}/emulator{path}", json=body, timeout=5)
        assert answer.ok, answer.text
        return answer.json()

    return call


def test_it_says_one_line_when_it_is_ready() -> None:
    command = [sys.executable, "-m", "tests.emulators.google", "--port", "0", "--quotas"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address = process.stdout.readline().split()[-1]
        assert requests.get(f"{address}/emulator", timeout=5).json()["quotas"]["on"]
        process.terminate()
        assert process.stdout.read() == ""


def test_faults_clock_and_quotas(steer: Any, book: gspread.Spreadsheet) -> None:
    steer("POST", "/faults", on="write", word="503 late", seconds=100, times=1)
    with pytest.raises(APIError, match="currently unavailable"):
        book.batch_update(APPEND)
    assert book.sheet1.get_values() == [[]]
    steer("POST", "/clock", advance=100)
    assert book.sheet1.get_values() == [["one"]]
    steer("POST", "/quotas", on=True, user=1)
    book.batch_update(APPEND)
    with pytest.raises(APIError, match="Quota exceeded for quota metric 'Write requests'"):
        book.batch_update(APPEND)
    kinds = [call["kind"] for call in steer("GET", "/calls")]
    assert kinds.count("write") == 3
    steer("DELETE", "/calls")
    assert steer("GET", "")["calls"] == 0


def test_faults_by_chance_are_the_same_each_time(steer: Any, book: gspread.Spreadsheet) -> None:
    def run() -> list[bool]:
        steer("POST", "/fault-rates", seed=7, write={"503 after": 0.5})
        went = []
        for _ in range(20):
            try:
                book.batch_update(APPEND)
                went.append(True)
            except APIError:
                went.append(False)
        return went

    first = run()
    assert first == run()
    assert 4 < sum(first) < 16
    steer("DELETE", "/faults")
    book.batch_update(APPEND)
    assert len(book.sheet1.get_values()) == 41


def test_staff_sharing_and_storage(steer: Any, emulator: Emulator, client: gspread.Client) -> None:
    steer("POST", "/books", key="other")
    steer("POST", "/staff", key="other", tab="Sheet1", act="write", **{"with": {"row": 0, "column": 0, "value": "hi"}})
    assert client.open_by_key("other").sheet1.acell("A1").value == "hi"
    later = {"row": 0, "column": 1, "value": "later"}
    steer("POST", "/staff", key="other", tab="Sheet1", act="write", after_reads=1, **{"with": later})
    assert steer("POST", "/staff", key="other", tab="Sheet1", act="rows")[0][:2] == ["hi", None]
    client.http_client.fetch_sheet_metadata("other")
    assert steer("POST", "/staff", key="other", tab="Sheet1", act="rows")[0][:2] == ["hi", "later"]
    steer("POST", "/sharing", key="other", shared=False)
    with pytest.raises(PermissionError):
        client.open_by_key("other")
    steer("POST", "/storage", full=True)
    with pytest.raises(APIError, match="storage"):
        client.create("x")


@pytest.mark.parametrize(
    ("verb", "path", "body"),
    [("POST", "/nothing", {}), ("POST", "/faults", {"word": "earthquake"}), ("POST", "/staff", {"key": "book"})],
)
def test_a_wrong_control_is_told(emulator: Emulator, verb: str, path: str, body: dict[str, str]) -> None:
    answer = requests.request(verb, f"{emulator.address}/emulator{path}", json=body, timeout=5)
    assert answer.status_code in (400, 404)
    assert answer.json()["error"]


def test_a_key_file_logs_in_as_its_account(emulator: Emulator) -> None:
    claims = urlsafe_b64encode(json.dumps({"iss": "robot@project.iam.gserviceaccount.com"}).encode()).decode()
    given = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": f"e30.{claims.rstrip('=')}.x"}
    token = requests.post(f"{emulator.address}/token", data=given, timeout=5).json()["access_token"]
    client = gspread_client(emulator.address, token)
    client.http_client.fetch_sheet_metadata("book")
    client.http_client.session.close()
    assert emulator.calls[-1].account == "robot@project.iam.gserviceaccount.com"


def test_large_answers_are_zipped_when_that_is_asked_for(emulator: Emulator, book: gspread.Spreadsheet) -> None:
    book.sheet1.update([["text " * 100]] * 50, "A1")
    address = f"{emulator.address}/v4/spreadsheets/book/values/Sheet1"
    zipped = requests.get(address, headers={"Accept-Encoding": "gzip"}, timeout=5)
    plain = requests.get(address, headers={"Accept-Encoding": "identity"}, timeout=5)
    assert (zipped.headers.get("Content-Encoding"), plain.headers.get("Content-Encoding")) == ("gzip", None)
    assert zipped.json() == plain.json()


def test_recorded_answers_are_compared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    """A cassette in the shape of vcrpy's, made up: ids differ from ours, one answer is wrong."""
    key = "1" + "x" * 43

    def call(method: str, uri: str, body: object, answer: object) -> dict[str, object]:
        request = {"method": method, "uri": uri, "body": body and json.dumps(body), "headers": {}}
        return {"request": request, "response": {"status": {"code": 200}, "body": {"string": json.dumps(answer)}}}

    made = {"kind": "drive#file", "id": key, "name": "T", "mimeType": "application/vnd.google-apps.spreadsheet"}
    new = {"name": "T", "mimeType": made["mimeType"]}
    base = f"https://sheets.googleapis.com/v4/spreadsheets/{key}"
    calls = [
        call("POST", "https://www.googleapis.com/drive/v3/files", new, made),
        call("GET", f"{base}/values/A1", None, {"range": "Sheet1!A1", "majorDimension": "ROWS"}),
        call("GET", f"{base}/values/A2", None, {"range": "Sheet1!A2", "majorDimension": "ROWS", "values": [["x"]]}),
        call("GET", f"https://sheets.googleapis.com/v4/spreadsheets/2{'y' * 43}", None, {}),
    ]
    (tmp_path / "one.json").write_text(json.dumps({"interactions": calls}))
    monkeypatch.setattr(sys, "argv", ["replay", str(tmp_path)])
    replay_main()
    said = capsys.readouterr().out
    assert "2 of 3 answers are equal in value" in said
    assert "1 are about files that were there before" in said
    assert ".values: we have none: [['x']]" in said


def test_every_control_and_fault_is_written_down() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text()
    assert [path for _, path in CONTROLS if f"{path}`" not in text] == []
    assert [word for word in ANSWERS if f"`{word}`" not in text] == []
