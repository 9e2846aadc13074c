"""Example answers: written as the form's schema says, and sound unless only the author's rules could tell."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from forms.load import load_forms
from forms.schema import compile_form
from forms.types import messages
from forms.types.table import QUESTION_TYPES
from forms.writing.answers_schema import answers_schema
from forms.writing.example_answers import EXAMPLES, example_answers

FOLDER = Path(__file__).parents[2] / "forms" / "definitions"
COMPILED = {name: compile_form(form) for name, form in load_forms(FOLDER).items()}
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)


@pytest.mark.parametrize("name", COMPILED)
def test_the_example_of_a_form_that_ships(name: str) -> None:
    compiled = COMPILED[name]
    answers = example_answers(compiled, NOW)
    schema = answers_schema(compiled.form, "en")
    wrong = [error.json_path for error in Draft202012Validator(schema).iter_errors(answers)]
    problems = compiled.check(answers, NOW).problems
    patterned = [one.path for one in problems if one.message == messages.PATTERN]
    assert [path for path in wrong if not any(f"$.{one}".startswith(path) for one in patterned)] == []
    assert {one.message for one in problems} & {messages.REQUIRED, messages.CHOOSE} == set()


def test_most_examples_would_be_taken_in() -> None:
    taken = [name for name, one in COMPILED.items() if one.check(example_answers(one, NOW), NOW).answers is not None]
    assert len(taken) * 2 > len(COMPILED)


def test_there_is_an_example_for_every_type() -> None:
    assert list(EXAMPLES) == list(QUESTION_TYPES)
