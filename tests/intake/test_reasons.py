"""Staff read in a reason what was sent, where that helps and may be told; applicants read none of it."""

import json
from decimal import Decimal

import pytest
from intake_forms import NOW, SECRET, clock, context, deliver

from app.context import Context
from app.reasons import problem_text, reason, without_value
from app.store import deliveries
from app.verdict import check
from app.web.errors import said
from connectors.ports import HookRequest
from connectors.sources import SOURCES
from forms.load import load_form
from forms.schema import compile_form

__all__ = ["clock", "context"]

FORM = """\
form: aid
version: 1
languages: [en]
title: Aid
reference: "AID-{number}"
sections:
  - section: all
    title: All
    questions:
      - {question: state, type: country, label: State}
      - {question: heads, type: integer, label: Heads, max: 5}
      - {question: share, type: decimal, label: Share}
      - {question: code, type: text, label: Code, pattern: "[A-Z]+", max_length: 300}
      - {question: brief, type: text, label: Brief, max_length: 5}
      - {question: api_token, type: text, label: Key, pattern: "[A-Z]+"}
      - {question: door, type: text, label: "PIN of the door", pattern: "[A-Z]+"}
      - {question: secretariat, type: text, label: Secretariat, pattern: "[A-Z]+"}
      - {question: about, type: long_text, label: About, pattern: "[A-Z]+"}
      - {question: unseen, type: hidden, max_length: 3, label: Unseen}
      - {question: paper, type: file, label: Paper}
      - question: size
        type: choose_one
        label: Size
        choices: [{value: s, label: Small}, {value: l, label: Large}]
      - question: help
        type: choose_many
        label: Help
        choices: [{value: law, label: Law}, {value: it, label: IT}]
      - question: contact
        type: group
        label: Contact
        questions:
          - {question: email, type: email, label: E-mail, required: yes}
      - question: budget
        type: table
        label: Budget
        questions:
          - {question: item, type: text, label: Item}
          - {question: cost, type: integer, label: Cost}
      - {question: end, type: integer, label: End, checks: [{check: late, must: "end > 9", message: Too early.}]}
sheet:
  workbook: Aid
  tab: Aid
  columns: [{path: $reference, header: Reference}]
"""


@pytest.fixture(scope="module")
def form(tmp_path_factory):
    path = tmp_path_factory.mktemp("forms") / "aid" / "form.yaml"
    path.parent.mkdir()
    path.write_text(FORM, encoding="utf-8")
    return compile_form(load_form(path))


def reasons(form, **answers: object) -> list[str]:
    """Of the answers, without what is missing of them."""
    sent = {"contact": {"email": "a@example.org"}, **answers}
    return [reason(form.form, one, sent) for one in check(form, sent, NOW).problems]


VALUES = [
    ("state", "Swizerland", "Swizerland"),
    ("state", "  Swizer\n\tland ", "Swizer land"),
    ("state", "“Swizer”land", '"Swizer"land'),
    ("state", "a\u202eb\x00c", "a\ufffdb\ufffdc"),
    ("heads", "x" * 60, "x" * 60),
    ("heads", "x" * 61, "x" * 59 + "…"),
    ("heads", 7, "7"),
    ("heads", Decimal("1.5"), "1.5"),
    ("heads", True, "true"),
    ("share", "1,500", "1,500"),
    ("code", "abc", "abc"),
    ("size", "huge", "huge"),
    ("size", ["s", "l"], "s, l"),
    ("help", ["Law", "Food"], "Law, Food"),
    ("help", "Law, Food", "Law, Food"),
    ("secretariat", "x", "x"),
    ("end", 3, "3"),
]


@pytest.mark.parametrize(("name", "value", "told"), VALUES)
def test_the_value_is_told_as_it_was_sent(form, name: str, value: object, told: str) -> None:
    [found] = reasons(form, **{name: value})
    assert found.endswith(f"; “{told}” was sent")
    assert f"({name}" in found
    [problem] = check(form, {"contact": {"email": "a@example.org"}, name: value}, NOW).problems
    assert without_value(found) == problem_text(problem)


UNTOLD = [
    ("paper", "https://files.example/a.pdf?token=x"),
    ("paper", ["https://files.example/a.pdf?token=x"]),
    ("unseen", "a hidden key"),
    ("about", "short"),
    ("code", "x" * 201),
    ("brief", "longer than five"),
    ("api_token", "x1"),
    ("door", "x1"),
    ("contact", "a text"),
    ("budget", "a text"),
    ("heads", {"a": 1}),
    ("help", [["law"], "x"]),
    ("stranger", "x1"),
]


@pytest.mark.parametrize(("name", "value"), UNTOLD)
def test_what_is_no_help_or_for_nobody_else_is_not_told(form, name: str, value: object) -> None:
    found = reasons(form, **{name: value})
    assert found
    assert not any("was sent" in one for one in found)


def test_nothing_is_told_of_what_is_missing(form) -> None:
    assert reasons(form, contact={"email": " "}) == ["Enter E-mail (contact.email)"]


@pytest.mark.parametrize("shape", [lambda rows: rows, lambda rows: {"rows": rows}])
def test_the_value_of_a_row_is_that_of_its_number(form, shape) -> None:
    rows = [{"item": "a", "cost": 1}, {"item": " ", "cost": ""}, {"item": "b", "cost": "two"}]
    assert reasons(form, budget=shape(rows)) == ["Cost must be a whole number (budget.2.cost); “two” was sent"]


def test_a_reason_is_never_longer_than_it_can_be(form) -> None:
    [problem] = check(form, {"contact": {"email": "a@example.org"}, "end": 3}, NOW).problems
    wordy = type(problem.text)({"en": "x" * 480})
    longer = type(problem)(problem.path, problem.label, problem.message, problem.params, wordy)
    assert "was sent" not in reason(form.form, longer, {"end": 3})
    assert len(reason(form.form, longer, {"end": 3})) <= 500


def test_what_applicants_read_is_as_it_was(form) -> None:
    [problem] = check(form, {"contact": {"email": "a@example.org"}, "state": "Swizerland"}, NOW).problems
    assert said(problem, "en") == "State must be a country or area of ISO 3166"


def test_a_delivery_keeps_the_values_in_its_reasons(context: Context) -> None:
    answers = {"state": "Swizerland", "size": "Enormous", "paper": "x", "budget": [{"item": "a", "unit_cost": "much"}]}
    raw = json.dumps({"data": {"id": "s1", "answers": answers}}).encode()
    shown = SOURCES["standard-webhooks"].proof.show(raw, SECRET, NOW)
    outcome = deliver(context, "standard-webhooks", HookRequest(raw, shown.headers))
    with context.ledger.reading() as c:
        [held] = deliveries.listing(c)
    assert held.reasons == outcome.reasons
    assert [one.partition("; ")[2] for one in held.reasons] == [
        "“Swizerland” was sent", "“Enormous” was sent", "“much” was sent", "",
    ]  # fmt: skip
