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

from connectors.ports import HookRequest, Shown
from connectors.sources import SOURCES
from connectors.sources.body_token import BodyToken
from connectors.sources.either import Either
from connectors.sources.proofs import AnySecret
from connectors.sources.signatures import HmacScheme

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
BODY = '{"data": {"city": "Nouméa"}}'.encode()
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_" + base64.b64encode(b"another secret of 24 byt").decode()
WORDS = pytest.mark.parametrize("word", list(SOURCES))
PUSHER = "push@office.iam.gserviceaccount.com https://chancery.example.org/hooks/f/google-forms-watch"
"""A secret of google-forms-watch with which nothing can be shown: only Google makes its tokens (see its own tests)."""

UNSIGNED = frozenset(
    {
        *("kobotoolbox", "jotform", "fillout", "paperform", "generic", "google-forms-watch", "microsoft-forms"),
        *("limesurvey", "cognito-forms", "gravity-forms", "odk-central"),
    }
)
"""Those that show the secret itself, whatever the body."""

HEADERS = sorted(
    {
        *(name for source in SOURCES.values() for name in source.proof.show(BODY, SECRET, NOW).headers),
        *("authorization", "x-chancery-secret", "x-api-key"),
    }
)
"""Every header in which something is proved."""


def proves(word: str, shown: Shown, *secrets: str, body: bytes = BODY, now: datetime = NOW) -> bool:
    request = HookRequest(body, shown.headers, shown.in_address)
    return SOURCES[word].proof.holds(request, secrets or (SECRET,), now)


def signed(word: str, secret: str = SECRET, body: bytes = BODY, now: datetime = NOW) -> Shown:
    return SOURCES[word].proof.show(body, secret, now)


def as_served(text: str) -> str:
    """As a WSGI server shows what came over the wire."""
    return text.encode().decode("latin-1")


def by(word: str, headers: dict[str, str], *secrets: str, body: bytes = BODY, now: datetime = NOW) -> bool:
    """Whether these headers alone prove it."""
    return proves(word, Shown(headers), *secrets, body=body, now=now)


def headers_of(word: str, secret: str = SECRET, body: bytes = BODY, now: datetime = NOW) -> dict[str, str]:
    return dict(signed(word, secret, body, now).headers)


@WORDS
def test_what_a_source_shows_it_proves(word: str) -> None:
    assert proves(word, signed(word))


@WORDS
def test_either_of_two_live_secrets_proves(word: str) -> None:
    assert proves(word, signed(word), OTHER, SECRET)
    assert proves(word, signed(word, OTHER), OTHER, SECRET)
    assert not proves(word, signed(word), OTHER)


@WORDS
def test_without_a_live_secret_nothing_is_proved(word: str) -> None:
    shown = signed(word)
    request = HookRequest(BODY, shown.headers, shown.in_address)
    assert not SOURCES[word].proof.holds(request, [], NOW)
    assert not SOURCES[word].proof.holds(request, [""], NOW)


@WORDS
def test_the_empty_secret_is_never_live(word: str) -> None:
    assert not proves(word, signed(word, ""), "")
    assert SOURCES[word].proof.fault("") == "is empty"
    assert not proves("standard-webhooks", signed("standard-webhooks", "whsec_"), "whsec_")


@WORDS
def test_a_usable_secret_has_no_fault(word: str) -> None:
    assert SOURCES[word].proof.fault(SECRET) == ""


@WORDS
@pytest.mark.parametrize("secret", ["pässwörd", "with:colon", "with blank", "not base64!", "whsec_"])
def test_a_secret_without_fault_proves_and_one_with_does_not(word: str, secret: str) -> None:
    usable = not SOURCES[word].proof.fault(secret)
    shown = signed(word, secret)
    wire = Shown({name: as_served(value) for name, value in shown.headers.items()}, as_served(shown.in_address))
    assert proves(word, wire, secret) == usable


