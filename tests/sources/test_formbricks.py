"""Formbricks: one response in many states, files in its storage, and a signature or the secret in the address."""

import json
from datetime import UTC, datetime
from typing import Any

from sent import NOW, answers, entry, proves, read, refused, system
from shared_samples import shared

from connectors.sources import SOURCES

KEY = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3"
COMPUTED = {
    "webhook-id": "019ba292-c1f6-7618-aaf2-ecf8e39d1cc7",
    "webhook-timestamp": "1772360130",
    "webhook-signature": "v1,yGHj1VCtiW8W32eldKdaMAgfyy7+Y63IfG4F6tXr22Q=",
}
STORAGE = "https://forms.example.org/storage/env/private"


def event(kind: str = "responseUpdated", **response: Any) -> dict[str, Any]:
    told = {"id": "resp1", "updatedAt": "2026-03-01T10:15:30.000Z", "finished": False, "language": "default"}
    return {"webhookId": "hook1", "event": kind, "data": {**told, "data": {}, **response}}


def test_answers_variables_and_contact() -> None:
    said = {"kind": ["State", "NGO"], "mat": {"Speed": "Good"}, "n": 5, "skipped": "", "lang2": None}
    received = read(
        "formbricks", event(data=said, variables={"score": 3}, contactAttributes={"email": "a@example.org"})
    )
    assert answers(received) == said
    assert entry(received, "kind.2").value == "NGO"
    own = system(received)
    assert (own["variables.score"], own["contact.email"]) == (3, "a@example.org")
    assert own["formbricks.finished"] is False


def test_files_are_named_as_they_were_uploaded() -> None:
    files = [f"{STORAGE}/my%20plan--fid--0b1c.pdf", f"{STORAGE}/a.png"]
    received = read("formbricks", event(data={"files": files, "one": files[1], "site": "https://example.org/storage"}))
    assert answers(received) == {
        "files": [{"name": "my plan.pdf", "url": files[0]}, {"name": "a.png", "url": files[1]}],
        "one": [{"name": "a.png", "url": files[1]}],
        "site": "https://example.org/storage",
    }


def test_states_of_one_response() -> None:
    growing = read("formbricks", event(), webhook_id="msg1")
    assert (growing.submission_id, growing.delivery_id, growing.is_partial) == ("resp1", "msg1", True)
    assert growing.version == "2026-03-01T10:15:30.000Z"
    assert growing.submitted_at == datetime(2026, 3, 1, 10, 15, 30, tzinfo=UTC)
    assert growing.language == ""
    finished = read("formbricks", event("responseFinished", finished=True, language="pt-BR"))
    assert (finished.delivery_id, finished.is_partial, finished.language) == ("", False, "pt")


def test_other_messages_are_refused() -> None:
    refused("formbricks", {"event": "testEndpoint"}, "no response")
    refused("formbricks", event(data=None), "no answers")


def test_recorded_bodies() -> None:
    created = read("formbricks", shared("formbricks/responseCreated.json").read_bytes())
    finished = read("formbricks", shared("formbricks/responseFinished.json").read_bytes())
    assert created.submission_id == finished.submission_id == "responseId"
    assert (created.is_partial, finished.is_partial) == (True, False)
    assert created.submitted_at is not None
    assert finished.submitted_at is not None
    assert created.submitted_at < finished.submitted_at
    assert answers(finished) == {"newsletter_consent": "accepted", "welcome_card_cta": "clicked"}


def test_computed_signature() -> None:
    raw = shared("formbricks/responseFinished.json").read_bytes()
    assert proves("formbricks", raw, COMPUTED, KEY)
    assert proves("formbricks", raw, COMPUTED, "another", KEY)
    assert not proves("formbricks", raw + b" ", COMPUTED, KEY)
    assert not proves("formbricks", json.dumps(json.loads(raw)).encode(), COMPUTED, KEY)
    assert not proves("formbricks", raw, {**COMPUTED, "webhook-timestamp": "1772350130"}, KEY)


def test_unsigned_webhooks_show_the_secret() -> None:
    assert proves("formbricks", b"{}", {}, in_address="test-secret-not-real")
    assert proves("formbricks", b"{}", {"x-chancery-secret": "test-secret-not-real"})
    assert not proves("formbricks", b"{}", {}, in_address="test-secret")
    assert not proves("formbricks", b"{}", {})


def test_samples_are_signed() -> None:
    shown = SOURCES["formbricks"].proof.show(b"{}", KEY, NOW)
    assert not shown.in_address
    assert proves("formbricks", b"{}", dict(shown.headers), KEY)
