"""Netlify Forms: signed webhooks, and events that a function passes on."""

import base64
import json
from datetime import UTC, datetime

import pytest
from deliveries import as_bytes, hostile, is_read_or_refused, placed, proves
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import OctKey
from sent import SECRET, answers, entry, read
from shared_samples import shared

from connectors.errors import Unreadable
from connectors.sources.netlify_token import NetlifyToken

WORD = "netlify"
HEADER = "x-webhook-signature"
PAYLOAD = {
    "number": 3,
    "id": "n1",
    "form_id": "f1",
    "form_name": "apply",
    "site_url": "https://office.example.org",
    "created_at": "2026-05-04T09:58:12.598Z",
    "email": "ana@example.org",
    "data": {
        "name": "Ana",
        "topics": ["Law", "Trade"],
        "cv": {"filename": "cv.pdf", "type": "application/pdf", "size": 1, "url": "https://files.example.org/cv.pdf"},
        "number": "12",
        "ip": "192.0.2.1",
        "bot-field": "",
    },
    "ordered_human_fields": [{"title": "Your name", "name": "name", "value": "Ana"}],
}


@pytest.mark.parametrize("body", [PAYLOAD, {"payload": PAYLOAD, "site": {"id": "x"}}])
def test_a_submission(body: object) -> None:
    received = read(WORD, body)
    assert (received.delivery_id, received.submission_id) == ("n1", "n1")
    assert received.submitted_at == datetime(2026, 5, 4, 9, 58, 12, 598000, tzinfo=UTC)
    assert answers(received) == {
        "name": "Ana",
        "topics": ["Law", "Trade"],
        "cv": [{"name": "cv.pdf", "url": "https://files.example.org/cv.pdf"}],
        "number": "12",
    }
    assert entry(received, "name").label == "Your name"
    assert placed(WORD, body, {}, "name", "number").answers == {"name": "Ana", "number": "12"}
    assert placed(WORD, body, {"netlify.form_name": "which"}).answers == {"which": "apply"}


def test_the_recorded_event_of_a_function() -> None:
    received = read(WORD, shared("netlify/submission_created_function_event.json").read_bytes())
    assert answers(received) == {"name": "ben", "email": "redacted@example.org", "message": "test", "slug": ""}
    assert received.delivery_id == ""


def test_a_body_without_a_submission() -> None:
    with pytest.raises(Unreadable, match="no submission"):
        read(WORD, {"payload": {"id": "1"}})


def test_the_signature_as_documented() -> None:
    computed = json.loads(shared("_reconstructed/computed_signatures.json").read_text())
    case = next(one for one in computed["cases"] if one["provider"] == WORD)
    body = shared(case["file"]).read_bytes()
    token = case["header"]["X-Webhook-Signature"]
    assert proves(WORD, body, {HEADER: token}, "other", computed["secret"])
    assert not proves(WORD, body + b"\n", {HEADER: token}, computed["secret"])
    assert not proves(WORD, json.dumps(json.loads(body)).encode(), {HEADER: token}, computed["secret"])


def token(claims: dict[str, object], secret: str = SECRET, **header: str) -> str:
    return jwt.encode({"alg": "HS256", **header}, claims, OctKey.import_key(secret), algorithms=["HS256", "HS512"])


def test_what_another_library_signs() -> None:
    body = as_bytes(PAYLOAD)
    shown = NetlifyToken().show(body, SECRET, datetime.now(UTC)).headers
    claims = jwt.decode(shown[HEADER], OctKey.import_key(SECRET), algorithms=["HS256"]).claims
    assert proves(WORD, body, {HEADER: token(claims)})
    assert proves(WORD, body, {HEADER: shown[HEADER]})
    for wrong in ({"iss": "x"}, {"sha256": "0" * 64}, {"sha256": None}):
        assert not proves(WORD, body, {HEADER: token(claims | wrong)})
    assert not proves(WORD, body, {HEADER: token(claims, alg="HS512")})
    assert not proves(WORD, body, {HEADER: token(claims, SECRET + "x")})


def test_an_unsigned_token_is_refused_whatever_it_says() -> None:
    body = as_bytes(PAYLOAD)
    header, claims, signature = NetlifyToken().show(body, SECRET, datetime.now(UTC)).headers[HEADER].split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none"}').rstrip(b"=").decode()
    for forged in (
        f"{none}.{claims}.",
        f"{none}.{claims}.{signature}",
        f"{header}.{claims}.",
        f"{header}.{claims}",
        "",
    ):
        assert not proves(WORD, body, {HEADER: forged})
    assert not proves(WORD, body, {HEADER: f"{header}.{claims}.{signature}"}, "")


@given(st.text())
def test_no_header_breaks_the_check(text: str) -> None:
    assert not proves(WORD, PAYLOAD, {HEADER: text})
    assert not proves(WORD, PAYLOAD, {HEADER: f"{text}.{text}.{text}"})


def test_a_function_shows_the_secret() -> None:
    assert proves(WORD, PAYLOAD, {}, in_address=SECRET)
    assert proves(WORD, PAYLOAD, {"x-chancery-secret": SECRET})
    assert not proves(WORD, PAYLOAD, {})


@given(hostile("payload", "data", "human_fields", "ordered_human_fields", "id", "url", "created_at"))
def test_hostile_bodies(body: bytes) -> None:
    is_read_or_refused(WORD, body)
