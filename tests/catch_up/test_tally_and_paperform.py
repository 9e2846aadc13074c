"""Tally and Paperform: their lists tell the same as their webhooks, whatever the shape, and nothing comes twice."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from made_rows import BY_WORD, NOW, Kind, moment
from places import Place, place

from app.store import api_tokens
from app.store.engine import Ledger
from connectors.ports import HookRequest, Received
from connectors.sources import SOURCES
from connectors.sources.catch_up import APIS
from connectors.sources.catch_up.api import Cursor
from jobs import catch_up as job


@pytest.fixture(params=["tally", "paperform"])
def asked(
    ledger: Ledger, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
    kind: Kind = BY_WORD[request.param]
    with place(ledger, tmp_path, kind, monkeypatch) as found:
        yield found


def hook(word: str, number: int, title: str) -> dict[str, Any]:
    """The same as the webhook tells it: Tally a moment later, Paperform by the account's clock."""
    if word == "tally":
        field = {"key": "question_EKOE2N", "label": "Title", "type": "INPUT_TEXT", "value": title}
        about = {"responseId": f"y{number}", "submissionId": f"y{number}", "createdAt": moment(number)}
        told = {"eventType": "FORM_RESPONSE", "createdAt": moment(number)[:-1] + ".889Z"}
        return {"eventId": f"e{number}", **told, "data": {**about, "fields": [field]}}
    answer = {"title": "Title", "type": "text", "key": "ba7ri", "custom_key": "title", "value": title}
    created = BY_WORD[word].row(number, title, number)["created_at"]
    return {"data": [answer], "form_id": "P1", "submission_id": f"w{number}", "created_at": created, "charge": None}


def test_what_came_by_the_webhook_is_not_taken_again(asked: Place) -> None:
    for number in (1, 2, 3):
        asked.deliver(hook(asked.kind.word, number, f"Title {number}"))
    for number in range(1, 6):
        asked.add(number)
    assert asked.run().note == "2 found"
    assert asked.titles() == {f"Title {number}": 1 for number in range(1, 6)}
    assert len(asked.delivered()) == 5
    asked.clock.pass_minutes(15)
    assert asked.run().note == "0 found"


def test_a_webhook_that_comes_later_makes_no_double(asked: Place) -> None:
    asked.add(1)
    asked.run()
    asked.deliver(hook(asked.kind.word, 1, "Title 1"))
    assert asked.titles() == {"Title 1": 1}
    assert {one.state for one in asked.delivered()} == {"accepted"}
    assert asked.run().note == "0 found"


def test_the_time_that_is_asked_for_is_waited(asked: Place) -> None:
    for number in range(1, 231):
        asked.add(number)
    asked.here.faults = [(429, {"retry-after": "90"})]
    first = asked.run()
    assert (first.state, first.error) == ("due", "127.0.0.1 answered 429")
    assert (first.not_before - NOW).total_seconds() == 90
    asked.clock.time = first.not_before
    assert asked.run().note == "230 found"
    assert len(asked.titles()) == 230


def test_a_token_that_has_expired_is_told(asked: Place) -> None:
    asked.add(1)
    with asked.context.ledger.writing() as c:
        api_tokens.put(c, "bid", asked.kind.word, asked.here.url, "expired", now=NOW)
    item = asked.run()
    assert (item.state, item.error) == ("failed", "127.0.0.1 answered 401")
    assert asked.stands().error == item.error
    assert asked.delivered() == []


def test_a_later_run_goes_on_where_one_ended(asked: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 231):
        asked.add(number)
    monkeypatch.setattr(job, "MOST_PAGES", 1)
    assert [asked.run().note for _ in range(3)] == ["100 found; goes on", "100 found; goes on", "30 found"]
    assert len(asked.titles()) == 230
    pages = [one for one in asked.here.asked if one.path.endswith("/submissions")]
    assert [one.query.get("page") or one.query.get("skip", "0") for one in pages] in (
        ["1", "2", "3"],
        ["0", "100", "200"],
    )


@pytest.mark.parametrize("asked", ["tally"], indirect=True)
def test_pages_that_are_smaller_than_wished_are_all_read(asked: Place) -> None:
    asked.here.more["most"] = 50
    for number in range(1, 131):
        asked.add(number)
    assert asked.run().note == "130 found"


@pytest.mark.parametrize("asked", ["paperform"], indirect=True)
def test_a_time_in_another_zone_is_not_taken_for_a_change(asked: Place) -> None:
    """Paperform's list has the true time, which is later here, and no time of changes."""
    asked.deliver(hook("paperform", 1, "Title 1"))
    asked.add(1, "Title 1, said otherwise")
    assert asked.run().note == "0 found"
    assert asked.titles() == {"Title 1": 1}


def read(word: str, body: Any) -> Received:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return SOURCES[word].read(HookRequest(raw, {"content-type": "application/json"}))


def listed(word: str, answer: object, **where: str) -> list[Received]:
    return [read(word, body) for body in APIS[word].listings[0].read(where, Cursor(), answer).bodies]


