"""Catching up goes on where it ended, takes nothing twice whoever was first, and shows its token to one server."""

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import monotonic

import pytest
from emulated import TOKEN, provider, typeform
from hypothesis import given
from hypothesis import strategies as st
from made_rows import BY_WORD, of_kobo, of_typeform
from places import NOW, Place, place

from app.catch_up import HEADERS
from app.store import api_tokens
from app.store.engine import Ledger
from connectors.errors import ConnectorError, Unreadable
from connectors.sources.catch_up import APIS
from connectors.sources.catch_up.api import Cursor, Page, after
from connectors.sources.catch_up.parts import back, latest, next_below
from forms.schema import compile_form
from jobs import catch_up as job
from jobs.clock import tick
from jobs.deeds import JOBS
from jobs.files import fetch_files


@pytest.fixture
def forms(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    with place(ledger, tmp_path, BY_WORD["typeform"], monkeypatch) as found:
        yield found


@pytest.fixture
def kobo(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    with place(ledger, tmp_path, BY_WORD["kobotoolbox"], monkeypatch) as found:
        yield found


def hook(number: int, title: str, at: int = -1, event: str = "e") -> dict[str, object]:
    """The same as the webhook tells it."""
    response = of_typeform(number, title, number if at < 0 else at)
    return {
        "event_id": f"{event}{number}",
        "event_type": "form_response",
        "form_response": {"form_id": "F1", **response},
    }


def with_server(here: Place, server: str) -> None:
    """The form is published with another server."""
    compiled = here.context.forms["bid"]
    [source] = compiled.form.sources
    sources = (replace(source, api={**source.api, "server": server}),)
    here.context = replace(here.context, forms={"bid": compile_form(replace(compiled.form, sources=sources))})


def test_a_run_is_bounded_and_the_next_goes_on(forms: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(job, "MOST_PAGES", 2)
    for number in range(1, 701):
        forms.add(number)
    assert forms.run().note == "400 found; goes on"
    assert forms.stands().last_ok is None
    assert forms.due() == [("catch-up", "bid/typeform")]
    assert forms.run().note == "300 found"
    assert forms.due() == []
    assert len(forms.titles()) == 700
    assert [one.query.get("before", "") for one in forms.here.asked] == ["", "t501", "t301", "t101"]


def test_the_time_that_a_provider_asks_for_is_waited(kobo: Place) -> None:
    for number in range(1, 621):
        kobo.add(number)
    kobo.here.faults = [(429, {"retry-after": "60"})]
    first = kobo.run()
    assert (first.state, first.error) == ("due", "127.0.0.1 answered 429")
    assert (first.not_before - NOW).total_seconds() == 60
    kobo.clock.time = first.not_before
    kobo.run()
    assert len(kobo.titles()) == 620


def test_pages_that_were_kept_stay_when_a_later_one_fails(kobo: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(1, 621):
        kobo.add(number)
    monkeypatch.setattr(job, "MOST_PAGES", 1)
    kobo.run()
    kobo.here.faults = [(500, {})]
    failed = kobo.run()
    assert len(kobo.titles()) == 300
    assert kobo.stands().error == "127.0.0.1 answered 500"
    kobo.clock.time = failed.not_before
    monkeypatch.setattr(job, "MOST_PAGES", 20)
    kobo.run()
    assert len(kobo.titles()) == 620
    begun = [json.loads(one.query["query"])["_id"]["$gt"] for one in kobo.here.asked]
    assert begun == [0, 300, 300, 600, 0]  # and then those that were edited
    assert kobo.stands().error == ""


def test_what_came_by_the_webhook_is_not_taken_again(forms: Place) -> None:
    forms.deliver(hook(1, "Title 1"))
    for number in (1, 2):
        forms.add(number)
    assert forms.run().note == "1 found"
    assert forms.titles() == {"Title 1": 1, "Title 2": 1}


def test_a_webhook_that_comes_later_makes_no_double(forms: Place) -> None:
    forms.add(1)
    forms.run()
    forms.clock.pass_minutes(600)
    forms.deliver(hook(1, "Title 1"))
    assert forms.titles() == {"Title 1": 1}
    assert [one.state for one in forms.delivered()] == ["accepted", "accepted"]
    assert len({one.submission_id for one in forms.delivered()}) == 1
    assert forms.run().note == "0 found"


def test_webhook_and_catch_up_at_once_make_one(kobo: Place) -> None:
    kobo.deliver({**of_kobo(1, "Title 1", 1)})
    kobo.add(1)
    kobo.add(2)
    assert kobo.run().note == "1 found"
    kobo.deliver({**of_kobo(2, "Title 2", 2), "_notes": []})
    assert kobo.titles() == {"Title 1": 1, "Title 2": 1}


def test_an_edit_of_which_nothing_was_told_is_found(kobo: Place) -> None:
    kobo.deliver(of_kobo(1, "Title 1", 1))
    kobo.add(1, "Mended", at=50)
    assert kobo.run().note == "1 found"
    assert kobo.titles() == {"Mended": 2}


def test_what_cannot_be_accepted_stands_in_quarantine_once(kobo: Place) -> None:
    kobo.here.rows.append({"_id": 1, "_uuid": "u1"})
    for _ in range(3):
        kobo.run()
    [one] = kobo.delivered()
    assert (one.state, one.times, one.headers) == ("quarantined", 1, HEADERS)


def test_a_token_is_shown_to_its_own_server_alone(forms: Place) -> None:
    with provider(typeform) as stranger:
        context = forms.context
        trusted = replace(context.settings, trusted_hosts=frozenset({forms.here.host, stranger.host}))
        forms.context = replace(context, settings=trusted)
        with_server(forms, stranger.url)
        item = forms.run()
        assert item.state == "failed"
        assert f"is for {forms.here.url}, not for {stranger.url}: set it anew" in item.error
        assert stranger.asked == []


def test_a_token_is_not_shown_in_the_clear(forms: Place) -> None:
    with_server(forms, "http://api.typeform.com")
    item = forms.run()
    assert item.error == "A token is shown over https:// alone (or to TRUSTED_HOSTS), not to http://api.typeform.com."


def test_a_wrong_token_is_told(forms: Place) -> None:
    with forms.context.ledger.writing() as c:
        api_tokens.put(c, "bid", "typeform", forms.here.url, "old", now=NOW)
    item = forms.run()
    assert (item.state, item.error) == ("failed", "127.0.0.1 answered 401")


@pytest.mark.parametrize("content", [b"<html>", b"[" * 100_000, b"{}", b"[]", b'{"items": {"a": 1}}'])
def test_an_answer_that_is_none_is_told(forms: Place, content: bytes) -> None:
    forms.here.raw = content
    item = forms.run()
    assert item.state == "due"
    assert "JSON" in item.error or "no list" in item.error


def test_requests_keep_the_limit(forms: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(APIS, "typeform", replace(APIS["typeform"], seconds=0.3))
    for number in range(1, 450):
        forms.add(number)
    began = monotonic()
    forms.run()
    assert len(forms.here.asked) == 3
    assert monotonic() - began >= 0.6
    assert all(api.seconds > 0 for api in APIS.values())


def test_the_clock_asks_for_what_can_be_asked(forms: Place) -> None:
    tick(forms.context)
    assert forms.due() == [("catch-up", "bid/typeform")]
    assert tick(forms.context) == 0
    with forms.context.ledger.writing() as c:
        assert api_tokens.revoke(c, "bid", "typeform")
    forms.clock.pass_minutes(15)
    tick(forms.context)
    assert forms.due() == [("catch-up", "bid/typeform")]


def test_files_are_fetched_with_the_same_token(kobo: Place) -> None:
    assert JOBS["files"].deed is fetch_files
    with kobo.context.ledger.reading() as c:
        assert api_tokens.text(c, "bid", "kobotoolbox") == TOKEN
        assert api_tokens.text(c, "bid", "typeform") == ""


def test_a_cursor_goes_on_within_a_round_and_begins_the_next() -> None:
    begun = Cursor("5")
    first = after(begun, Page((), at="2", newest="9"))
    assert first == Cursor("5", "2", "9")
    assert after(first, Page((), newest="9")) == Cursor("9")
    assert after(first, Page(())) == Cursor("9")
    assert after(begun, Page(())) == begun


NAMES = ("items", "results", "value", "responses", "data", "content", "entries", "result", "links", "@odata.nextLink",
         "nextPageToken", "submissions", "questions", "fields", "hasMore", "has_more", "answer",
         "questionId", "type", "id", "_id", "token", "submitted_at", "__system", "status")  # fmt: skip
SAID = st.none() | st.booleans() | st.integers() | st.text(max_size=6) | st.just("http://[") | st.just("2026-01-01")
ANSWERS = st.recursive(
    SAID,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=12,
)


@given(answer=ANSWERS, cursor=st.sampled_from([Cursor(), Cursor("7", "3"), Cursor("2026-01-02", "", "2026-01-03")]))
def test_whatever_is_answered_is_read_or_told(answer: object, cursor: Cursor) -> None:
    where = {"form": "f", "asset": "a", "survey": "s", "project": "p", "server": "https://a.test", "session": "{}"}
    for word, api in APIS.items():
        for listing in api.listings:
            if cursor.since.startswith("2026") and word in {"kobotoolbox", "limesurvey"}:
                continue  # their cursors are numbers
            with suppress(ConnectorError, Unreadable):
                page = listing.read(where, cursor, answer)
                assert listing.ask(where, after(cursor, page)).path.startswith("/")


def test_times_and_numbers_are_compared_as_such() -> None:
    assert latest("9", "10", "") == "10"
    assert latest("2026-01-02T00:00:00Z", "2026-01-10T00:00:00Z") == "2026-01-10T00:00:00Z"
    assert back("2026-01-01 00:00:00", timedelta(hours=1)) == "2025-12-31T23:00:00Z"
    assert back("", timedelta(hours=1)) == ""
    assert next_below(Cursor("2026-01-05"), ["2026-01-06", "2026-01-04"], 2, timedelta(hours=1)) == ""
    assert next_below(Cursor("2026-01-05", "1"), ["2026-01-07", "2026-01-06"], 2, timedelta(hours=1)) == "2"
