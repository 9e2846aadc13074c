"""Forged, borrowed and malformed proofs are refused by every source, and never raise."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shared_samples import shared
from standardwebhooks import Webhook

from connectors.ports import HookRequest
from connectors.sources import SOURCES
from connectors.sources.signatures import HmacScheme

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
BODY = '{"data": {"city": "Nouméa"}}'.encode()
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_" + base64.b64encode(b"another secret of 24 byt").decode()
PROOF = {
    "typeform": "typeform-signature",
    "kobotoolbox": "authorization",
    "standard-webhooks": "webhook-signature",
}
WORDS = pytest.mark.parametrize("word", list(PROOF))


def proves(word: str, headers: dict[str, str], *secrets: str, body: bytes = BODY, now: datetime = NOW) -> bool:
    return SOURCES[word].authentic(HookRequest(body, headers), secrets or (SECRET,), now)


def signed(word: str, secret: str = SECRET, body: bytes = BODY, now: datetime = NOW) -> dict[str, str]:
    return dict(SOURCES[word].sign(body, secret, now))


@WORDS
def test_what_a_source_signs_it_proves(word: str) -> None:
    assert proves(word, signed(word))


@WORDS
def test_either_of_two_live_secrets_proves(word: str) -> None:
    assert proves(word, signed(word), OTHER, SECRET)
    assert proves(word, signed(word, OTHER), OTHER, SECRET)
    assert not proves(word, signed(word), OTHER)


@WORDS
def test_without_a_live_secret_nothing_is_proved(word: str) -> None:
    request = HookRequest(BODY, signed(word))
    assert not SOURCES[word].authentic(request, [], NOW)
    assert not SOURCES[word].authentic(request, [""], NOW)


@WORDS
def test_the_empty_secret_is_never_live(word: str) -> None:
    assert not proves(word, signed(word, ""), "")
    assert not proves("standard-webhooks", signed("standard-webhooks", "whsec_"), "whsec_")


@WORDS
@pytest.mark.parametrize(
    "forged",
    [
        "",
        " ",
        "x",
        "sha256=",
        "v1,",
        "Basic",
        "Basic ",
        "Basic Og==",
        "é",
        "\udcff",
        "v1," + "é" * 44,
        "\0",
        "Basic é",
    ],
)
def test_forged_proofs(word: str, forged: str) -> None:
    assert not proves(word, {**signed(word), PROOF[word]: forged})


@WORDS
def test_no_headers_at_all(word: str) -> None:
    assert not proves(word, {})


@pytest.mark.parametrize("word", ["typeform", "standard-webhooks"])
def test_the_signature_of_another_body(word: str) -> None:
    assert not proves(word, signed(word), body=BODY + b" ")


@WORDS
def test_bodies_of_any_bytes_are_proved_as_they_came(word: str) -> None:
    body = b"\xff\xfe\0\xed\xa0\x80 not UTF-8"
    assert proves(word, signed(word, body=body), body=body)


def test_typeform_wrong_prefix_and_hex_where_base64_is_due() -> None:
    right = signed("typeform")["typeform-signature"]
    plain = right.removeprefix("sha256=")
    hexadecimal = hmac.digest(SECRET.encode(), BODY, "sha256").hex()
    for wrong in (
        plain,
        "sha1=" + plain,
        "SHA256=" + plain,
        "sha256=" + hexadecimal,
        right + " ",
        right[:-1],
        right + right,
    ):
        assert not proves("typeform", {"typeform-signature": wrong})


def test_typeform_agrees_with_the_documented_formula() -> None:
    proof = base64.b64encode(hmac.new(SECRET.encode(), BODY, hashlib.sha256).digest()).decode()
    assert signed("typeform") == {"typeform-signature": "sha256=" + proof}


@pytest.mark.parametrize("secret", [SECRET, "pässwörd", "with:colon", "with blank"])
def test_kobotoolbox_takes_basic_or_its_own_header(secret: str) -> None:
    wire = secret.encode().decode("latin-1")  # as a WSGI server shows it
    assert proves("kobotoolbox", signed("kobotoolbox", secret), secret)
    assert proves("kobotoolbox", {"x-chancery-secret": wire}, secret)
    assert not proves("kobotoolbox", {"x-chancery-secret": wire[:-1]}, secret)
    assert not proves("kobotoolbox", {"authorization": "Bearer " + wire}, secret)


@pytest.mark.parametrize("offset", [-301, 301, -86_400])
def test_standard_webhooks_out_of_time(offset: int) -> None:
    assert not proves("standard-webhooks", signed("standard-webhooks", now=NOW + timedelta(seconds=offset)))


@pytest.mark.parametrize("offset", [-300, 0, 300])
def test_standard_webhooks_in_time(offset: int) -> None:
    assert proves("standard-webhooks", signed("standard-webhooks", now=NOW + timedelta(seconds=offset)))


@pytest.mark.parametrize("time", ["", "hello", "-1", "1e9", " 1777888800", "١٧٧٧٨٨٨٨٠٠", "9" * 40, "nan"])
def test_standard_webhooks_broken_times(time: str) -> None:
    headers = {**signed("standard-webhooks"), "webhook-timestamp": time}
    assert not proves("standard-webhooks", headers)


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_standard_webhooks_missing_headers(missing: str) -> None:
    headers = signed("standard-webhooks")
    del headers[missing]
    assert not proves("standard-webhooks", headers)


def test_standard_webhooks_several_signatures() -> None:
    right = signed("standard-webhooks")
    other = signed("standard-webhooks", OTHER)["webhook-signature"]
    for line in (
        f"{other} {right['webhook-signature']}",
        f"{right['webhook-signature']} v2,abc",
        f"v1, {right['webhook-signature']}",
    ):
        assert proves("standard-webhooks", {**right, "webhook-signature": line})
    for line in (
        other,
        right["webhook-signature"].replace("v1,", "v2,"),
        right["webhook-signature"].replace("v1,", "v1a,"),
    ):
        assert not proves("standard-webhooks", {**right, "webhook-signature": line})


@given(st.text(st.characters(codec="utf-8"), max_size=200), st.binary(min_size=24, max_size=64))
def test_standard_webhooks_agrees_with_the_reference_library(text: str, raw: bytes) -> None:
    secret = "whsec_" + base64.b64encode(raw).decode()
    ours = signed("standard-webhooks", secret, text.encode())
    theirs = Webhook(secret).sign(ours["webhook-id"], NOW, text)
    assert ours["webhook-signature"] == theirs


def test_the_reference_library_verifies_what_we_sign() -> None:
    now = datetime.now(UTC)
    body = b'{"type": "x", "data": {}}'
    assert Webhook(SECRET).verify(body, signed("standard-webhooks", SECRET, body, now)) == json.loads(body)


def test_the_official_vectors() -> None:
    vectors = json.loads(shared("standard_webhooks/vectors.json").read_text())
    sample = vectors["sign_vector"]
    body, now = sample["body"].encode(), datetime.fromtimestamp(sample["webhook-timestamp"], UTC)
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    headers = {name: str(sample[name]) for name in names}
    assert proves("standard-webhooks", headers, sample["secret"], body=body, now=now)
    assert proves("standard-webhooks", headers, sample["secret"].removeprefix("whsec_"), body=body, now=now)
    for case in vectors["must_reject"]:
        changed = {name: case[name] for name in names if name in case}
        assert not changed or not proves(
            "standard-webhooks", {**headers, **changed}, sample["secret"], body=body, now=now
        )
    for line in (c["webhook-signature"] for c in vectors["must_accept"] if "webhook-signature" in c):
        several = line.replace("<valid v1 signature>", headers["webhook-signature"])
        assert proves(
            "standard-webhooks",
            {**headers, "webhook-signature": several},
            sample["secret"],
            body=body,
            now=now,
        )
    for secret in vectors["must_accept"][-1]["secrets"]:
        assert proves("standard-webhooks", signed("standard-webhooks", secret), secret)


def test_the_signature_of_a_recorded_typeform_delivery() -> None:
    computed = json.loads(shared("_reconstructed/computed_signatures.json").read_text())
    case = next(c for c in computed["cases"] if c.get("file") == "typeform/official_docs_2018.json")
    body = shared(case["file"]).read_bytes()
    headers = {name.lower(): value for name, value in case["header"].items()}
    assert proves("typeform", headers, computed["secret"], body=body)


@given(
    st.dictionaries(
        st.sampled_from([*PROOF.values(), "webhook-id", "webhook-timestamp", "x-chancery-secret"]), st.text()
    )
)
def test_no_headers_break_a_check(headers: dict[str, str]) -> None:
    for word in PROOF:
        assert not proves(word, headers)


def test_a_scheme_may_be_hexadecimal() -> None:
    scheme = HmacScheme(header="x-hub-signature-256", encoding="hex", prefix="sha256=")
    proof = "sha256=" + hmac.digest(b"key", BODY, "sha256").hex()
    assert scheme.proves(HookRequest(BODY, {"x-hub-signature-256": proof}), [b"key"])
    assert not scheme.proves(HookRequest(BODY, {"x-hub-signature-256": proof.upper()}), [b"key"])


def test_a_signed_header_that_is_missing_cannot_be_signed() -> None:
    with pytest.raises(ValueError, match="needs the headers"):
        HmacScheme(header="s", signed="{webhook-id}.{body}").sign(BODY, {}, b"key")