def answers(received: Received) -> dict[str, object]:
    return {entry.keys[0]: entry.value for entry in received.entries if not entry.keys[0].startswith("tally.")}


OPTIONS = [{"id": "o1", "text": "Yes"}, {"id": "o2", "text": "No"}]
ROWS, COLUMNS = [{"id": "w1", "text": "Speed"}], [{"id": "c1", "text": "Good"}]
FILE = [
    {"id": "f", "name": "a.pdf", "url": "https://files.example.org/a.pdf", "mimeType": "application/pdf", "size": 1}
]
GRID = {"w1": ["c1"]}
QUESTIONS = [
    ("q1", "INPUT_TEXT", {}, "Awa"),
    ("q2", "MULTIPLE_CHOICE", {"options": OPTIONS}, ["o1"]),
    ("q3", "CHECKBOXES", {"options": OPTIONS}, ["o1", "o2"]),
    ("q4", "MATRIX", {"rows": ROWS, "columns": COLUMNS}, GRID),
    ("q5", "FILE_UPLOAD", {}, FILE),
]


def test_tallys_answers_are_read_as_its_webhook_tells_them() -> None:
    told = [
        {"key": f"question_{q}", "type": kind, "label": q, "value": value, **more} for q, kind, more, value in QUESTIONS
    ]
    about = {"responseId": "y1", "submissionId": "y1", "createdAt": moment(1), "fields": told}
    questions = [{"id": q, "type": kind, "title": q, **more} for q, kind, more, _ in QUESTIONS]
    responses = [{"id": f"r{q}", "questionId": q, "answer": value} for q, _, _, value in QUESTIONS]
    row = {"id": "y1", "isCompleted": True, "submittedAt": moment(1), "responses": responses}
    [found] = listed("tally", {"questions": questions, "submissions": [row], "hasMore": False})
    by_hook = read("tally", {"eventType": "FORM_RESPONSE", "data": about})
    assert answers(found) == answers(by_hook)
    assert (found.submission_id, found.submitted_at) == (by_hook.submission_id, by_hook.submitted_at)
    assert [entry.label for entry in found.entries if entry.keys[0] == "question_q2"] == ["q2"]


@pytest.mark.parametrize(
    ("answer", "becomes"),
    [({"u1": "a", "u2": "fr"}, "fr"), ({"ref": "a", "lang": "fr"}, "fr"), ("whole", None), ({"other": 1}, None)],
)
def test_tallys_hidden_fields_are_taken_apart_where_they_can_be(answer: object, becomes: str | None) -> None:
    fields = [{"uuid": "u1", "title": "ref"}, {"uuid": "u2", "title": "lang"}]
    question = {"id": "h", "type": "HIDDEN_FIELDS", "title": "Hidden", "fields": fields}
    row = {"id": "y1", "submittedAt": moment(1), "responses": [{"questionId": "h", "answer": answer}]}
    [found] = listed("tally", {"questions": [question], "submissions": [row]})
    values = {key: entry.value for entry in found.entries for key in entry.keys}
    assert values.get("hidden.lang") == values.get("question_h_u2") == becomes
    assert found.language == (becomes or "")
    assert ("question_h" in values) is (becomes is None)


def test_tallys_choices_may_come_as_texts_and_payments_in_parts() -> None:
    questions = [{"id": "c", "type": "DROPDOWN", "title": "C"}, {"id": "p", "type": "PAYMENT", "title": "Pay"}]
    responses = [{"questionId": "c", "answer": ["Yes"]}, {"questionId": "p", "answer": {"price": 9}},
                 {"questionId": "gone", "value": "x"}]  # fmt: skip
    row = {"id": "y1", "submittedAt": moment(1), "responses": responses}
    [found] = listed("tally", {"questions": questions, "submissions": [row, {"id": "y2", "isCompleted": False}]})
    assert answers(found) == {"question_c": "Yes", "question_p_price": 9, "question_gone": "x"}


def test_paperforms_answers_have_the_keys_and_types_of_their_fields() -> None:
    url = "https://files.example.org/a.pdf"
    fields = {"k1": {"title": "Name", "type": "text", "custom_key": "full_name"}, "k2": {"title": "CV", "type": "file"}}
    row = {"id": "w1", "created_at_utc": moment(1), "created_at": "x", "data": {"k1": "Awa", "k2": [url], "k9": "old"}}
    answer = {"results": {"submissions": [row]}, "has_more": False}
    [found] = listed("paperform", answer, session=json.dumps(fields))
    assert {entry.keys: entry.value for entry in found.entries if not entry.is_system} == {
        ("full_name", "k1"): "Awa",
        ("k2",): [{"name": "a.pdf", "url": url}],
        ("k9",): "old",
    }
    assert (found.submission_id, found.is_partial) == ("w1", False)
    assert f"{found.submitted_at:%Y-%m-%dT%H:%M:%SZ}" == moment(1)
