"""Paperform: answers by custom key or key, files however they come, partial submissions."""

from datetime import UTC, datetime
from typing import Any

from sent import answers, entry, proves, read, refused, system
from shared_samples import shared


def answer(key: str, kind: str, value: object, custom: str | None = None) -> dict[str, object]:
    return {"title": f"T {key}", "description": None, "type": kind, "key": key, "custom_key": custom, "value": value}


def body(*data: dict[str, object], **beside: Any) -> dict[str, Any]:
    told = {"submission_id": "65f", "created_at": "2026-03-01 10:15:30", "ip_address": "192.0.2.1", "charge": None}
    return {"data": [*data], "form_id": "f1", "trigger": "submission", **told, **beside}


URL = "https://files.example.org/a%20b.pdf"
FILE = [{"name": "a b.pdf", "url": URL}]


def test_answers() -> None:
    received = read(
        "paperform",
        body(
            answer("k1", "text", "Awa", "full_name"),
            answer("k2", "choices", ["a", "b"]),
            answer("k3", "file", URL),
            answer("k4", "file", [URL]),
            answer("k5", "image", {"url": URL, "name": "x.pdf"}),
            answer("k6", "url", URL),
            answer("k7", "matrix", {"Speed": "Good"}),
            answer("k8", "yesNo", None),
            {"title": "Only a title", "value": 1},
        ),
    )
    assert answers(received) == {
        "full_name": "Awa",
        "k2": ["a", "b"],
        "k3": FILE,
        "k4": FILE,
        "k5": [{"name": "x.pdf", "url": URL}],
        "k6": URL,
        "k7": {"Speed": "Good"},
        "k8": None,
        "Only a title": 1,
    }
    assert entry(received, "k1").keys == ("full_name", "k1")
    assert entry(received, "k1").label == "T k1"
    assert system(received)["paperform.ip_address"] == "192.0.2.1"


def test_identity_and_partial_submissions() -> None:
    received = read("paperform", body())
    assert (received.submission_id, received.is_partial) == ("65f", False)
    assert received.submitted_at == datetime(2026, 3, 1, 10, 15, 30, tzinfo=UTC)
    assert read("paperform", body(trigger="partial_submission")).is_partial
    assert read("paperform", {"data": [], "submission_id": None, "created_at": None}).is_partial


def test_values_by_key_as_the_api_gives_them() -> None:
    received = read(
        "paperform", {"id": "65f", "data": {"k1": "Awa", "k3": [{"url": URL}]}, "created_at_utc": "2026-03-01"}
    )
    assert answers(received) == {"k1": "Awa", "k3": FILE}
    assert (received.submission_id, received.is_partial) == ("65f", False)


def test_other_bodies_are_refused() -> None:
    refused("paperform", {"submission_id": "x"}, "no answers")


def test_recorded_body() -> None:
    received = read("paperform", shared("paperform/official_docs_sample_excerpt.json").read_bytes())
    assert entry(received, "ba7ri").keys == ("address_1", "ba7ri")
    assert answers(received)["tgp8"] == "Test 123"


def test_proof() -> None:
    assert proves("paperform", b"{}", {}, in_address="test-secret-not-real")
    assert not proves("paperform", b"{}", {})