def test_the_faults() -> None:
    assert SOURCES["standard-webhooks"].proof.fault("not base64!") == "must be whsec_ and base64"
    assert SOURCES["formbricks"].proof.fault("not base64!") == ""  # it can stand in the address
    google = SOURCES["google-forms-watch"].proof
    assert google.fault(PUSHER) == ""
    assert google.show(BODY, PUSHER, NOW) == Shown({})
    for odd in ("push@example.org", "push@example.org a b", "https://example.org push@example.org"):
        assert google.fault(odd) == "must name the service account and the audience, with a blank between them"
    assert Either(BodyToken("a"), AnySecret()).fault("") == "is empty"


@WORDS
@pytest.mark.parametrize(
    "forged",
    [
        *("", " ", "x", "sha256=", "v1,", "v1=", "t=,v1=", "Basic", "Basic ", "Basic Og==", "é", "\udcff"),
        *("v1," + "é" * 44, "\0", "Basic é", "Bearer ", "Bearer a.b.c", "..", "e30.e30.", "t=1,t=2,v1=x"),
    ],
)
def test_forged_proofs(word: str, forged: str) -> None:
    shown = signed(word)
    address = forged if shown.in_address else ""
    assert not proves(word, Shown(dict.fromkeys(shown.headers, forged), address))
    if shown.headers:
        last = list(shown.headers)[-1]  # the signature
        assert not proves(word, Shown({**shown.headers, last: forged}, address))


@WORDS
def test_no_headers_at_all(word: str) -> None:
    assert not by(word, {})


@WORDS
def test_the_proof_of_another_body(word: str) -> None:
    assert proves(word, signed(word), body=BODY + b" ") == (word in UNSIGNED)


@WORDS
def test_bodies_of_any_bytes_are_proved_as_they_came(word: str) -> None:
    body = b"\xff\xfe\0\xed\xa0\x80 not UTF-8"
    assert proves(word, signed(word, body=body), body=body)


@WORDS
@given(headers=st.dictionaries(st.sampled_from(HEADERS), st.text()), address=st.text(max_size=9), body=st.binary())
def test_no_request_breaks_a_proof(word: str, headers: dict[str, str], address: str, body: bytes) -> None:
    assert not proves(word, Shown(headers, address), SECRET, PUSHER, body=body)


TIMED = pytest.mark.parametrize("word", ["standard-webhooks", "stripe", "formspree", "google-forms", "formbricks"])


@TIMED
@pytest.mark.parametrize("offset", [-301, 301, -86_400])
def test_out_of_time(word: str, offset: int) -> None:
    assert not proves(word, signed(word, now=NOW + timedelta(seconds=offset)))


@TIMED
@pytest.mark.parametrize("offset", [-300, 0, 300])
def test_in_time(word: str, offset: int) -> None:
    assert proves(word, signed(word, now=NOW + timedelta(seconds=offset)))


def test_typeform_wrong_prefix_and_hex_where_base64_is_due() -> None:
    right = headers_of("typeform")["typeform-signature"]
    plain = right.removeprefix("sha256=")
    hexadecimal = hmac.digest(SECRET.encode(), BODY, "sha256").hex()
    for wrong in (
        plain,
        "sha1=" + plain,
        "SHA256=" + plain,
        "sha256=" + hexadecimal,
        right[:-1],
        right + right,
    ):
        assert not by("typeform", {"typeform-signature": wrong})


def test_typeform_agrees_with_the_documented_formula() -> None:
    proof = base64.b64encode(hmac.new(SECRET.encode(), BODY, hashlib.sha256).digest()).decode()
    assert headers_of("typeform") == {"typeform-signature": "sha256=" + proof}


@pytest.mark.parametrize("secret", [SECRET, "pässwörd", "with:colon", "with blank"])
def test_kobotoolbox_takes_basic_or_its_own_header(secret: str) -> None:
    wire = as_served(secret)
    assert proves("kobotoolbox", signed("kobotoolbox", secret), secret)
    assert by("kobotoolbox", {"x-chancery-secret": wire}, secret)
    assert not by("kobotoolbox", {"x-chancery-secret": wire[:-1]}, secret)
    assert not by("kobotoolbox", {"authorization": "Bearer " + wire}, secret)


