"""`hooks try` shows what a delivery would become, by the provider's keys or by our questions, and stores nothing."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from intake_forms import DEFINITION

from app.hooks_try import hooks_try, read_headers

RESPONSE = {
    "event_id": "e1",
    "event_type": "form_response",
    "form_response": {
        "token": "t1",
        "submitted_at": "2026-05-04T10:00:00Z",
        "definition": {"fields": [{"id": "1", "title": "Which state?"}]},
        "answers": [
            {"type": "text", "text": "Fiji", "field": {"id": "1", "ref": "t_state", "type": "text"}},
            {"type": "text", "text": "x", "field": {"id": "2", "ref": "t_more", "type": "text"}},
        ],
    },
}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "aid").mkdir()
    (tmp_path / "aid" / "form.yaml").write_text(DEFINITION, encoding="utf-8")
    monkeypatch.setenv("CHANCERY_DATA", str(tmp_path / "var"))
    return tmp_path


def tried(folder: Path, word: str, body: object, *more: str) -> Result:
    path = folder / "body"
    path.write_bytes(body if isinstance(body, bytes) else json.dumps(body).encode())
    return CliRunner().invoke(hooks_try, [word, str(path), *more])


def test_by_the_keys_of_the_provider(folder: Path) -> None:
    found = json.loads(tried(folder, "typeform", RESPONSE).stdout)
    assert (found["delivery_id"], found["submission_id"]) == ("e1", "t1")
    assert found["version"] == "2026-05-04T10:00:00+00:00"
    assert found["answers"] == {"t_state": "Fiji", "t_more": "x"}
    assert found["labels"] == {"t_state": "Which state?"}


def test_by_the_questions_of_a_form(folder: Path) -> None:
    found = json.loads(tried(folder, "typeform", RESPONSE, "--form", str(folder / "aid")).stdout)
    assert (found["state"], found["answers"]["state"], found["unmapped"]) == ("accepted", "FJI", ["t_more"])
    assert found["problems"] == []
    assert not (folder / "var" / "chancery.db").exists()


def test_what_would_be_set_aside_says_why(folder: Path) -> None:
    answers = {"data": {"answers": {"state": "Atlantis", "admin": True}}}
    result = tried(folder, "standard_webhooks", answers, "--form", str(folder / "aid"))
    found = json.loads(result.stdout)
    assert (result.exit_code, found["state"]) == (0, "quarantined")
    assert [one.rpartition("(")[2] for one in found["problems"]] == [
        "state); “Atlantis” was sent",
        "There is no question called admin",
    ]


def test_what_cannot_be_read_says_why(folder: Path) -> None:
    result = tried(folder, "typeform", b"[" * 100_000)
    assert (result.exit_code, json.loads(result.stdout)["state"]) == (1, "unreadable")


def test_a_body_that_lists_several_is_shown_one_by_one(folder: Path) -> None:
    rows = {"value": [{"__id": f"uuid:{n}", "name": f"n{n}", "size": 0.1} for n in (1, 2)]}
    found = json.loads(tried(folder, "odk-central", rows).stdout)
    assert [(one["submission_id"], one["answers"]["name"]) for one in found] == [("1", "n1"), ("2", "n2")]


def test_an_unknown_source_is_told_of(folder: Path) -> None:
    result = tried(folder, "typefrom", RESPONSE)
    assert result.exit_code == 1
    assert "typeform" in result.output


@pytest.mark.parametrize(
    "text",
    [
        "POST /hook HTTP/1.1\nContent-Type: text/plain; a=b\nX-Id:  7 \n",
        '{"Content-Type": "text/plain; a=b", "X-Id": 7}',
    ],
)
def test_headers_are_read_from_lines_or_json(text: str) -> None:
    assert read_headers(text) == {"content-type": "text/plain; a=b", "x-id": "7"}


@pytest.mark.parametrize("content", [b"{bad", b"\xff\xfe\x00", b'{"a": NaN}'])
def test_a_file_that_holds_no_headers_is_told_of(folder: Path, content: bytes) -> None:
    path = folder / "headers"
    path.write_bytes(content)
    result = tried(folder, "typeform", RESPONSE, "--headers", str(path))
    assert (result.exit_code, result.exception.__class__) == (1, SystemExit)
    assert f"{path} holds no headers" in result.output
