"""Jotform: the answers in `rawRequest` however the message is wrapped, composites as they read, files, signatures."""

import json
from typing import Any
from urllib.parse import urlencode

import pytest
from sent import answers, entry, multipart, proves, read, refused, system
from shared_samples import shared

from connectors.ports import Received

UPLOADS = "https://www.jotform.com/uploads/office/1/99"
RAW: dict[str, Any] = {
    "slug": "submit/1",
    "q3_name": {"first": "Awa", "last": "Exemple"},
    "q4_kind": "State",
    "temp_upload": {"q9_plan": ["a b.pdf#jotformfs-1#2"]},
    "event_id": "1_1_x",
    "plan": [f"{UPLOADS}/a%20b.pdf"],
}
PRETTY = "Your name, in full: first:Awa Exemple, Kind:State, Plan:a b.pdf"
OUTER = [("webhookURL", "https://us.example.org/hooks/x/jotform/the-secret"), ("formID", "1"), ("submissionID", "99")]


def parts(raw: dict[str, Any], pretty: str = "") -> list[tuple[str, str]]:
    return [*OUTER, ("pretty", pretty), ("rawRequest", json.dumps(raw)), ("ip", "192.0.2.1")]


def sent(raw: dict[str, Any], pretty: str = "") -> Received:
    return read("jotform", multipart(*parts(raw, pretty)), content_type="multipart/form-data; boundary=xyz")


def value(given: object) -> object:
    return answers(sent({"q5_it": given}))["q5_it"]


def test_keys_values_and_labels() -> None:
    received = sent(RAW, PRETTY)
    assert answers(received) == {
        "q3_name": {"first": "Awa", "last": "Exemple"},
        "q4_kind": "State",
        "plan": [{"name": "a b.pdf", "url": f"{UPLOADS}/a%20b.pdf"}],
    }
    assert entry(received, "name").keys == ("q3_name", "name", "3")
    assert entry(received, "9").keys == ("plan", "q9_plan", "9")
    labels = [entry(received, key).label for key in ("name", "kind", "plan")]
    assert labels == ["Your name, in full: first", "Kind", "Plan"]


def test_labels_are_not_guessed_past_what_is_not_found() -> None:
    received = sent({"q1_a": "one", "q2_b": "two", "q3_c": "three"}, "A:one, B:2, C:three")
    assert [entry(received, key).label for key in ("a", "b", "c")] == ["A", "", ""]
    received = sent({"q1_a": "one", "q3_c": "three"}, "A:one, B:2, C:three")
    assert entry(received, "c").label == ""


def test_the_address_with_its_secret_is_no_entry() -> None:
    own = system(sent(RAW))
    assert own["jotform.formID"] == "1"
    assert own["jotform.slug"] == "submit/1"
    assert "the-secret" not in repr(sent(RAW))


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("text", "text"),
        (["a", "b"], ["a", "b"]),
        ({"month": "11", "day": "8", "year": "2026"}, "2026-11-08"),
        ({"month": "", "day": "", "year": ""}, None),
        ({"month": "11", "day": "", "year": "2026"}, {"month": "11", "day": "", "year": "2026"}),
        ({"month": "13", "day": "40", "year": "2026"}, {"month": "13", "day": "40", "year": "2026"}),
        (
            {"month": "6", "day": "18", "year": "2026", "timeInput": "01:29", "hour": "01", "min": "29", "ampm": "PM"},
            "2026-06-18T13:29",
        ),
        ({"timeInput": "12:42", "hourSelect": "12", "minuteSelect": "42", "ampm": "AM"}, "00:42"),
        ({"timeInput": "18:05"}, "18:05"),
        ({"hourSelect": "9", "minuteSelect": "30", "ampm": ""}, "09:30"),
        ({"timeInput": "09:00", "timeInputRange": "10:00"}, {"timeInput": "09:00", "timeInputRange": "10:00"}),
        ({"full": "(222) 333-4444"}, "(222) 333-4444"),
        ({"area": "222", "phone": "3334444"}, "222 3334444"),
        ({"country": "41", "area": "22", "phone": "9171234"}, "+41 22 9171234"),
        ({"0": "A", "other": "Mine"}, ["A", "Mine"]),
        ({"other": "Mine"}, "Mine"),
        ({"addr_line1": "1 Rue", "city": "Niamey"}, {"addr_line1": "1 Rue", "city": "Niamey"}),
        ({"date": "2026-06-19 10:00", "duration": "60"}, {"date": "2026-06-19 10:00", "duration": "60"}),
        ({"0": "Good", "1": "Bad"}, {"0": "Good", "1": "Bad"}),
        ("[{broken", "[{broken"),
        ([f"{UPLOADS}/a.png"], [{"name": "a.png", "url": f"{UPLOADS}/a.png"}]),
        ("https://example.org/uploads/me", "https://example.org/uploads/me"),
    ],
)
def test_values(given: object, expected: object) -> None:
    assert value(given) == expected