@pytest.mark.parametrize("time", ["", "hello", "-1", "1e9", " 1777888800", "١٧٧٧٨٨٨٨٠٠", "9" * 40, "nan"])
def test_standard_webhooks_broken_times(time: str) -> None:
    headers = {**headers_of("standard-webhooks"), "webhook-timestamp": time}
    assert not by("standard-webhooks", headers)


@pytest.mark.parametrize("missing", ["webhook-id", "webhook-timestamp", "webhook-signature"])
def test_standard_webhooks_missing_headers(missing: str) -> None:
    headers = headers_of("standard-webhooks")
    del headers[missing]
    assert not by("standard-webhooks", headers)


def test_standard_webhooks_several_signatures() -> None:
    right = headers_of("standard-webhooks")
    other = headers_of("standard-webhooks", OTHER)["webhook-signature"]
    for line in (
        f"{other} {right['webhook-signature']}",
        f"{right['webhook-signature']} v2,abc",
        f"v1, {right['webhook-signature']}",
    ):
        assert by("standard-webhooks", {**right, "webhook-signature": line})
    for line in (
        other,
        right["webhook-signature"].replace("v1,", "v2,"),
        right["webhook-signature"].replace("v1,", "v1a,"),
    ):
        assert not by("standard-webhooks", {**right, "webhook-signature": line})


@given(st.text(st.characters(codec="utf-8"), max_size=200), st.binary(min_size=24, max_size=64))
def test_standard_webhooks_agrees_with_the_reference_library(text: str, raw: bytes) -> None:
    secret = "whsec_" + base64.b64encode(raw).decode()
    ours = headers_of("standard-webhooks", secret, text.encode())
    theirs = Webhook(secret).sign(ours["webhook-id"], NOW, text)
    assert ours["webhook-signature"] == theirs


def test_the_reference_library_verifies_what_we_sign() -> None:
    now = datetime.now(UTC)
    body = b'{"type": "x", "data": {}}'
    assert Webhook(SECRET).verify(body, headers_of("standard-webhooks", SECRET, body, now)) == json.loads(body)


def test_the_official_vectors() -> None:
    vectors = json.loads(shared("standard_webhooks/vectors.json").read_text())
    sample = vectors["sign_vector"]
    body, now = sample["body"].encode(), datetime.fromtimestamp(sample["webhook-timestamp"], UTC)
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    headers = {name: str(sample[name]) for name in names}
    assert by("standard-webhooks", headers, sample["secret"], body=body, now=now)
    assert by("standard-webhooks", headers, sample["secret"].removeprefix("whsec_"), body=body, now=now)
    for case in vectors["must_reject"]:
        changed = {name: case[name] for name in names if name in case}
        assert not changed or not by("standard-webhooks", {**headers, **changed}, sample["secret"], body=body, now=now)
    for line in (c["webhook-signature"] for c in vectors["must_accept"] if "webhook-signature" in c):
        several = line.replace("<valid v1 signature>", headers["webhook-signature"])
        assert by(
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
    assert by("typeform", headers, computed["secret"], body=body)


def test_a_scheme_may_be_hexadecimal() -> None:
    scheme = HmacScheme(header="x-hub-signature-256", encoding="hex", prefix="sha256=")
    proof = "sha256=" + hmac.digest(b"key", BODY, "sha256").hex()
    assert scheme.holds(HookRequest(BODY, {"x-hub-signature-256": proof}), ["key"], NOW)
    assert not scheme.holds(HookRequest(BODY, {"x-hub-signature-256": proof.upper()}), ["key"], NOW)


def test_a_signed_header_that_is_missing_proves_nothing() -> None:
    scheme = HmacScheme(header="s", signed="{webhook-id}.{body}")
    shown = dict(scheme.show(BODY, "key", NOW).headers)
    assert scheme.holds(HookRequest(BODY, shown), ["key"], NOW)
    del shown["webhook-id"]
    assert not scheme.holds(HookRequest(BODY, shown), ["key"], NOW)
