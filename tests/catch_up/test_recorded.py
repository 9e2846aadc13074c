"""What providers were recorded to send is read alike, whether their webhook told it or their API gave it."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from connectors.ports import HookRequest, Received
from connectors.sources import SOURCES
from connectors.sources.catch_up import APIS
from connectors.sources.catch_up.api import Cursor
from tests.sources.shared_samples import shared

Found = dict[str, Any]


def read(word: str, body: bytes) -> Received:
    return SOURCES[word].read(HookRequest(body, {"content-type": "application/json"}))


def fetched(word: str, answer: object) -> list[Received]:
    where = {"form": "f", "asset": "a", "survey": "s", "project": "p"}
    page = APIS[word].listings[0].read(where, Cursor(), answer)
    return [read(word, body) for body in page.bodies]


def same(one: Received, other: Received) -> bool:
    def answers(received: Received) -> dict[str, object]:
        return {entry.keys[0]: entry.value for entry in received.entries if not entry.is_system}

    return (one.submission_id, one.submitted_at, answers(one)) == (
        other.submission_id, other.submitted_at, answers(other),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("word", "name", "as_given"),
    [
        ("typeform", "typeform/official_docs_2018.json", lambda told: {"items": [told["form_response"]]}),
        ("kobotoolbox", "kobotoolbox/tree_photo_us_central_time.json", lambda told: {"results": [told]}),
        ("kobotoolbox", "kobotoolbox/synthetic_repeat_groups.json", lambda told: {"results": [told]}),
        ("formbricks", "formbricks/responseFinished.json", lambda told: {"data": [told["data"]]}),
        ("gravity-forms", "gravity_forms/all_fields_entry_from_log.json", lambda told: {"entries": [told]}),
        ("netlify", "netlify/submission_created_function_event.json", lambda told: [told["payload"]]),
        ("fillout", "fillout/submission_scheduling_payment.json", lambda told: {"responses": [told["submission"]]}),
    ],
)
def test_the_webhook_and_the_api_tell_the_same(word: str, name: str, as_given: Callable[[Found], object]) -> None:
    raw = shared(name).read_bytes()
    [given] = fetched(word, as_given(json.loads(raw)))
    assert same(given, read(word, raw))


def test_rows_of_central_are_read() -> None:
    raw = json.loads(shared("odk_central/odata_submissions.json").read_bytes())
    found = fetched("odk-central", raw)
    assert len(found) == len(raw["value"])
    assert len({one.delivery_id for one in found}) == len(found)
    assert all(one.submitted_at for one in found)