def test_rows_of_a_configurable_list() -> None:
    rows = entry(sent({"q5_costs": '[{"Item":"Travel","Cost":"10"}]'}), "costs").rows
    assert rows is not None
    assert [(one.keys, one.value) for one in rows[0]] == [(("q5_costs.Item",), "Travel"), (("q5_costs.Cost",), "10")]


def test_a_drawn_signature_has_its_address_in_pretty_or_none() -> None:
    drawing = "data:image/png;base64," + "A" * 600_000
    received = sent({"q8_sign": drawing}, "Signature:uploads/office/1/99/99_signature_8.png")
    assert answers(received)["q8_sign"] == [
        {"name": "99_signature_8.png", "url": f"{UPLOADS}/99_signature_8.png"},
    ]
    unknown = entry(sent({"q8_sign": drawing}), "sign")
    assert unknown.value is None
    assert "no address" in unknown.fault


def test_identity_is_the_same_over_retries_and_another_over_edits() -> None:
    first = sent(RAW)
    again = read("jotform", multipart(*parts(RAW), boundary="other", end="\n"))
    edited = sent({**RAW, "q4_kind": "NGO"})
    assert first.submission_id == again.submission_id == edited.submission_id == "99"
    assert first.delivery_id == again.delivery_id
    assert first.delivery_id != edited.delivery_id


def test_other_wrappings() -> None:
    expected = answers(sent(RAW))
    encoded = urlencode(parts(RAW)).encode()
    assert answers(read("jotform", encoded, content_type="application/x-www-form-urlencoded")) == expected
    assert answers(read("jotform", encoded)) == expected
    assert answers(read("jotform", dict(parts(RAW)))) == expected
    assert answers(read("jotform", {"rawRequest": RAW, "submissionID": 99})) == expected
    bare = read("jotform", RAW)
    assert answers(bare) == expected
    assert (bare.submission_id, bare.delivery_id) == ("", "")


def test_a_submission_as_the_api_gives_it() -> None:
    asked = {
        "1": {"name": "heading", "text": "Form", "type": "control_head"},
        "3": {"name": "name", "text": "Name", "answer": {"first": "Awa"}},
        "9": {"name": "plan", "answer": [f"{UPLOADS}/a.png"]},
    }
    received = read("jotform", {"id": "99", "updated_at": "2026-03-01 10:00:00", "answers": asked})
    assert answers(received) == {
        "q3_name": {"first": "Awa"},
        "q9_plan": [{"name": "a.png", "url": f"{UPLOADS}/a.png"}],
    }
    assert (received.submission_id, received.version) == ("99", "2026-03-01 10:00:00")


def test_other_bodies_are_refused() -> None:
    refused("jotform", {"a": 1}, "rawRequest")
    refused("jotform", multipart(("rawRequest", "not json")), "not JSON")
    refused("jotform", multipart(("rawRequest", "[]")), "not a JSON object")


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_recorded_body(end: bytes) -> None:
    kind = shared("jotform/feedback_two_files.headers.txt").read_text().partition(": ")[2].strip()
    raw = shared("jotform/feedback_two_files.multipart.txt").read_bytes().replace(b"\n", end)
    received = read("jotform", raw, content_type=kind)
    assert received.submission_id == "6114090137116205381"
    found = answers(received)
    assert found.keys() == {"q3_howOften", "q4_howLikely", "q7_feedback", "filesRelated"}
    assert found["q4_howLikely"] == "9"
    assert [one["name"] for one in found["filesRelated"]] == ["frontend setup.jpg", "workflow.png"]  # type: ignore[attr-defined]
    assert entry(received, "howOften").label == "How often do you use the application?"
    assert entry(received, "q9_filesRelated").label == "Upload images of your customized setup to get featured!"


def test_proof() -> None:
    assert proves("jotform", b"{}", {}, in_address="test-secret-not-real")
    assert not proves("jotform", b"{}", {})
