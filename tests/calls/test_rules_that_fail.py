"""A rule that cannot be worked out is neither passed nor failed: it is told, with why."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from a_call import DEFINITION, GOOD, NAME, context_of
from hypothesis import given
from hypothesis import strategies as st

from app.domain.eligibility import Judged, judge
from forms.logic.logic import Logic

NOW = datetime(2027, 2, 1, tzinfo=UTC)


@pytest.fixture(scope="module")
def logic(tmp_path_factory: pytest.TempPathFactory) -> Logic:
    return context_of(tmp_path_factory.mktemp("call")).forms[NAME].logic


def judged(logic: Logic, **answers: Any) -> Judged:
    return judge(logic.eligibility, *logic.readable_values({**GOOD, "other": "0", **answers}, NOW))


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({}, Judged()),
        ({"amount": "50000.01"}, Judged(bars=("ceiling",))),
        ({"amount": "50001", "other": "10000"}, Judged(bars=("ceiling", "sums"))),
        ({"title": "Short"}, Judged(notes=("titled",))),
        ({"other": None}, Judged(unsure={"sums": "not answered: other"})),
        ({"amount": None}, Judged(unsure={"ceiling": "not answered: amount", "sums": "not answered: amount"})),
        ({"title": None}, Judged(unsure={"titled": "not answered: title"})),
        (
            {"other": "much"},
            Judged(unsure={"sums": "not of the type that the form asks for now: other"}),
        ),
        (
            {"other": ["1"], "title": "No"},
            Judged((), ("titled",), {"sums": "not of the type that the form asks for now: other"}),
        ),
    ],
)
def test_each_rule_holds_fails_or_is_told(logic: Logic, answers: dict[str, Any], found: Judged) -> None:
    assert judged(logic, **answers) == found


@given(
    answer=st.recursive(
        st.none() | st.booleans() | st.floats() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_any_answer_is_judged(logic: Logic, answer: Any) -> None:
    found = judged(logic, **dict.fromkeys(("amount", "other", "title"), answer))
    told = [*found.bars, *found.notes, *found.unsure]
    assert len(told) == len(set(told))
    assert all(found.unsure.values())


COSTS = """
      - question: costs
        type: table
        max: 90
        label: Costs
        questions:
          - {question: cost, type: integer, label: Cost}
sheet:
"""
PAIRS = """
    - rule: pairs
      must: costs.rows.all(a, costs.rows.all(b, a.cost <= b.cost + 1000))
      reason: {en: They are too far apart.}
  criteria:
"""


def test_a_rule_that_goes_through_too_much_is_told(tmp_path: Path) -> None:
    text = DEFINITION.replace("\n  criteria:\n", PAIRS, 1).replace("\nsheet:\n", COSTS, 1)
    logic = context_of(tmp_path, text).forms[NAME].logic
    many = {"rows": [{"cost": 1}] * 500, "totals": {}}  # an older version may have taken more
    assert judged(logic, costs=many).unsure == {"pairs": "it goes through 10,000 elements or more"}
