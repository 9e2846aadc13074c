"""No body, however malformed, raises anything but Unreadable in any source."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sent import JSON, multipart, proves, survives

PATIENTLY = settings(suppress_health_check=[HealthCheck.too_slow], max_examples=60)
WORDS = ["tally", "jotform", "formbricks", "fillout", "formspree", "paperform", "generic", "github", "stripe"]
KEYS = st.sampled_from(
    [
        *("eventType", "data", "fields", "key", "label", "type", "value", "options", "rows", "columns", "id", "text"),
        *("event", "updatedAt", "finished", "variables", "submission", "questions", "calculations", "url", "filename"),
        *("rawRequest", "answers", "temp_upload", "pretty", "q3_name", "month", "day", "year", "hour", "full", "other"),
        *("custom_key", "trigger", "created", "object", "payload", "_gotcha", "_date", "enterprise_server"),
    ]
)
WORDY = st.sampled_from(
    ["FORM_RESPONSE", "responseFinished", "FILE", "MATRIX", "https://[x/uploads/", "[{", "99", "²", "[{}]"]
)
SHAPED = st.recursive(
    JSON | WORDY, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=5), max_leaves=10
)
KINDS = st.sampled_from(
    [
        "",
        "application/json",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=xyz",
        "multipart/form-data",
    ]
)
BYTES = st.binary(max_size=200) | st.binary(max_size=80).map(
    lambda some: b"--xyz\r\nContent-Disposition: form-data;" + some
)


@pytest.mark.parametrize("word", WORDS)
@PATIENTLY
@given(body=BYTES, kind=KINDS)
def test_any_bytes(word: str, body: bytes, kind: str) -> None:
    survives(word, body, {"content-type": kind})


@pytest.mark.parametrize("word", WORDS)
@PATIENTLY
@given(body=st.dictionaries(KEYS, SHAPED, max_size=6))
def test_any_object(word: str, body: dict[str, Any]) -> None:
    survives(word, json.dumps(body).encode(), {"content-type": "application/json"})


STARTS: dict[str, dict[str, Any]] = {
    "tally": {"eventType": "FORM_RESPONSE"},
    "formbricks": {"event": "responseUpdated"},
    "stripe": {"object": "event"},
}


@pytest.mark.parametrize("word", WORDS)
@PATIENTLY
@given(inner=st.dictionaries(KEYS, SHAPED, max_size=6), listed=st.lists(SHAPED, max_size=3))
def test_any_answers(word: str, inner: dict[str, Any], listed: list[Any]) -> None:
    for found in (inner, {**inner, "fields": listed, "questions": listed, "data": inner}, listed):
        body = {**STARTS.get(word, {}), "data": found, "submission": found, "rawRequest": found}
        survives(word, json.dumps(body).encode(), {})


@PATIENTLY
@given(name=st.text(max_size=20), value=st.text(max_size=30))
def test_any_form_field(name: str, value: str) -> None:
    for word in ("generic", "github", "jotform"):
        try:
            body = multipart((name, value))
        except UnicodeEncodeError:
            return
        survives(word, body, {"content-type": "multipart/form-data; boundary=xyz"})


@pytest.mark.parametrize("word", WORDS)
@PATIENTLY
@given(header=st.text(max_size=40), body=st.binary(max_size=20))
def test_no_header_breaks_a_proof(word: str, header: str, body: bytes) -> None:
    names = ("authorization", "x-chancery-secret", "webhook-id", "webhook-timestamp", "webhook-signature")
    named = (*names, "tally-signature", "formspree-signature", "x-hub-signature-256", "stripe-signature")
    assert not proves(word, body, dict.fromkeys(named, header), in_address=header + "x")
