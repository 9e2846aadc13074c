"""A delivery that only tells of answers waits for them, and is settled by what came of them."""

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from made_rows import BY_WORD, NOW
from places import Place, place

from app.hooks_try import tried
from app.judging import judge_again
from app.store import api_tokens
from app.store.deliveries import Delivery
from app.store.engine import Ledger
from connectors.ports import HookRequest
from forms.schema import compile_form


@pytest.fixture
def monkey(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    with place(ledger, tmp_path, BY_WORD["surveymonkey"], monkeypatch) as found:
        yield found


@pytest.fixture
def google(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    with place(ledger, tmp_path, BY_WORD["google-forms-watch"], monkeypatch) as found:
        yield found


def event(number: int, kind: str = "response_completed", name: str = "e") -> dict[str, Any]:
    return {
        "event_type": kind, "event_id": f"{name}{number}", "object_id": f"r{number}",
        "event_datetime": "2026-05-04T09:00:00+00:00", "resources": {"survey_id": "S1"},
    }  # fmt: skip


def push(number: int) -> dict[str, Any]:
    attributes = {"eventType": "RESPONSES", "formId": "G1", "watchId": "w0"}
    return {"message": {"messageId": f"m{number}", "attributes": attributes}, "subscription": "s"}


def thin(here: Place) -> list[Delivery]:
    return [one for one in here.delivered() if "x-chancery-from" not in one.headers]


def without(here: Place, *, api: bool) -> None:
    """The form says nothing of an API, or there is no token for it."""
    compiled = here.context.forms["bid"]
    [source] = compiled.form.sources
    if not api:
        form = replace(compiled.form, sources=(replace(source, api={}),))
        here.context = replace(here.context, forms={"bid": compile_form(form)})
    with here.context.ledger.writing() as c:
        api_tokens.revoke(c, "bid", here.kind.word)


def test_an_event_waits_is_asked_for_and_names_what_came_of_it(monkey: Place) -> None:
    monkey.add(1)
    monkey.deliver(event(1))
    [one] = thin(monkey)
    assert one.state == "waiting"
    assert one.reasons == ("It tells that there are answers, and has none of them. They are asked for.",)
    assert monkey.due() == [("catch-up", "bid/surveymonkey")]
    assert monkey.run().note == "1 that told of answers, 0 found"
    assert monkey.titles() == {"Title 1": 1}
    [one] = thin(monkey)
    assert (one.state, one.reasons) == ("fetched", ("The answers were fetched: BID-2026-0001.",))
    assert one.submission_id == 1
    assert monkey.here.asked[0].path == "/v3/surveys/S1/responses/r1/details"
    assert monkey.run().note == "0 found"


def test_many_events_of_one_response_make_one_submission(monkey: Place) -> None:
    monkey.add(1)
    for name in ("a", "b"):
        monkey.deliver(event(1, "response_updated", name))
    monkey.run()
    monkey.add(1, "Mended", at=900)
    monkey.deliver(event(1, "response_updated", "c"))
    monkey.deliver(event(1, "response_updated", "c"))
    monkey.run()
    assert monkey.titles() == {"Mended": 2}
    assert [(one.state, one.submission_id, one.times) for one in thin(monkey)] == [
        ("fetched", 1, 1), ("fetched", 1, 1), ("fetched", 1, 2),
    ]  # fmt: skip


def test_what_is_gone_is_told(monkey: Place) -> None:
    monkey.deliver(event(7))
    assert monkey.run().state == "done"
    [one] = thin(monkey)
    assert (one.state, one.reasons) == (
        "quarantined",
        ("It tells of answers that cannot be had: 127.0.0.1 answered 404.",),
    )


def test_while_the_provider_is_away_it_goes_on_waiting(monkey: Place) -> None:
    monkey.add(1)
    monkey.deliver(event(1))
    monkey.here.faults = [(503, {"retry-after": "30"})]
    item = monkey.run()
    assert thin(monkey)[0].state == "waiting"
    monkey.clock.time = item.not_before
    monkey.run()
    assert thin(monkey)[0].state == "fetched"


def test_answers_that_do_not_pass_are_named(monkey: Place) -> None:
    monkey.add(1)
    monkey.here.rows[0]["pages"] = []
    monkey.deliver(event(1))
    monkey.run()
    [one] = thin(monkey)
    assert one.state == "fetched"
    assert "(quarantined)" in one.reasons[0]
    assert one.submission_id is None


def test_without_a_token_it_says_what_to_do_and_can_be_tried_again(monkey: Place) -> None:
    monkey.add(1)
    without(monkey, api=True)
    monkey.deliver(event(1))
    [one] = thin(monkey)
    assert one.state == "quarantined"
    assert "chancery hooks token bid surveymonkey --set TOKEN" in one.reasons[0]
    assert monkey.due() == []
    with monkey.context.ledger.writing() as c:
        api_tokens.put(c, "bid", "surveymonkey", monkey.here.url, "name:s3cret-token", now=NOW)
    judge_again(monkey.context, one.id, asked_by="rita")
    assert [one.state for one in thin(monkey)] == ["waiting"]
    monkey.run()
    assert [one.state for one in thin(monkey)] == ["fetched"]


def test_what_it_would_become_can_be_tried(monkey: Place) -> None:
    told = tried("surveymonkey", HookRequest(json.dumps(event(1)).encode(), {}), monkey.context.forms["bid"])
    assert (told["state"], told["to_fetch"]) == ("waiting", "r1")
    assert told["problems"] == []


def test_without_an_api_it_says_what_to_do(monkey: Place) -> None:
    without(monkey, api=False)
    monkey.deliver(event(1))
    assert "under `api` of surveymonkey" in thin(monkey)[0].reasons[0]


def test_a_push_of_google_has_the_form_asked(google: Place) -> None:
    for number in (1, 2):
        google.add(number)
    google.deliver(push(1))
    assert google.due() == [("catch-up", "bid/google-forms-watch")]
    assert google.run().note == "1 that told of answers, 2 found"
    assert google.titles() == {"Title 1": 1, "Title 2": 1}
    assert thin(google)[0].reasons == ("The answers were fetched: BID-2026-0001, BID-2026-0002.",)
    google.add(3)
    google.deliver(push(2))
    google.deliver(push(3))
    google.run()
    assert [(one.state, one.submission_id) for one in thin(google)] == [
        ("fetched", None),
        ("fetched", 3),
        ("fetched", 3),
    ]
    google.deliver(push(4))
    google.run()
    assert thin(google)[-1].reasons == ("The answers were asked for: nothing was new.",)


def test_without_credentials_a_push_says_what_to_do(google: Place) -> None:
    settings = replace(google.context.settings, google_credentials=None)
    google.context = replace(google.context, settings=settings)
    google.deliver(push(1))
    assert thin(google)[0].state == "quarantined"
    assert "GOOGLE_CREDENTIALS" in thin(google)[0].reasons[0]
