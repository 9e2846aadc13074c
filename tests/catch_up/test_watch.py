"""Google's watch of a form is set up once, renewed before it ends, and set up again when it has ended."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from made_rows import BY_WORD, GOOGLE
from places import Place, place

from app.store.engine import Ledger
from forms.schema import compile_form
from jobs.clock import tick


@pytest.fixture
def google(ledger: Ledger, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    with place(ledger, tmp_path, BY_WORD["google-forms-watch"], monkeypatch) as found:
        found.here.more["expires"] = "2026-05-11T10:00:00Z"
        yield found


def test_a_watch_is_set_up_left_and_renewed(google: Place) -> None:
    assert google.run("watch", "bid").note == "watch of G1 set up until 2026-05-11T10:00:00Z"
    [watch] = google.here.more["watches"]
    assert watch["target"] == {"topic": {"topicName": GOOGLE["topic"]}}
    assert watch["eventType"] == "RESPONSES"
    assert google.run("watch", "bid").note == "watch of G1 is there until 2026-05-11T10:00:00Z"
    google.clock.pass_minutes(3 * 24 * 60)
    google.here.more["expires"] = "2026-05-14T10:00:00Z"
    assert google.run("watch", "bid").note == "watch of G1 renewed until 2026-05-14T10:00:00Z"
    assert len(google.here.more["watches"]) == 1


def test_another_topics_watch_is_not_ours(google: Place) -> None:
    other = {"id": "x", "eventType": "RESPONSES", "target": {"topic": {"topicName": "projects/q/topics/z"}}}
    google.here.more["watches"] = [other | {"expireTime": "2026-05-11T10:00:00Z"}]
    google.run("watch", "bid")
    assert len(google.here.more["watches"]) == 2


def test_a_watch_that_has_ended_is_set_up_again(google: Place) -> None:
    google.run("watch", "bid")
    google.clock.pass_minutes(8 * 24 * 60)
    google.here.more["watches"].clear()
    google.here.more["expires"] = "2026-05-19T10:00:00Z"
    assert google.run("watch", "bid").note == "watch of G1 set up until 2026-05-19T10:00:00Z"


def test_the_clock_renews_in_time(google: Place) -> None:
    tick(google.context)
    assert sorted(google.due()) == [("catch-up", "bid/google-forms-watch"), ("watch", "bid")]


def test_without_a_topic_there_is_nothing_to_watch(google: Place) -> None:
    compiled = google.context.forms["bid"]
    [source] = compiled.form.sources
    form = replace(compiled.form, sources=(replace(source, api={"form": "G1"}),))
    google.context = replace(google.context, forms={"bid": compile_form(form)})
    assert "names no `topic`" in google.run("watch", "bid").error
    tick(google.context)
    assert ("watch", "bid") not in google.due()[:1]
