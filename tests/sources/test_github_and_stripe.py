"""GitHub and Stripe: any body by its own names, proved as they prove it."""

import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

from sent import NOW, SECRET, answers, entry, proves, read, system
from shared_samples import shared

from connectors.sources.mapping import mapped

EVENT: dict[str, Any] = {
    "id": "evt_1",
    "object": "event",
    "created": 1772360130,
    "type": "checkout.session.completed",
    "data": {"object": {"id": "cs_1", "amount_total": 500, "custom": {"q": "x"}}},
}


def stripe_header(body: bytes, time: str = "1772360130", secret: str = SECRET, version: str = "v1") -> dict[str, str]:
    digest = hmac.digest(secret.encode(), time.encode() + b"." + body, hashlib.sha256).hex()
    return {"stripe-signature": f"t={time},{version}={digest}"}


def test_github_bodies() -> None:
    body = {"action": "opened", "issue": {"title": "T"}, "sender": {"login": "someone"}}
    received = read("github", body, x_github_delivery="d-1", x_github_event="issues")
    assert received.delivery_id == "d-1"
    assert answers(received) == {"action": "opened", "issue": {"title": "T"}}
    assert entry(received, "x-github-event").value == "issues"
    encoded = urlencode({"payload": json.dumps(body)}).encode()
    assert answers(read("github", encoded, content_type="application/x-www-form-urlencoded")) == answers(received)


def test_parts_of_what_is_the_providers_own_are_not_missed() -> None:
    body = {"title": "T", "sender": {"login": "someone", "id": 1}}
    found = mapped(read("github", body), {"sender.login": "author"}, (), {"title", "author"})
    assert found.answers == {"title": "T", "author": "someone"}
    assert found.unmapped == ()


def test_github_vectors() -> None:
    vector = json.loads(shared("github/signature_vector.json").read_text())
    header, body = vector["X-Hub-Signature-256"], vector["payload"].encode()
    assert proves("github", body, {"x-hub-signature-256": header}, vector["secret"])
    assert not proves("github", body + b" ", {"x-hub-signature-256": header}, vector["secret"])
    assert not proves("github", body, {"x-hub-signature-256": header[:-2]}, vector["secret"])
    ping = shared("github/ping.json").read_bytes()
    computed = "sha256=afea50c42257cdd72ed985a3fe5a35634aaa0335950bfdec0e4f144ea0b46539"
    assert proves("github", ping, {"x-hub-signature-256": computed})
    assert not proves("github", json.dumps(json.loads(ping)).encode(), {"x-hub-signature-256": computed})
    assert system(read("github", ping))["hook_id"] == 109948940


def test_stripe_events() -> None:
    received = read("stripe", EVENT)
    assert (received.delivery_id, received.version, received.submission_id) == ("evt_1", "evt_1", "cs_1")
    assert received.submitted_at == datetime(2026, 3, 1, 10, 15, 30, tzinfo=UTC)
    assert answers(received) == {"data": EVENT["data"]}
    assert system(received)["type"] == "checkout.session.completed"
    found = mapped(received, {"data.object.custom.q": "q"}, ("data.object",), {"q"})
    assert found.answers == {"q": "x"}
    assert found.unmapped == ()


def test_bodies_signed_as_stripe_signs() -> None:
    received = read("stripe", {"id": "s1", "type": "A", "created": "soon"})
    assert answers(received) == {"id": "s1", "type": "A", "created": "soon"}
    assert received.submitted_at is None


def test_stripe_signatures() -> None:
    vectors = json.loads(shared("stripe/vectors.json").read_text())
    body, secret = vectors["payload"].encode(), vectors["secret"]
    computed = "t=1772360130,v1=74491d3e7498a7e6ed51945589d119b472065340a76b3c73c448b5af4e394f99"
    right = stripe_header(body, secret=secret)
    assert right["stripe-signature"] == computed
    assert proves("stripe", body, right, "another", secret)
    assert proves("stripe", body, {"stripe-signature": computed.replace(",", ",v1=bad,")}, secret)
    assert read("stripe", body).submission_id == "rdr_123"


def test_stripe_forgeries() -> None:
    body = b'{"id": "evt_1"}'
    assert proves("stripe", body, stripe_header(body))
    assert not proves("stripe", body + b" ", stripe_header(body))
    assert not proves("stripe", body, stripe_header(body, version="v0"))
    assert not proves("stripe", body, stripe_header(body, time=str(int(NOW.timestamp()) - 301)))
    for wrong in ("bad_header", "i'm not even a real signature header", "t=1772360130,v1=bad_signature", ""):
        assert not proves("stripe", body, {"stripe-signature": wrong})
