"""What looks like a machine's doing is told with its reason, for staff to look at; nothing is dropped."""

import json
from urllib.parse import urlencode

import pytest
from sent import answers, read, refused

FORM = {"content_type": "application/x-www-form-urlencoded"}
TRAPPED = {
    "formspree": ("formspree", {"submission": {"name": "A", "_gotcha": "x"}}, "_gotcha"),
    "formspree, no text": ("formspree", {"submission": {"name": "A", "_gotcha": ["x"]}}, "_gotcha"),
    "netlify": ("netlify", {"data": {"name": "A", "bot-field": "x"}}, "bot-field"),
    "netlify, passed on": ("netlify", {"payload": {"data": {"name": "A", "bot-field": "x"}}}, "bot-field"),
    "generic": ("generic", {"name": "A", "_honey": "x"}, "_honey"),
    "gravity": ("gravity-forms", {"id": "1", "form_id": "2", "1": "A", "status": "spam"}, "spam"),
}


@pytest.mark.parametrize("what", TRAPPED)
def test_a_filled_trap_is_told(what: str) -> None:
    word, body, said = TRAPPED[what]
    refused(word, body, said)


def test_a_filled_trap_in_a_form_is_told() -> None:
    refused("generic", urlencode({"name": "A", "bot-field": "x"}).encode(), "bot-field", **FORM)


@pytest.mark.parametrize(
    ("word", "body"),
    [
        ("formspree", {"submission": {"name": "A", "_gotcha": ""}}),
        ("netlify", {"data": {"name": "A", "bot-field": ""}}),
        ("gravity-forms", {"name": "A", "status": "active"}),
    ],
)
def test_an_empty_trap_is_not(word: str, body: object) -> None:
    assert answers(read(word, json.dumps(body).encode())) == {"name": "A"}
