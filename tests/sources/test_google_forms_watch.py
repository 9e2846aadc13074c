"""Google Forms by a watch: pushes proved by Google's token, and responses as the Forms API gives them."""

import base64
import hmac
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta

import httpx
import pytest
from deliveries import hostile, is_read_or_refused, proves
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from sent import NOW, SECRET, answers, read
from shared_samples import shared

from connectors.errors import Unreadable
from connectors.ports import HookRequest
from connectors.sources import google_keys
from connectors.sources.google_keys import GoogleKeys
from connectors.sources.google_token import GoogleToken

WORD = "google-forms-watch"
KEY = RSAKey.generate_key(2048, parameters={"kid": "one"})
PUBLIC = KeySet.import_key_set({"keys": [KEY.as_dict(private=False)]})
ACCOUNT = "push@office.iam.gserviceaccount.com"
AUDIENCE = "https://chancery.example.org/hooks/f/google-forms-watch"
PUSHER = f"{ACCOUNT} {AUDIENCE}"
PROOF = GoogleToken(lambda _now: PUBLIC)
CLAIMS = {
    "iss": "https://accounts.google.com",
    "aud": AUDIENCE,
    "email": ACCOUNT,
    "email_verified": True,
    "iat": int(NOW.timestamp()) - 10,
    "exp": int(NOW.timestamp()) + 3600,
}
PUSH = {
    "message": {
        "attributes": {"eventType": "RESPONSES", "formId": "form", "watchId": "watch"},
        "messageId": "1",
        "publishTime": "2026-05-04T09:59:00Z",
    },
    "subscription": "projects/office/subscriptions/forms",
}


def bearer(claims: Mapping[str, object] = CLAIMS, key: RSAKey = KEY, **header: str) -> dict[str, str]:
    token = jwt.encode({"alg": "RS256", "kid": "one", **header}, dict(claims), key, algorithms=["RS256", "RS512"])
    return {"authorization": "Bearer " + token}


def holds(headers: Mapping[str, str], *secrets: str, proof: GoogleToken = PROOF, in_address: str = "") -> bool:
    return proof.holds(HookRequest(b"{}", headers, in_address), secrets or (PUSHER,), NOW)


def test_a_token_of_google_for_us() -> None:
    assert holds(bearer())
    assert holds(bearer(), SECRET, PUSHER)
    assert holds(bearer(), f"other@office.iam.gserviceaccount.com {AUDIENCE}", PUSHER)


@pytest.mark.parametrize(
    "claim",
    [
        {"iss": "https://accounts.example.org"},
        {"aud": AUDIENCE + "/x"},
        {"aud": [AUDIENCE]},
        {"email": "push@other.iam.gserviceaccount.com"},
        {"email_verified": False},
        {"exp": int(NOW.timestamp()) - 61},
        {"exp": "tomorrow"},
        {"iat": int(NOW.timestamp()) + 61},
    ],
)
def test_a_token_that_says_something_else(claim: dict[str, object]) -> None:
    assert not holds(bearer({**CLAIMS, **claim}))


@pytest.mark.parametrize("missing", list(CLAIMS))
def test_a_token_that_says_too_little(missing: str) -> None:
    assert not holds(bearer({name: value for name, value in CLAIMS.items() if name != missing}))


def test_a_token_that_google_did_not_sign() -> None:
    other = RSAKey.generate_key(2048, parameters={"kid": "one"})
    assert not holds(bearer(key=other))
    assert not holds(bearer(alg="RS512"))
    assert not holds(bearer(kid="two"))
    header, claims, signature = bearer()["authorization"].split(".")
    assert not holds({"authorization": f"{header}.{claims}."})
    assert not holds({"authorization": f"{header}.{claims}.{signature[:-4]}"})
    symmetric = base64.urlsafe_b64encode(b'{"alg":"HS256","kid":"one"}').rstrip(b"=").decode()
    digest = hmac.digest(KEY.as_pem(private=False), f"{symmetric}.{claims}".encode(), "sha256")
    confused = f"{symmetric}.{claims}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}"
    assert not holds({"authorization": "Bearer " + confused})
    nothing = "eyJhbGciOiJub25lIn0." + claims + "."
    assert not holds({"authorization": "Bearer " + nothing})


@given(st.text(), st.sampled_from(["", "Bearer ", "bearer ", "Basic "]))
def test_no_header_breaks_the_check(text: str, before: str) -> None:
    assert not holds({"authorization": before + text})


