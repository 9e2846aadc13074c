"""Microsoft Forms by Power Automate: bodies that the flow's author wrote."""

from datetime import UTC, datetime

import pytest
from deliveries import hostile, is_read_or_refused, placed, proves
from hypothesis import given
from sent import SECRET, answers, read
from shared_samples import shared

from connectors.errors import Unreadable

WORD = "microsoft-forms"
NAME, COLOURS, FILES = (f"r{digit * 32}" for digit in "abc")
BODY = {
    "responder": "ana@example.org",
    "submitDate": "5/4/2026 9:58:12 AM",
    "responseId": 12,
    NAME: "Nouméa [x]",
    COLOURS: '["Red","Blue, dark"]',
    FILES: '[{"name":"cv_Ana.pdf","link":"https://office.example.org/cv_Ana.pdf","id":"01","size":1,"type":null}]',
    "rdd": "",
}


@pytest.mark.parametrize("body", [BODY, [BODY], {"body": BODY}, {"statusCode": 200, "headers": {}, "body": [BODY]}])
def test_answers_by_question_id(body: object) -> None:
    received = read(WORD, body)
    assert received.submission_id == "12"
    assert received.submitted_at == datetime(2026, 5, 4, 9, 58, 12, tzinfo=UTC)
    assert answers(received) == {
        NAME: "Nouméa [x]",
        COLOURS: ["Red", "Blue, dark"],
        FILES: [{"name": "cv_Ana.pdf", "url": "https://office.example.org/cv_Ana.pdf"}],
        "rdd": "",
    }


@pytest.mark.parametrize(
    "written",
    [
        "6/13/2026 2:00:00 PM",
        "6/13/2026 14:00",
        "6/13/2026 2:00 PM",
        "2026-06-13T14:00:00Z",
        "2026-06-13T16:00:00+02:00",
    ],
)
def test_times(written: str) -> None:
    assert read(WORD, {"submitDate": written}).submitted_at == datetime(2026, 6, 13, 14, tzinfo=UTC)


def test_a_time_that_is_none_is_no_time() -> None:
    assert read(WORD, {"submitDate": "13/6/2026"}).submitted_at is None


def test_names_of_our_own_need_no_mapping() -> None:
    body = {"response_id": "7", "answers": {"name": "Ana", "colours": '["A"]'}, "city": "Lagos"}
    found = placed(WORD, body, {}, "name", "colours", "city")
    assert found.answers == {"name": "Ana", "colours": ["A"], "city": "Lagos"}
    assert (found.received.submission_id, found.unmapped) == ("7", ())


def test_the_identity_may_be_mapped() -> None:
    found = placed(
        WORD, {"number": "5", "when": "2026-05-04T10:00:00Z", "name": "Ana"}, {"number": "$submission"}, "name"
    )
    assert found.received.submission_id == "5"


def test_keys_written_as_formulas() -> None:
    assert answers(read(WORD, {f"body/{NAME}": "a", f"outputs('Get')?['body/{COLOURS}']": "b"})) == {
        NAME: "a",
        COLOURS: "b",
    }


def test_several_responses() -> None:
    with pytest.raises(Unreadable, match="2 responses"):
        read(WORD, [BODY, BODY])


def test_recorded_bodies() -> None:
    template = read(WORD, shared("microsoft_forms/http_action_body_template.txt").read_bytes())
    assert len(answers(template)) == 10
    details = read(WORD, shared("_reconstructed/ms_forms_get_response_details.json").read_bytes())
    assert answers(details)["r1a1b2c3d4e5f60718293a4b5c6d7e8f9"] == ["Red", "Blue"]
    assert details.submitted_at == datetime(2026, 6, 13, 10, tzinfo=UTC)


def test_proof() -> None:
    assert proves(WORD, BODY, {"x-chancery-secret": SECRET})
    assert not proves(WORD, BODY, {"x-chancery-secret": SECRET + "x"})


@given(hostile("body", "answers", "responseId", "submitDate", NAME))
def test_hostile_bodies(body: bytes) -> None:
    is_read_or_refused(WORD, body)
