"""Rules of a call: every test word on answers that pass, fail and are missing."""

from datetime import UTC, datetime

import pytest

from app.domain.eligibility import Bar, judge
from forms.definition import Choice, Condition, Eligibility, Form, Question, Section, Sheet, Text, Total
from forms.logic.engines import Engines
from forms.logic.logic import Logic, compile_logic
from forms.rules.conditions import expression

NOW = datetime(2026, 11, 24, tzinfo=UTC)
ANSWERS = {
    "amount": "99999.99",
    "same": "99999.990",
    "status": "state_party",
    "declared": True,
    "contact": {"email": "a@example.org"},
    "budget": {"rows": [], "totals": {"total_usd": "99999.99"}},
    "empty": None,
    "none": None,
    "chosen": [],
    "several": ["a", "b"],
    "starts": "2027-01-31",
}
STATUS = tuple(Choice(value, Text()) for value in ("state_party", "signatory"))
QUESTIONS = (
    Question("amount", "money", Text(), currency="USD"),
    Question("same", "decimal", Text()),
    Question("status", "choose_one", Text(), choices=STATUS),
    Question("declared", "yes_no", Text()),
    Question("contact", "group", Text(), questions=(Question("email", "email", Text()),)),
    Question(
        "budget",
        "table",
        Text(),
        questions=(Question("cost", "money", Text()),),
        totals=(Total("total_usd", Text(), "cost"),),
    ),
    Question("empty", "decimal", Text()),
    Question("none", "decimal", Text()),
    Question("chosen", "choose_many", Text(), choices=STATUS),
    Question("several", "choose_many", Text(), choices=(Choice("a", Text()), Choice("b", Text()))),
    Question("starts", "date", Text()),
)
FORM = Form("f", 1, Text(), ("en",), "F-{number}", (Section("s", Text(), QUESTIONS),), Sheet("w", "t", ()))
ENGINES, LOGIC = Engines(FORM), compile_logic(FORM)


def barred(logic: Logic, *rules: Eligibility, answers: object = None) -> tuple[Bar, ...]:
    """What these rules make of the answers."""
    values = logic.values(ANSWERS if answers is None else dict(answers), NOW)  # type: ignore[call-overload]
    judged = judge([(rule, ENGINES.condition(rule.must)) for rule in rules], values)
    told = {*judged.bars, *judged.notes, *judged.unsure}
    return tuple(Bar(rule.name, rule.reason, rule.is_note) for rule in rules if rule.name in told)


def rule(must: Condition, name: str = "rule", *, is_note: bool = False) -> Eligibility:
    return Eligibility(name, must, Text({"en": "because"}), is_note)


@pytest.mark.parametrize(
    ("path", "test", "value", "passes"),
    [
        ("amount", "max", "100000", True),
        ("amount", "max", "99999.98", False),
        ("amount", "min", "99999.99", True),
        ("amount", "min", "100000", False),
        ("starts", "min", "2027-01-31", True),
        ("starts", "max", "2027-01-30", False),
        ("starts", "min", "today", True),
        ("starts", "max", "today", False),
        ("declared", "is", "yes", True),
        ("declared", "is", "no", False),
        ("status", "is", "state_party", True),
        ("status", "is", "signatory", False),
        ("status", "is_not", "signatory", True),
        ("status", "is_not", "state_party", False),
        ("several", "is", "a", True),
        ("several", "is", "c", False),
        ("several", "is_not", "a", False),
        ("several", "one_of", ("c", "b"), True),
        ("several", "one_of", ("c", "d"), False),
        ("chosen", "one_of", ("state_party",), False),
        ("status", "one_of", ("state_party", "signatory"), True),
        ("status", "one_of", ("signatory",), False),
        ("amount", "equals", "budget.totals.total_usd", True),
        ("amount", "equals", "same", True),
        ("amount", "equals", "empty", False),
        ("contact.email", "filled", True, True),
        ("contact.email", "filled", False, False),
        ("empty", "filled", False, True),
        ("chosen", "filled", True, False),
        ("chosen", "filled", False, True),
        ("several", "filled", True, True),
        ("budget.rows", "filled", True, False),
        ("empty", "filled", True, False),
        ("empty", "min", "0", False),
        ("empty", "max", "0", False),
        ("empty", "is", "0", False),
        ("empty", "one_of", ("0",), False),
        ("empty", "equals", "none", False),
    ],
)
def test_each_word_of_a_rule(path: str, test: str, value: str | bool | tuple[str, ...], passes: bool) -> None:
    found = barred(LOGIC, rule(Condition(path, test, value)))
    assert found == (() if passes else (Bar("rule", Text({"en": "because"})),))


@pytest.mark.parametrize(
    ("source", "passes"),
    [
        ("amount <= 100000 && declared", True),
        ("amount / empty > 1", False),
        ("empty + 1 > 0", False),
        ("starts >= today && days(today, starts) < 100", True),
        ("empty == null || empty > 3", True),
    ],
)
def test_an_expression_that_cannot_be_worked_out_is_not_passed(source: str, passes: bool) -> None:
    assert bool(barred(LOGIC, rule(Condition(expression=source)))) is not passes


def test_every_rule_that_bars_is_named_in_the_order_of_the_call_and_notes_are_marked() -> None:
    rules = [
        rule(Condition("amount", "max", most), name, is_note=name == "a")
        for name, most in (("b", "1"), ("ok", "100000"), ("a", "2"))
    ]
    assert [(bar.rule, bar.is_note) for bar in barred(LOGIC, *rules)] == [("b", False), ("a", True)]


def test_answers_of_an_earlier_version_lack_what_was_not_asked_then() -> None:
    rules = [rule(Condition("amount", "max", "9"), "max"), rule(Condition("chosen", "filled", True), "chosen")]
    assert [bar.rule for bar in barred(LOGIC, *rules, answers={"contact": None})] == ["max", "chosen"]


def test_a_simple_test_is_one_expression() -> None:
    assert expression(Condition("amount", "min", "5"), "number") == "amount >= 5"
