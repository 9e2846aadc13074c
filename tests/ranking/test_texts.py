"""Scores kept as texts of JSON: read together or one by one, they are what json says."""

import json
import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.ranking import texts
from app.domain.ranking.reviews import UNSCORED
from app.domain.ranking.texts import scores_in

CRITERIA = ("worth", "plan", "c3")
SCORES = st.dictionaries(st.sampled_from([*CRITERIA, "old_one"]), st.none() | st.integers(0, 1000))


def expected(rows: list[dict[str, int | None]]) -> list[list[int]]:
    return [[UNSCORED if row.get(name) is None else row[name] for row in rows] for name in CRITERIA]


@given(st.lists(SCORES), st.integers(1, 3))
def test_any_scores_are_what_json_says(rows: list[dict[str, int | None]], few: int) -> None:
    usual, texts.FEW = texts.FEW, few
    try:
        found = scores_in("\n".join(map(json.dumps, rows)).encode(), CRITERIA)
    finally:
        texts.FEW = usual
    assert found.tolist() == expected(rows)


@pytest.mark.parametrize("scale", [5, 10, 100])
def test_many_alike_and_some_that_are_not(scale: int) -> None:
    dice = random.Random(scale)
    rows: list[dict[str, int | None]] = [{name: dice.randint(0, scale) for name in CRITERIA} for _ in range(3_000)]
    rows[7], rows[70] = {"plan": 3, "worth": 1}, {}
    lines = [json.dumps(row) for row in rows]
    lines[700] = '{"worth":1,"plan":2,"c3":3}'
    rows[700] = {"worth": 1, "plan": 2, "c3": 3}
    found = scores_in("\n".join(lines).encode(), CRITERIA)
    assert found.dtype == np.int16
    assert found.tolist() == expected(rows)


def test_nothing_is_no_review() -> None:
    assert scores_in(b"", CRITERIA).shape == (3, 0)
