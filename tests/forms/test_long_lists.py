"""Long lists of choices are looked up, not gone through for every answer."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from app.adapt import adapt
from forms.definition import Choice, Form, Question, Section, Sheet, Text
from forms.types.table import QUESTION_TYPES


def seconds(deed: Callable[[], object]) -> float:
    start = time.perf_counter()
    deed()
    return time.perf_counter() - start


CHOICES = tuple(Choice(f"v{n}", Text({"en": f"V {n}"}), attributes={"g": f"g{n % 100}"}) for n in range(20_000))


@pytest.mark.parametrize("type_", ["choose_one", "choose_many"])
def test_a_long_list_is_looked_up(type_: str) -> None:
    question = Question("q", type_, Text(), choices=CHOICES)
    read = QUESTION_TYPES[type_].read
    assert seconds(lambda: [read(question, "v19999") for _ in range(2_000)]) < 0.5


def test_no_more_is_read_than_can_be_chosen() -> None:
    question = Question("q", "choose_many", Text(), choices=CHOICES[:2])
    read: Any = QUESTION_TYPES["choose_many"].read
    assert read(question, ["v1", "v0", "v1", "", " v1"][:4]) == ["v0", "v1"]
    with pytest.raises(Exception, match="one of the choices"):
        read(question, ["v1", " v1", "v1 "])


def test_labels_of_a_long_list_are_looked_up() -> None:
    question = Question("q", "choose_one", Text(), choices=CHOICES)
    form = Form("f", 1, Text(), ("en",), "F", (Section("s", Text(), (question,)),), Sheet("w", "t", ()))
    assert adapt(form, {"q": "V 19999"}) == {"q": "v19999"}
    assert seconds(lambda: [adapt(form, {"q": "V  19999"}) for _ in range(1_000)]) < 0.5
