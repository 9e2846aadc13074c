"""The engine of the rules against a second one (cel-rust): they give the same, but for what stands in a table."""

from datetime import UTC, date, datetime, time
from typing import Any

import pytest
from cel import evaluate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reference_rules import trees
from test_any_rules import ANSWERED, CALCULATED, KINDS, RULES, plain

from forms.logic.scopes import value_of
from forms.rules.engine import RuleError, Rules, as_doubles
from forms.rules.functions import FUNCTIONS

FAILED = "failed"
MOMENT = datetime.combine


def midnight(day: date) -> datetime:
    return MOMENT(day, time(0), tzinfo=UTC)


def of_second(source: str, answers: dict[str, Any]) -> Any:
    """What the second engine gives; the service's own functions are lent to it."""
    values = {name: midnight(value) if isinstance(value, date) else value for name, value in answers.items()}
    deeds = {name: one.deed for name, one in FUNCTIONS.items()}
    try:
        return plain(evaluate(as_doubles(source), {**values, **deeds}))
    except (TypeError, ValueError, RuntimeError, ArithmeticError):
        return FAILED


def of_first(rules: Rules, source: str, answers: dict[str, Any], kinds: dict[str, str], gives: str) -> Any:
    values = {
        name: value
        if kinds[name] == "numbers"
        else value_of(kinds[name], str(value) if isinstance(value, date) else value)
        for name, value in answers.items()
    }
    rule = rules.compile(source, gives)
    return FAILED if rule.failure(values) else plain(rule.work_out(values))


@given(data=st.data(), gives=st.sampled_from(CALCULATED))
@settings(max_examples=80, suppress_health_check=list(HealthCheck))
def test_both_engines_give_the_same(data: st.DataObject, gives: str) -> None:
    source = data.draw(trees(KINDS, gives, 3)).render()
    answers = {name: data.draw(ANSWERED[kind]) for name, kind in KINDS.items()}
    first, second = of_first(RULES, source, answers, KINDS, gives), of_second(source, answers)
    if isinstance(first, float) and first != first:
        assert second != second
    else:
        assert first == second, source


KNOWN = {
    "n1": 5.0, "n2": None, "t1": "né", "yes": True, "d1": date(2026, 5, 1), "m1": ["a", "b"], "ns": [1.0, 2.0],
}  # fmt: skip
DIFFERENCES = [
    # (expression, gives, the first, the second, why that is no fault of a rule)
    (
        "double(size(t1))",
        "number",
        2.0,
        3.0,
        "the second counts bytes, the specification code points; rules use length()",
    ),
    ("string(yes)", "text", "true", FAILED, "the second lacks it; rules use text()"),
    ("bool('true')", "truth", True, FAILED, "the second lacks it"),
    ("double('  5')", "number", 5.0, FAILED, "the first passes over blanks; rules use number(), which does too"),
    ("string(1e20)", "text", "1e+20", "100000000000000000000", "left open by the specification; rules use text()"),
    ("string(d1)", "text", "2026-05-01T00:00:00Z", "2026-05-01T00:00:00+00:00", "the same moment; rules use text()"),
]
"""Where the engines differ."""


@pytest.mark.parametrize(("source", "gives", "first", "second", "why"), DIFFERENCES)
def test_where_the_engines_differ(source: str, gives: str, first: object, second: object, why: str) -> None:
    assert of_first(RULES, source, KNOWN, KINDS, gives) == first
    assert of_second(source, KNOWN) == second
    assert why


@pytest.mark.parametrize("source", ["n1 == 'x'", "true || t1 == n1", "m1.all(x, x != n1)", "d1 == 5"])
def test_only_the_first_refuses_what_can_never_be_equal(source: str) -> None:
    """It checks kinds when a definition is read; the second has none to check."""
    with pytest.raises(RuleError, match="cannot compare"):
        RULES.compile(source)
    assert of_second(source, KNOWN) in {True, False}


def test_what_is_missing_fails_in_both() -> None:
    for source in ("n1 > 5", "n1 + 1 == 2", "!yes", "yes ? 1 > 0 : 2 > 0", "d1 > date('2027-01-01')"):
        answers = dict.fromkeys(KINDS, None)
        assert of_first(RULES, source, answers, KINDS, "truth") == of_second(source, answers) == FAILED, source
