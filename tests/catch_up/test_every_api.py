"""Every provider that can be asked: all of its submissions come, once, and again only what is new."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from made_rows import KINDS, Kind
from places import Place, place

from app.store.engine import Ledger
from connectors.sources import SOURCES
from connectors.sources.catch_up import APIS
from forms.reading.api_part import API_WORDS


@pytest.fixture(params=KINDS, ids=lambda kind: kind.word)
def asked(
    ledger: Ledger, tmp_path: Path, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Place]:
    kind: Kind = request.param
    with place(ledger, tmp_path, kind, monkeypatch) as found:
        yield found


def test_the_tables_know_the_same_providers() -> None:
    assert list(APIS) == list(API_WORDS)
    assert set(APIS) <= set(SOURCES)
    assert {kind.word for kind in KINDS} == set(APIS)


def test_all_that_is_there_comes_once(asked: Place) -> None:
    for number in range(1, asked.kind.many + 1):
        asked.add(number)
    item = asked.run()
    assert (item.state, item.note) == ("done", f"{asked.kind.many} found")
    assert asked.titles() == {f"Title {number}": 1 for number in range(1, asked.kind.many + 1)}
    assert {one.state for one in asked.delivered()} == {"accepted"}
    stands = asked.stands()
    assert (stands.found, stands.error, stands.last_ok) == (asked.kind.many, "", asked.clock())
    for _ in range(2):
        asked.clock.pass_minutes(15)
        assert asked.run().note == "0 found"
    assert len(asked.delivered()) == asked.kind.many
    assert {one.times for one in asked.delivered()} == {1}


def test_what_is_new_comes_and_nothing_else(asked: Place) -> None:
    for number in range(1, 4):
        asked.add(number)
    asked.run()
    asked.add(2000)
    assert asked.run().note == "1 found"
    if asked.kind.edits:
        asked.add(2, "Title, mended", at=3000)
        assert asked.run().note == "1 found"
        assert asked.titles() == {"Title 1": 1, "Title, mended": 2, "Title 3": 1, "Title 2000": 1}
        assert asked.run().note == "0 found"
    assert len(asked.titles()) == 4


def test_nothing_is_there(asked: Place) -> None:
    assert asked.run().note == "0 found"
    assert asked.delivered() == []


def test_what_the_answer_should_not_be_is_told(asked: Place) -> None:
    asked.here.faults = [(503, {"retry-after": "700"})] * 9
    item = asked.run()
    assert item.state == "due"
    assert "127.0.0.1 answered 503" in item.error or "Google" in item.error
    assert item.error == asked.stands().error
