"""What is said of mistakes: in sentences of the language, and with the letters that were typed."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from app.context import Context
from app.text import said_moment
from app.web.errors import said
from forms.definition import NO_TEXT, Question, Text
from forms.schema import Problem
from forms.types import messages
from forms.types.answers import shown
from tests.served import served
from tests.web.conftest import context_of
from tests.web.turning_form import error_at
from tests.web.walking import answered, begun

GUESTS = """
form: guests
version: 1
languages: [en, fr]
title: Guests
reference: "GU-{year}-{number:04d}"
sections:
  - section: all
    title: All
    questions:
      - {question: guests, type: integer, label: "How many guests?", required: yes}
      - {question: name, type: text, label: Name, max_length: 5}
      - {question: from, type: date, label: From, min: 2099-03-14}
      - question: contact
        type: group
        label: Contact
        questions: [{question: email, type: email, label: E-mail}]
sheet: {workbook: Guests, tab: All, columns: [{path: $reference, header: Reference}]}
"""


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    made = context_of(tmp_path, GUESTS)
    yield made
    made.ledger.engine.dispose()


@pytest.fixture
def client(context: Context) -> FlaskClient:
    return served(context).test_client()


def test_a_label_that_is_a_question_is_not_entered(client: FlaskClient) -> None:
    page = answered(client, begun(client, "/f/guests?lang=en")).text
    assert error_at(page, "guests") == "Answer the question “How many guests?”"


@pytest.mark.parametrize("mark", ["?", " ?", "？", "؟"])
def test_whatever_sign_a_language_asks_with(mark: str) -> None:
    problem = Problem("a", Text({"fr": f"Combien{mark}"}), messages.CHOOSE)
    assert said(problem, "fr") == f"Répondez à la question « Combien{mark} »"


def test_what_is_no_whole_number_is_told_so(client: FlaskClient) -> None:
    page = answered(client, begun(client, "/f/guests?lang=en"), {"guests": "three"}).text
    assert error_at(page, "guests") == "How many guests? must be a whole number"


def test_days_are_said_in_words(client: FlaskClient) -> None:
    for language, day in ("en", "14 March 2099"), ("fr", "14 mars 2099"):
        page = answered(client, begun(client, f"/f/guests?lang={language}"), {"guests": "3", "from": "2099-01-01"}).text
        assert day in page


def test_what_was_typed_stands_beside_what_is_wrong_with_it(client: FlaskClient) -> None:
    step = begun(client, "/f/guests?lang=en")
    answered(client, step, {"guests": "3", "name": "Josephine", "contact.email": "at home", "from": ""})
    page = client.get(step.partition("/q/")[0] + "/check").text
    assert "Josephine" in page
    assert "at home" in page
    assert "Name must have 5 characters or fewer" in page
    assert page.count("Not provided") == 1  # the day


def test_moments_have_the_commas_and_hours_of_their_language() -> None:
    moment = datetime(2099, 1, 15, 15, 30, tzinfo=UTC)
    assert said_moment(moment, "Europe/Zurich", "ar").startswith("15 يناير 2099، 16:30 (")
    assert said_moment(moment, "Europe/Zurich", "en").startswith("15 January 2099, 16:30 (")
    assert shown(Question("at", "datetime", NO_TEXT), "2099-01-15T16:30", "ar") == "15 يناير 2099 16:30"
