"""Rules of a call: every test word on answers that pass, fail and are missing."""

import pytest

from app.domain.eligibility import bars
from forms.definition import Rule, Text

ANSWERS = {
    "amount": "99999.99",
    "same": "99999.990",
    "status": "state_party",
    "declared": True,
    "contact": {"email": "a@example.org"},
    "budget": {"rows": [], "totals": {"total_usd": "99999.99"}},
    "empty": None,
    "none": None,
    "list": [],
}


@pytest.mark.parametrize(
    ("path", "test", "value", "passes"),
    [
        ("amount", "max", "100000", True),
        ("amount", "max", "99999.98", False),
        ("amount", "min", "99999.99", True),
        ("amount", "min", "100000", False),
        ("status", "max", "100000", False),
        ("declared", "is", True, True),
        ("declared", "is", False, False),
        ("status", "is", "state_party", True),
        ("status", "one_of", ("state_party", "signatory"), True),
        ("status", "one_of", ("signatory",), False),
        ("amount", "equals", "budget.totals.total_usd", True),
        ("amount", "equals", "same", True),
        ("amount", "equals", "status", False),
        ("contact.email", "filled", True, True),
        ("contact.email", "filled", False, False),
        ("empty", "filled", False, True),
        ("list", "filled", True, False),
        ("empty", "filled", True, False),
        ("empty", "min", "0", False),
        ("empty", "max", "0", False),
        ("empty", "is", "None", False),
        ("empty", "one_of", ("state_party",), False),
        ("empty", "equals", "none", False),
        ("no.such.path", "min", "0", False),
    ],
)
def test_each_word_of_a_rule(path: str, test: str, value: object, passes: bool) -> None:
    reason = Text({"en": "because"})
    barred = bars([Rule("rule", path, test, value, reason)], ANSWERS)
    assert [(bar.rule, bar.reason) for bar in barred] == ([] if passes else [("rule", reason)])


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity"])
def test_what_is_no_finite_number_passes_no_bound(number: str) -> None:
    assert bars([Rule("rule", "amount", "min", "0", Text())], {"amount": number})


def test_every_rule_that_bars_is_named_in_the_order_of_the_call() -> None:
    rules = [Rule(name, "amount", "max", most, Text()) for name, most in (("b", "1"), ("ok", "100000"), ("a", "2"))]
    assert [bar.rule for bar in bars(rules, ANSWERS)] == ["b", "a"]
