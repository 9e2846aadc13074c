"""SurveyMonkey: signed events without answers, and responses with their details."""

import base64
import hmac
import json
from datetime import UTC, datetime

import pytest
from deliveries import as_bytes, hostile, is_read_or_refused, placed, proves
from hypothesis import given
from sent import answers, entry, read
from shared_samples import shared

from connectors.errors import Unreadable

WORD = "surveymonkey"
EVENT = {
    "event_type": "response_completed",
    "event_id": "e1",
    "object_type": "response",
    "object_id": "r1",
    "event_datetime": "2026-05-04T09:58:12.5+00:00",
    "resources": {"survey_id": "s1", "collector_id": "c1"},
}
DETAILS = {
    "id": "r1",
    "survey_id": "s1",
    "response_status": "completed",
    "date_modified": "2026-05-04T10:00:00+00:00",
    "date_created": "2026-05-04T09:00:00+00:00",
    "ip_address": "192.0.2.1",
    "custom_variables": {"office": "Suva"},
    "pages": [
        {
            "id": "p1",
            "questions": [
                {"id": "q1", "heading": "Name", "answers": [{"text": "Ana", "simple_text": "Ana"}]},
                {"id": "q2", "answers": [{"choice_id": "11", "simple_text": "Red"}]},
                {"id": "q3", "answers": [{"choice_id": "21"}, {"other_id": "29", "text": "Mauve"}]},
                {"id": "q4", "answers": [{"row_id": "a", "text": "Lagos"}, {"row_id": "b", "text": "NG"}]},
                {"id": "q5", "answers": [{"row_id": "a", "col_id": "x", "choice_id": "31"}]},
                {"id": "q6", "answers": [{"row_id": "a", "choice_id": "41"}, {"row_id": "a", "choice_id": "42"}]},
                {
                    "id": "q7",
                    "answers": [{"text": "cv.pdf", "download_url": "https://files.example.org/1", "content_type": "x"}],
                },
                {"id": "q8", "answers": []},
            ],
        },
        {"id": "p2", "questions": None},
    ],
}


def test_an_event_must_be_fetched() -> None:
    received = read(WORD, EVENT)
    assert (received.delivery_id, received.submission_id, received.to_fetch) == ("e1", "r1", "r1")
    assert received.submitted_at == datetime(2026, 5, 4, 9, 58, 12, 500000, tzinfo=UTC)
    assert not received.is_partial
    assert entry(received, "resources.survey_id").is_system
    assert read(WORD, EVENT | {"event_type": "response_created"}).is_partial


@pytest.mark.parametrize(
    ("kind", "reason"),
    [
        ("response_deleted", "deleted"),
        ("response_disqualified", "does not count"),
        ("response_overquota", "does not count"),
        ("survey_updated", "no response"),
    ],
)
def test_events_that_are_no_answers(kind: str, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(WORD, EVENT | {"event_type": kind})


@pytest.mark.parametrize("body", [DETAILS, {"data": [DETAILS]}])
def test_details(body: object) -> None:
    received = read(WORD, body)
    assert (received.submission_id, received.version) == ("r1", "2026-05-04T10:00:00+00:00")
    assert answers(received) == {
        "q1": "Ana",
        "q2": "Red",
        "q3": ["21", "Mauve"],
        "q4": {"a": "Lagos", "b": "NG"},
        "q5": {"a": {"x": "31"}},
        "q6": {"a": ["41", "42"]},
        "q7": [{"name": "cv.pdf", "url": "https://files.example.org/1"}],
        "q8": None,
        "custom_variables.office": "Suva",
    }
    assert entry(received, "q1").label == "Name"
    assert placed(WORD, body, {"q4.a": "city", "q5.a.x": "kind"}).answers == {"city": "Lagos", "kind": "31"}


def test_partial_and_uncounted_details() -> None:
    assert read(WORD, DETAILS | {"response_status": "partial"}).is_partial
    with pytest.raises(Unreadable, match="overquota"):
        read(WORD, DETAILS | {"response_status": "overquota"})
    with pytest.raises(Unreadable, match="2 responses"):
        read(WORD, {"data": [DETAILS, DETAILS]})


def test_the_signature_as_documented() -> None:
    computed = json.loads(shared("_reconstructed/computed_signatures.json").read_text())
    case = next(one for one in computed["cases"] if one["provider"] == WORD)
    body = shared(case["file"]).read_bytes()
    headers = {name.lower(): value for name, value in case["header"].items()}
    secret = f"{case['api_key']}&{computed['secret']}"
    assert proves(WORD, body, headers, secret)
    assert proves(WORD, body, headers, "other&one", secret)
    assert not proves(WORD, body, headers, computed["secret"])
    assert not proves(WORD, body[:-1], headers, secret)
    assert not proves(WORD, json.dumps(json.loads(body)).encode(), headers, secret)
    assert read(WORD, body).to_fetch == "123456"


def test_a_signature_by_the_formula() -> None:
    body = as_bytes(EVENT)
    right = base64.b64encode(hmac.digest(b"client&secret", body, "sha1")).decode()
    assert proves(WORD, body, {"sm-signature": right}, "client&secret")
    hexadecimal = hmac.digest(b"client&secret", body, "sha1").hex()
    stronger = base64.b64encode(hmac.digest(b"client&secret", body, "sha256")).decode()
    for wrong in ("", hexadecimal, stronger, right[:-1], right.lower()):
        assert not proves(WORD, body, {"sm-signature": wrong}, "client&secret")
    assert not proves(WORD, body, {}, "client&secret")


@given(hostile("event_type", "object_id", "pages", "questions", "answers", "data", "id", "row_id", "response_status"))
def test_hostile_bodies(body: bytes) -> None:
    is_read_or_refused(WORD, body)
