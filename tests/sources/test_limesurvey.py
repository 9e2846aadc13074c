"""LimeSurvey: the webhook plugin's bodies and rows of an export."""

import json
from datetime import UTC, datetime

import pytest
from deliveries import hostile, is_read_or_refused, placed, proves
from hypothesis import given
from sent import SECRET, answers, entry, read
from shared_samples import shared

from connectors.errors import Unreadable

WORD = "limesurvey"
ROW = {
    "id": "42",
    "submitdate": "2026-05-04 09:58:12",
    "lastpage": "3",
    "startlanguage": "fr-CA",
    "seed": "1",
    "name": "Ana",
    "age": "30.0000000000",
    "share": "12.5000000000",
    "colour": "A2",
    "topics_SQ001": "Y",
    "topics_SQ002": "",
    "topics_other": "Salt",
    "why": "-oth-",
    "why_other": "Because",
    "grid_SQ001": "A1",
    "rank_1": "A3",
    "rank_2": "A1",
    "rank_3": "",
    "cv": '[{"title":"","comment":"","size":"12.3","name":"my%20cv.pdf","filename":"fu_x","ext":"pdf"}]',
    "cv_filecount": "1",
    "none": [],
}
BODY = {
    "api_token": SECRET,
    "survey": 123456,
    "event": "afterSurveyComplete",
    "respondId": 42,
    "response": ROW,
    "response_pretty": None,
    "submitDate": "2026-05-04 09:58:12",
    "token": "abc",
    "participant": {"firstname": "Ana", "email": "ana@example.org"},
}


def test_answers_by_code() -> None:
    received = read(WORD, BODY)
    assert (received.submission_id, received.language, received.is_partial) == ("123456-42", "fr", False)
    assert received.submitted_at == datetime(2026, 5, 4, 9, 58, 12, tzinfo=UTC)
    assert answers(received) == {
        "name": "Ana",
        "age": "30",
        "share": "12.5",
        "colour": "A2",
        "topics": ["SQ001", "Salt"],
        "why": "Because",
        "grid_SQ001": "A1",
        "rank": ["A3", "A1"],
        "cv": [{"name": "my cv.pdf", "url": ""}],
        "none": None,
    }


def test_options_may_be_mapped_one_by_one_and_in_either_writing() -> None:
    found = placed(WORD, BODY, {"topics[SQ001]": "sea", "grid[SQ001]": "grid", "participant.email": "email"})
    assert found.answers == {"sea": "Y", "grid": "A1", "email": "ana@example.org"}


def test_texts_and_labels_where_the_plugin_sends_them() -> None:
    row = {"id": "1", "colour": "A2", "topics[SQ001]": "Y", "topics[SQ002]": "", "day": "2026-05-04 00:00:00"}
    pretty = {
        "Response ID": "1",
        "Which colour?": "Dark blue",
        "Topics [Law of the sea]": "Yes",
        "Topics [Trade]": "No",
        "Day": "04.05.2026",
    }
    received = read(WORD, BODY | {"response": row, "response_pretty": pretty})
    assert answers(received) == {"colour": "Dark blue", "topics": ["Law of the sea"], "day": "2026-05-04 00:00:00"}
    assert entry(received, "colour").label == "Which colour?"


@pytest.mark.parametrize("body", [ROW, {"responses": [ROW]}, {"responses": [{"42": ROW}]}])
def test_a_row_of_an_export(body: object) -> None:
    received = read(WORD, body)
    assert (received.submission_id, received.is_partial) == ("42", False)
    assert answers(received)["name"] == "Ana"


def test_rows_that_are_unfinished_anonymous_or_several() -> None:
    assert read(WORD, ROW | {"submitdate": None}).is_partial
    assert read(WORD, ROW | {"submitdate": "1980-01-01 00:00:00"}).submitted_at is None
    with pytest.raises(Unreadable, match="2 responses"):
        read(WORD, {"responses": [ROW, ROW]})
    with pytest.raises(Unreadable, match="neither"):
        read(WORD, {"hello": "you"})


def test_an_empty_response_is_a_list_in_php() -> None:
    assert answers(read(WORD, BODY | {"response": []})) == {}
    assert read(WORD, shared("limesurvey/plugin_readme_sample.json").read_bytes()).submission_id == "123456-42"


def test_the_token_in_the_body_proves_it() -> None:
    assert proves(WORD, BODY, {})
    assert proves(WORD, BODY, {}, "another", SECRET)
    assert proves(WORD, BODY | {"api_token": "x"}, {}, in_address=SECRET)
    for body in (BODY | {"api_token": None}, BODY | {"api_token": ""}, BODY | {"api_token": SECRET[:-1]}, [SECRET]):
        assert not proves(WORD, body, {})
    assert not proves(WORD, BODY | {"api_token": ""}, {}, "")
    assert not proves(WORD, json.dumps(BODY).encode()[:-1], {})
    assert not proves(WORD, BODY, {}, "another")


@given(hostile("response", "responses", "response_pretty", "api_token", "id", "Q_1", "Q_other", "Q[SQ001]", "Q"))
def test_hostile_bodies(body: bytes) -> None:
    is_read_or_refused(WORD, body)
    assert not proves(WORD, body, {})
