"""A form is changed while somebody fills it in: they are told, by name which answers it has no longer."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.context import Context
from tests.served import served
from tests.web.conftest import context_of
from tests.web.turning_form import error_at, shown
from tests.web.walking import begun, carried, draft_key

ROOM = """
form: room
version: 1
languages: [en]
title: Room
reference: "RO-{year}-{number:04d}"
sections:
  - section: all
    title: All
    questions:
      - question: hall
        type: choose_one
        label: Hall
        choices: [{value: a, label: Great hall}, {value: b, label: Small hall}]
        other: Which hall
      - {question: notes, type: text, label: Notes}
  - section: end
    title: End
    questions: [{question: last, type: text, label: Last}]
sheet: {workbook: Room, tab: All, columns: [{path: $reference, header: Reference}]}
"""
CHANGED = "This form was changed since you began"


@pytest.fixture
def before(tmp_path: Path) -> Iterator[Context]:
    made = context_of(tmp_path, ROOM)
    yield made
    made.ledger.engine.dispose()


@pytest.fixture
def after(before: Context, tmp_path: Path) -> Iterator[Context]:
    """The same place, once a version without the great hall was published."""
    other = ROOM.replace("version: 1", "version: 2").replace("{value: a, label: Great hall}, ", "")
    made = context_of(tmp_path / "after", other)
    first = before.forms["room"].form
    yield replace(made, ledger=before.ledger, earlier=lambda _name, number: first if number == 1 else None)
    made.ledger.engine.dispose()


@pytest.fixture
def step(client: FlaskClient) -> str:
    return begun(client, "/f/room")


@pytest.fixture
def client(before: Context) -> FlaskClient:
    return served(before).test_client()


def same_browser(client: FlaskClient, step: str, context: Context) -> FlaskClient:
    other = served(context).test_client()
    cookie = client.get_cookie(f"draft-{draft_key(step)[:16]}")
    assert cookie
    other.set_cookie(cookie.key, cookie.value)
    return other


def test_a_page_that_was_open_says_so_when_it_is_sent(client: FlaskClient, step: str, after: Context) -> None:
    page = client.get(step).text
    assert '<input type="hidden" name="version" value="1">' in page
    later = same_browser(client, step, after)
    answer = later.post(step, data={**carried(page), "version": "1", "hall": "a", "notes": "At noon"})
    assert answer.status_code == 422
    assert CHANGED in answer.text
    assert "Hall: “Great hall” can no longer be chosen" in answer.text
    assert error_at(answer.text, "hall") == "Hall must be one of the choices"
    assert not shown(answer.text, "hall_other")
    assert 'value="At noon"' in answer.text
    again = later.post(step, data={**carried(answer.text), "version": "2", "hall": "b"})
    assert again.status_code == 303


def test_an_open_page_without_mistakes_says_so_once(client: FlaskClient, step: str, after: Context) -> None:
    page, later = client.get(step).text, same_browser(client, step, after)
    answer = later.post(step, data={**carried(page), "version": "1", "hall": "b"})
    assert (answer.status_code, CHANGED in answer.text) == (200, True)
    assert later.post(step, data={**carried(answer.text), "version": "2", "hall": "b"}).status_code == 303


def test_a_fresh_page_names_what_is_gone_even_after_it_was_saved_by_itself(
    client: FlaskClient, step: str, after: Context
) -> None:
    page, later = client.get(step).text, same_browser(client, step, after)
    assert later.post(step, data={**carried(page), "version": "1", "hall": "a", "auto": "1"}).status_code == 200
    fresh = later.get(step).text
    assert CHANGED in fresh
    assert "Hall: “Great hall” can no longer be chosen" in fresh


def test_an_answer_that_is_no_choice_is_not_other(client: FlaskClient, step: str) -> None:
    page = client.post(step, data={**carried(client.get(step).text), "hall": "z"}).text
    assert error_at(page, "hall") != ""
    assert not shown(page, "hall_other")
    assert "can no longer be chosen" not in page
