"""Formspree: fields by the names of the page's author, controls apart, a machine's answers told of."""

import json
from datetime import UTC, datetime

from sent import answers, proves, read, refused, system
from shared_samples import shared

BODY = {
    "form": "xabcdefg",
    "keys": ["email", "topics", "plan"],
    "submission": {
        "_date": "2026-03-01T10:15:30.123456+00:00",
        "_language": "fr",
        "_gotcha": "",
        "email": "awa@example.org",
        "topics": ["water", "soil"],
        "plan": [{"filename": "plan.pdf", "url": "https://files.example.org/1"}],
        "submissionId": "c0ffee",
    },
}
COMPUTED = "t=1772360130,v1=d616becd514b62468305a06755d42a3cff59d1c3bbec00040a014034f0fd06d8"


def test_answers_and_controls() -> None:
    received = read("formspree", BODY)
    assert answers(received) == {
        "email": "awa@example.org",
        "topics": ["water", "soil"],
        "plan": [{"name": "plan.pdf", "url": "https://files.example.org/1"}],
        "submissionId": "c0ffee",
    }
    assert set(system(received)) == {"_date", "_language", "_gotcha", "formspree.form", "formspree.keys"}
    assert (received.submission_id, received.delivery_id, received.language) == ("", "", "fr")
    assert received.submitted_at == datetime(2026, 3, 1, 10, 15, 30, 123456, tzinfo=UTC)


def test_fields_without_an_envelope() -> None:
    assert answers(read("formspree", {"email": "a@example.org", "submission": "text"})) == {
        "email": "a@example.org",
        "submission": "text",
    }


def test_who_fills_in_the_trap_is_told_of() -> None:
    refused("formspree", {"submission": {"_gotcha": "buy"}}, "_gotcha")


def test_computed_signature() -> None:
    raw = shared("_reconstructed/formspree_simple_webhook.json").read_bytes()
    assert answers(read("formspree", raw)) == {"email": "ada@example.com", "name": "Ada", "message": "Hi there"}
    assert proves("formspree", raw, {"formspree-signature": COMPUTED})
    assert not proves("formspree", raw, {"formspree-signature": COMPUTED}, "other")
    assert not proves("formspree", json.dumps(json.loads(raw)).encode(), {"formspree-signature": COMPUTED})
    for wrong in (COMPUTED[:-1], COMPUTED.replace("v1=", "v0="), COMPUTED.replace("130", "131"), COMPUTED[13:], "t=1"):
        assert not proves("formspree", raw, {"formspree-signature": wrong})
