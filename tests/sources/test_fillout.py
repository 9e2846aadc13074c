"""Fillout: questions by id, what stands beside them, and files and rows as such."""

from datetime import UTC, datetime
from typing import Any

from sent import answers, entry, proves, read, refused, system
from shared_samples import shared


def question(key: str, kind: str, value: object, name: str = "") -> dict[str, object]:
    return {"id": key, "name": name or key, "type": kind, "value": value}


def submission(*questions: dict[str, object], **beside: Any) -> dict[str, Any]:
    told = {"submissionId": "sub1", "submissionTime": "2026-03-01T10:00:00.000Z"}
    return {**told, "lastUpdatedAt": "2026-03-01T10:15:30.000Z", "questions": [*questions], **beside}


def test_answers_of_many_kinds() -> None:
    url = "https://files.example.org/a%20b.pdf?sig=1"
    received = read(
        "fillout",
        submission(
            question("q1", "ShortAnswer", "Awa", "Your name"),
            question("q2", "FileUpload", [{"url": url, "filename": "plan.pdf"}]),
            question("q3", "FileUpload", [url]),
            question("q4", "Signature", url),
            question("q5", "Address", {"city": "Niamey", "country": "Niger"}),
            question("q6", "Checkboxes", ["a", "b"]),
            question("q7", "Matrix", {"Speed": "Good"}),
            question("q8", "Ranking", None),
            question("q9", "SomethingNew", {"x": 1}),
        ),
    )
    assert answers(received) == {
        "q1": "Awa",
        "q2": [{"name": "plan.pdf", "url": url}],
        "q3": [{"name": "a b.pdf", "url": url}],
        "q4": [{"name": "a b.pdf", "url": url}],
        "q5": {"city": "Niamey", "country": "Niger"},
        "q6": ["a", "b"],
        "q7": {"Speed": "Good"},
        "q8": None,
        "q9": {"x": 1},
    }
    assert entry(received, "q1").label == "Your name"


def test_rows_of_a_subform() -> None:
    nested = [{"questions": [question("c1", "ShortAnswer", "x", "Item")]}, {"c1": "y"}]
    rows = entry(read("fillout", submission(question("q", "Subform", nested))), "q").rows
    assert rows is not None
    assert [[(one.keys, one.value) for one in row] for row in rows] == [[(("q.c1",), "x")], [(("q.c1",), "y")]]


def test_what_stands_beside_the_questions() -> None:
    received = read(
        "fillout",
        submission(
            calculations=[{"id": "calc1", "name": "total", "type": "number", "value": "12.50"}],
            urlParameters=[{"id": "lang", "name": "lang", "value": "fr"}],
            scheduling=[{"id": "m1", "name": "Meeting", "value": {"eventStartTime": "2026-05-20T09:00:00Z"}}],
            payments=[{"id": "p1", "name": "Fee", "value": {"totalAmount": 1}}],
            quiz={"score": 5},
        ),
    )
    assert entry(received, "calculations.total").keys == ("calculations.calc1", "calculations.total")
    assert answers(received) == {"urlParameters.lang": "fr", "m1": {"eventStartTime": "2026-05-20T09:00:00Z"}}
    assert system(received)["fillout.quiz"] == {"score": 5}
    assert system(received)["p1"] == {"totalAmount": 1}
    assert received.language == "fr"


def test_identity_in_the_envelope_and_bare() -> None:
    for body in (submission(), {"formId": "f", "formName": "F", "submission": submission()}):
        received = read("fillout", body)
        assert (received.submission_id, received.delivery_id, received.is_partial) == ("sub1", "", False)
        assert received.version == "2026-03-01T10:15:30.000Z"
        assert received.submitted_at == datetime(2026, 3, 1, 10, 15, 30, tzinfo=UTC)
    assert read("fillout", submission(status="in_progress")).is_partial
    assert read("fillout", {"questions": [], "submissionTime": "2026-03-01T10:00:00Z"}).submitted_at is not None


def test_other_bodies_are_refused() -> None:
    refused("fillout", {"name": "x"}, "no submission")


def test_recorded_body() -> None:
    received = read("fillout", shared("fillout/submission_scheduling_payment.json").read_bytes())
    assert received.submission_id == "abc"
    assert answers(received)["abcdef"] == "Timmy"
    assert entry(received, "calculations.price").value == "12.50"
    assert entry(received, "fillout.formId").value == "m5q5df45apus"


def test_proof() -> None:
    assert proves("fillout", b"{}", {}, in_address="test-secret-not-real")
    assert not proves("fillout", b"{}", {}, in_address="")