def test_what_names_the_account_is_no_secret() -> None:
    assert not holds({"x-chancery-secret": PUSHER})
    assert not holds({}, PUSHER, in_address=PUSHER)
    assert not holds(bearer(), ACCOUNT)  # without an audience nothing is proved
    assert holds({}, SECRET, in_address=SECRET)


def test_without_keys_nothing_is_proved() -> None:
    assert not holds(bearer(), proof=GoogleToken(lambda _now: None))


def test_keys_are_kept_and_outlive_a_failure() -> None:
    asked: list[KeySet | None] = []

    def fetch(found: KeySet | None) -> Callable[[], KeySet | None]:
        return lambda: asked.append(found) or found

    keys = GoogleKeys(fetch(None))
    assert keys(NOW) is None
    assert keys(NOW + timedelta(seconds=30)) is None
    assert len(asked) == 1
    keys.fetch = fetch(PUBLIC)
    assert keys(NOW + timedelta(seconds=61)) is PUBLIC
    keys.fetch = fetch(None)
    assert keys(NOW + timedelta(hours=2)) is PUBLIC
    assert len(asked) == 3


def test_keys_as_google_publishes_them(monkeypatch: pytest.MonkeyPatch) -> None:
    def answering(status: int, content: object) -> None:
        answer = httpx.Response(status, json=content, request=httpx.Request("GET", google_keys.ADDRESS))
        monkeypatch.setattr(httpx, "get", lambda *_args, **_kwargs: answer)

    answering(200, {"keys": [KEY.as_dict(private=False)]})
    found = google_keys.fetched()
    assert found is not None
    assert holds(bearer(), proof=GoogleToken(lambda _now: found))
    for status, content in ((500, {}), (200, {}), (200, {"keys": [{"kty": "?"}]}), (200, [])):
        answering(status, content)
        assert google_keys.fetched() is None


def test_a_true_secret_in_the_address() -> None:
    assert proves(WORD, PUSH, {}, in_address=SECRET)
    assert not proves(WORD, PUSH, {}, in_address="x")


def test_a_push_says_only_that_there_is_something() -> None:
    received = read(WORD, PUSH)
    assert (received.delivery_id, received.to_fetch, answers(received)) == ("1", "form", {})
    assert received.submitted_at == datetime(2026, 5, 4, 9, 59, tzinfo=UTC)


def test_pushes_that_are_of_no_response() -> None:
    with pytest.raises(Unreadable, match="the questions of the form have changed"):
        read(WORD, {"message": {"attributes": {"eventType": "SCHEMA", "formId": "f"}, "messageId": "1"}})
    with pytest.raises(Unreadable, match="no event of a Google form"):
        read(WORD, shared("google_forms/pubsub_push_official_envelope.json").read_bytes())


RESPONSE = {
    "responseId": "r1",
    "createTime": "2026-05-04T09:00:00.100Z",
    "lastSubmittedTime": "2026-05-04T09:30:00.123456Z",
    "respondentEmail": "ana@example.org",
    "totalScore": 2,
    "answers": {
        "0a": {"questionId": "0a", "textAnswers": {"answers": [{"value": "Ana"}]}},
        "0b": {"textAnswers": {"answers": [{"value": "A"}, {"value": "B"}]}, "grade": {"score": 2, "correct": True}},
        "0c": {
            "fileUploadAnswers": {"answers": [{"fileId": "1x", "fileName": "cv.pdf", "mimeType": "application/pdf"}]}
        },
        "0d": {"textAnswers": {}, "grade": {}},
    },
}


@pytest.mark.parametrize("body", [RESPONSE, {"responses": [RESPONSE]}])
def test_a_response_fetched(body: object) -> None:
    received = read(WORD, body)
    assert received.submission_id == "r1"
    assert received.version == "2026-05-04T09:30:00.123456Z"
    assert received.submitted_at == datetime(2026, 5, 4, 9, 30, 0, 123456, tzinfo=UTC)
    assert answers(received) == {
        "0a": "Ana",
        "0b": ["A", "B"],
        "0c": [{"name": "cv.pdf", "url": "https://drive.google.com/open?id=1x"}],
        "0d": None,
    }


def test_several_responses_in_one_body() -> None:
    with pytest.raises(Unreadable, match="2 responses"):
        read(WORD, {"responses": [RESPONSE, RESPONSE]})


@given(hostile("message", "attributes", "eventType", "responses", "responseId", "answers", "textAnswers"))
def test_hostile_bodies(body: bytes) -> None:
    is_read_or_refused(WORD, body)
