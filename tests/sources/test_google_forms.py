"""Google Forms by Apps Script: our script's deliveries, and what other people's scripts post."""

import base64
import hmac
import json
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from deliveries import as_bytes, hostile, is_read_or_refused, placed, proves
from hypothesis import given
from sent import NOW, SECRET, answers, entry, read
from shared_samples import REPOSITORY, shared

from connectors.errors import Unreadable

WORD = "google-forms"
BODY = {
    "sender": "chancery-google-forms/1",
    "form_id": "1FAIpQLSexample",
    "response_id": "2_ABaOnuexample",
    "submitted_at": "2026-05-04T09:58:12.000Z",
    "respondent_email": "ana@example.org",
    "items": [
        {"id": "101", "title": "Nom", "type": "TEXT", "value": "Nouméa"},
        {"id": "102", "title": "Topics", "type": "CHECKBOX", "value": ["Law, sea", "Trade"]},
        {"id": "103", "title": "Topics", "type": "FILE_UPLOAD", "value": ["1AbC"]},
        {"id": "104", "title": "Quality", "type": "GRID", "rows": ["Food", "Rooms"], "value": ["Good", None]},
        {"id": "105", "title": "Days", "type": "CHECKBOX_GRID", "rows": ["Mon"], "value": [["AM", "PM"]]},
        {"id": "106", "title": "When", "type": "DATE", "value": "2026-06-01"},
        {"id": "107", "title": "New kind", "type": "HOLOGRAM", "value": {"x": 1}},
    ],
}


def test_our_script_by_item_id() -> None:
    received = read(WORD, BODY)
    assert received.submission_id == "2_ABaOnuexample"
    assert received.delivery_id == "2_ABaOnuexample@2026-05-04T09:58:12.000Z"
    assert received.submitted_at == datetime(2026, 5, 4, 9, 58, 12, tzinfo=UTC)
    assert answers(received) == {
        "101": "Nouméa",
        "102": ["Law, sea", "Trade"],
        "103": [{"name": "Drive file 1AbC", "url": "https://drive.google.com/open?id=1AbC"}],
        "104": {"Food": "Good", "Rooms": None},
        "105": {"Mon": ["AM", "PM"]},
        "106": "2026-06-01",
        "107": {"x": 1},
    }
    assert entry(received, "101").label == "Nom"


def test_a_grid_by_its_rows_or_as_a_table() -> None:
    assert placed(WORD, BODY, {"104.Food": "food"}).answers == {"food": "Good"}
    table = placed(WORD, BODY, {"104": "quality", "104.row": "quality.what", "104.answer": "quality.how"})
    assert table.answers == {"quality": [{"what": "Food", "how": "Good"}, {"what": "Rooms", "how": None}]}


def test_the_address_of_the_respondent_may_be_mapped_and_is_not_missed() -> None:
    found = placed(WORD, BODY, {"respondent_email": "email"}, ignore=tuple(str(n) for n in range(101, 108)))
    assert found.answers == {"email": "ana@example.org"}
    assert found.unmapped == ()


def signed(body: bytes, secret: str = SECRET, now: datetime = NOW) -> dict[str, str]:
    time = str(int(now.timestamp()))
    digest = hmac.digest(secret.encode(), f"{time}.".encode() + body, "sha256")
    return {"x-chancery-time": time, "x-chancery-signature": "v1," + base64.b64encode(digest).decode()}


def test_what_the_script_signs_is_proved() -> None:
    body = as_bytes(BODY)
    assert proves(WORD, body, signed(body))
    assert proves(WORD, body, signed(body), "another", SECRET)
    assert proves(WORD, body, {}, in_address=SECRET)
    assert proves(WORD, body, {"x-chancery-secret": SECRET})


def test_what_is_forged_is_not() -> None:
    body = as_bytes(BODY)
    headers = signed(body)
    for now in (NOW - timedelta(minutes=6), NOW + timedelta(minutes=6)):
        assert not proves(WORD, body, signed(body, now=now))
    assert not proves(WORD, body + b" ", headers)
    assert not proves(WORD, json.dumps(BODY, ensure_ascii=False).encode(), headers)
    assert not proves(WORD, body, headers | {"x-chancery-time": "0"})
    assert not proves(WORD, body, headers | {"x-chancery-signature": headers["x-chancery-signature"][:-1]})
    assert not proves(WORD, body, {}, in_address=SECRET[:-1])
    assert not proves(WORD, body, {})


