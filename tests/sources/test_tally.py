"""Tally: option ids become texts, what comes twice is the provider's own, and the signature is over the raw bytes."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sent import answers, entry, proves, read, refused, system
from shared_samples import shared

SAMPLE = Path(__file__).parent / "samples" / "tally_response.json"
COMPUTED = {"tally-signature": "y2l5n4HDeaMa1WxQcuLd4akF7gFS6OG579RRPRv1LYI="}


def body(**changes: Any) -> dict[str, Any]:
    return {**json.loads(SAMPLE.read_text("utf-8")), **changes}


def test_answers_of_every_kind() -> None:
    assert answers(read("tally", SAMPLE.read_bytes())) == {
        "question_lang1_00000000-0000-4000-8000-00000000000a": "fr",
        "question_name1": "Awa Exemple",
        "question_skip1": None,
        "question_type1": "Organisation",
        "question_type2": "Niger",
        "question_lang2": ["Français", "Wolof"],
        "question_rank1": ["Sols"],
        "question_file1": [{"name": "budget.xlsx", "url": "https://files.example.org/f1?token=1"}],
        "question_mat1": {"Clarté": "Bon", "Délai": ["Bon", "Moyen"]},
        "question_new1": {"a": [1]},
    }


def test_what_comes_twice_or_is_worked_out_is_the_providers_own() -> None:
    own = system(read("tally", SAMPLE.read_bytes()))
    assert own["question_lang2_opt-fr"] is True
    assert own["question_lang2_opt-ar"] is False
    assert own["question_mat1_row-2"] == ["Bon", "Moyen"]
    assert own["question_pay1_price"] == 9
    assert own["question_calc1_00000000-0000-4000-8000-00000000000b"] == 3
    assert own["tally.formName"] == "Demande d'assistance"


def test_identity_labels_and_language() -> None:
    received = read("tally", SAMPLE.read_bytes())
    assert received.delivery_id == "5a3c9d1e-0000-4000-8000-000000000001"
    assert received.submission_id == "sUb001"
    assert received.submitted_at == datetime(2026, 3, 1, 10, 15, 30, 500000, tzinfo=UTC)
    assert (received.language, received.is_partial) == ("fr", False)
    assert entry(received, "hidden.lang").value == "fr"
    assert entry(received, "question_name1").label == "Nom"
    assert entry(received, "question_mat1_row-1").label == "Avis (Clarté)"


def test_optional_keys_may_be_missing() -> None:
    bare = {"eventType": "FORM_RESPONSE", "data": {"fields": [{"key": "q", "value": 1}, {"label": "L"}, {}, "x"]}}
    received = read("tally", bare)
    assert answers(received) == {"q": 1, "L": None}
    assert (received.delivery_id, received.submission_id, received.submitted_at) == ("", "", None)


@pytest.mark.parametrize("changes", [{"eventType": "FORM_CREATED"}, {"data": None}, {"data": {"fields": {}}}])
def test_other_events_are_refused(changes: dict[str, Any]) -> None:
    refused("tally", body(**changes), "no form response")


def test_recorded_bodies() -> None:
    received = read("tally", shared("tally/official_all_field_types.json").read_bytes())
    found = answers(received)
    assert received.submission_id == "2wgx4n"
    assert found["question_3qL4Gm"] == "In progress"
    assert found["question_wQ1K7w"] == ["Swimming", "Skiing"]
    assert found["question_w7qRZm"] == ["Pear", "Apple", "Banana"]
    assert found["question_mBazQn"] == {"Quality": "Satisfied", "Speed": "Neutral"}
    assert "question_wQ1K7w_9bbb6bd7-1e3b-4e48-b4b9-a221d5aad87e" not in found
    assert len(found) == 19
    assert read("tally", shared("tally/minimal_single_text.json").read_bytes()).submission_id == "jyqVba"


def test_computed_signature() -> None:
    raw = shared("tally/official_all_field_types.json").read_bytes()
    assert proves("tally", raw, COMPUTED)
    assert proves("tally", raw, COMPUTED, "other", "test-secret-not-real")
    assert not proves("tally", raw, COMPUTED, "other")
    assert not proves("tally", json.dumps(json.loads(raw)).encode(), COMPUTED)
    for wrong in ("", COMPUTED["tally-signature"][:-2], "sha256=" + COMPUTED["tally-signature"]):
        assert not proves("tally", raw, {"tally-signature": wrong})