def node() -> str:
    """The JavaScript engine of this machine, or the one that Playwright brings."""
    found = shutil.which("node")
    if found:
        return found
    driver = Path(pytest.importorskip("playwright").__file__).parent / "driver/node"
    return str(driver) if driver.exists() else pytest.skip("no JavaScript engine")


def test_the_script_as_it_is_shipped() -> None:
    """Run with stand-ins for Google's services: refused once with 503, then taken by the trigger that sends again."""
    program = (REPOSITORY / "tests/sources/samples/google_services.js").read_text() + (
        REPOSITORY / "docs/sources/google-forms.gs"
    ).read_text()
    ran = subprocess.run(
        [node(), "-"],
        input=program + "\nrehearse();",
        env={**os.environ, "REHEARSAL_SECRET": SECRET},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    first, second = json.loads(ran.stdout)["requests"]
    assert json.loads(ran.stdout)["pending"] == []
    for request in (first, second):
        body = request["payload"].encode()
        headers = {name.lower(): value for name, value in request["headers"].items()}
        assert proves(WORD, body, headers, now=datetime.now(UTC))
        received = read(WORD, body)
        assert received.submission_id == "2_ABaOnuexample"
        assert answers(received)["101"] == "Nouméa 🌊"
        assert placed(WORD, body, {"104.Food": "food"}).answers == {"food": "Good"}


def test_named_values() -> None:
    received = read(WORD, json.loads(shared("google_forms/apps_script_official_namedValues.json").read_text()))
    assert answers(received) == {"First Name": "Jane", "Last Name": "Doe"}
    assert entry(received, "Timestamp").is_system


def test_values_by_position() -> None:
    received = read(WORD, shared("google_forms/apps_script_official_values.json").read_bytes())
    assert answers(received)["values.2"] == "Bob"
    assert len(received.entries) == 8


def test_a_whole_event_of_a_sheet() -> None:
    body = {
        "authMode": "FULL",
        "namedValues": {"Name": ["Ana"], "Empty": [""]},
        "range": {"columnStart": 1, "rowStart": 7},
        "values": ["5/4/2026 9:58:12", "Ana", ""],
        "triggerUid": "12",
    }
    received = read(WORD, body)
    assert answers(received) == {"Name": "Ana", "Empty": None}
    found = placed(WORD, body, {"values.1": "name", "range.rowStart": "$submission"}, ignore=("Name", "Empty"))
    assert (found.answers, found.received.submission_id, found.unmapped) == ({"name": "Ana"}, "7", ())


def test_equal_titles_are_told_where_the_answer_is_wanted() -> None:
    body = {"namedValues": {"Name": ["Ana", "Lagos"], "City": ["", "Lagos"]}}
    assert answers(read(WORD, body))["City"] == "Lagos"
    with pytest.raises(Unreadable, match="Several questions are called 'Name'"):
        placed(WORD, body, {"Name": "name"})
    assert placed(WORD, body, {"City": "city"}, ignore=("Name",)).answers == {"city": "Lagos"}


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ({"Name": ["Ana"], "Topics": ["A", "B"]}, {"Name": "Ana", "Topics": ["A", "B"]}),
        ({"9": {"title": "Name", "type": "TEXT", "value": "Ana"}}, {"9": "Ana"}),
        ({"formId": "f", "answers": {"Name": "Ana"}}, {"answers.Name": "Ana"}),
        ({"responseId": "r", "Name": "Ana"}, {"Name": "Ana"}),
    ],
)
def test_scripts_of_others(body: object, wanted: dict[str, object]) -> None:
    assert answers(read(WORD, body)) == wanted


def test_answers_inside_are_known_by_their_own_name_too() -> None:
    assert placed(WORD, {"answers": {"name": "Ana"}}, {}, "name").answers == {"name": "Ana"}


def test_an_event_of_a_form_loses_its_answers_in_json() -> None:
    with pytest.raises(Unreadable, match="use the script of this service"):
        read(WORD, {"authMode": "FULL", "response": {}, "source": {}, "triggerUid": "1"})


def test_a_response_of_the_forms_api() -> None:
    body = {"responseId": "r1", "createTime": "2026-05-04T09:00:00Z", "answers": {"q": {"textAnswers": {}}}}
    assert read(WORD, body).submission_id == "r1"


@given(hostile("items", "namedValues", "values", "answers", "responseId", "response", "range", "id", "type", "value"))
def test_hostile_bodies(body: bytes) -> None:
    is_read_or_refused(WORD, body)
