"""The schema of a form's answers: whatever ships and is accepted validates, as it is sent and as it is kept."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from app.adapt import adapt
from connectors.ports import HookRequest
from connectors.sources import SOURCES
from connectors.sources.mapping import mapped
from forms.definition import Form
from forms.load import load_form, load_forms
from forms.schema import compile_form
from forms.types.table import QUESTION_TYPES
from forms.writing.answers_schema import answers_schema

FOLDER = Path(__file__).parents[2] / "forms" / "definitions"
COMPILED = {name: compile_form(form) for name, form in load_forms(FOLDER).items()}
SAMPLES = sorted(FOLDER.glob("*/samples/*.json"))
NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)

EVERYTHING = """
form: everything
version: 1
languages: [en, fr]
title: Everything
reference: "E-{number}"
sections:
  - section: one
    title: One
    questions:
      - {question: name, type: text, label: {en: Name, fr: Nom}, required: yes, min_length: 2, pattern: "[A-Z][a-z]+"}
      - {question: email, type: email, label: E-mail, confirm: yes}
      - {question: site, type: url, label: Site}
      - {question: people, type: integer, label: People, min: 1, max: 9}
      - {question: asked, type: money, currency: USD, label: Asked}
      - {question: day, type: date, label: Day, hint: Any day.}
      - {question: at, type: datetime, label: At}
      - {question: agree, type: yes_no, label: Agree}
      - {question: why, type: text, label: Why, required: yes, show_if: {question: agree, is: no}}
      - {question: who, type: text, label: Who, required_if: people > 1}
      - {question: size, type: choose_one, label: Size, choices: [{value: s, label: {en: Small, fr: Petit}}]}
      - {question: help, type: choose_many, label: Help, choices: [{value: a, label: A}, {value: b, label: B}], max: 1}
      - {question: order, type: ranking, label: Order, choices: [{value: a, label: A}, {value: b, label: B}]}
      - question: views
        type: matrix
        label: Views
        required: yes
        statements: [{statement: pace, label: Pace}]
        choices: [{value: good, label: Good}]
      - {question: state, type: country, label: State}
      - {question: here, type: geopoint, label: Here}
      - {question: letter, type: file, label: Letter, accept: [pdf]}
      - {question: told, type: note, label: Nearly done}
      - {question: twice, type: calculated, label: Double, calculation: people * 2.0, result: integer}
      - question: lines
        type: table
        label: Rows
        max: 2
        questions:
          - {question: item, type: text, label: Item, required: yes}
          - {question: many, type: integer, label: Many}
          - {question: price, type: money, currency: USD, label: Price}
          - {question: cost, type: money, currency: USD, label: Cost, product: [many, price]}
        totals: [{total: all, label: All, sum: cost}]
sheet: {workbook: E, tab: E, columns: [{path: $reference, header: R}]}
"""

SOUND = {"name": "Ada", "views": {"pace": "good"}}
TAKEN: list[dict[str, Any]] = [
    {},
    {"email": "a@example.org", "site": "https://example.org"},
    {"email": {"value": "a@example.org", "again": "a@example.org"}},
    {"people": 3, "who": "Eve", "asked": "12.50"},
    {"people": "3", "who": "Eve", "asked": 12.5},
    {"day": "2027-01-31", "at": "2027-01-31T14:30"},
    {"day": {"year": "2027", "month": 1, "day": "31"}},
    {"agree": True},
    {"agree": "yes"},
    {"agree": False, "why": "Because"},
    {"size": "s", "help": ["a"], "order": ["b", "a"]},
    {"help": "a", "order": {"a": 2, "b": 1}},
    {"size": None, "help": [], "order": "", "lines": None, "letter": []},
    {"state": "CHE", "here": "46.2 6.1"},
    {"state": "Suisse", "here": {"latitude": 46.2, "longitude": "6.1"}},
    {"letter": [{"name": "a.pdf", "url": "https://example.org/a.pdf"}]},
    {"letter": [{"name": "a.pdf", "size": 5, "sha256": "0" * 64}]},
    {"lines": [{"item": "A", "many": 2, "price": "1.50"}, {"item": "B"}]},
]
REFUSED: list[dict[str, Any]] = [
    {"name": None},
    {"name": 5},
    {"name": "ada"},
    {"name": "A"},
    {"views": {}},
    {"views": {"pace": "bad"}},
    {"colour": "red"},
    {"site": "ftp://example.org"},
    {"people": 10},
    {"people": 1.5},
    {"people": [1]},
    {"day": {"year": 2027}},
    {"agree": "perhaps"},
    {"size": "m"},
    {"help": ["a", "b"]},
    {"help": ["c"]},
    {"order": ["a", "a"]},
    {"here": {"latitude": 46.2}},
    {"letter": [{"name": "a.pdf"}]},
    {"lines": [{"many": 2}]},
    {"lines": [{"item": "A", "colour": "red"}]},
    {"lines": [{"item": "A"}] * 3},
]


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Form:
    path = tmp_path_factory.mktemp("forms") / "everything" / "form.yaml"
    path.parent.mkdir()
    path.write_text(EVERYTHING, encoding="utf-8")
    return load_form(path)


def sent(form: Form, sample: Mapping[str, Any]) -> Mapping[str, object]:
    """The answers of a sample by our names."""
    if "answers" in sample:
        return adapt(form, sample["answers"])
    source = next(one for one in form.sources if one.word == sample["source"])
    request = HookRequest(json.dumps(sample["body"]).encode(), {})
    found = mapped(SOURCES[source.word].read(request), source.mapping, source.ignore, COMPILED[form.name].questions)
    return adapt(form, found.answers)


def mistakes(schema: dict[str, Any], answers: object) -> list[str]:
    return [f"{error.json_path}: {error.message}"[:300] for error in Draft202012Validator(schema).iter_errors(answers)]


@pytest.mark.parametrize("name", COMPILED)
def test_every_schema_is_a_schema_in_every_language(name: str) -> None:
    form = COMPILED[name].form
    for language in form.languages:
        for kept in (False, True):
            Draft202012Validator.check_schema(answers_schema(form, language, kept=kept))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parents[1].name}/{path.stem}")
def test_an_accepted_sample_validates_as_sent_and_as_kept(path: Path) -> None:
    compiled = COMPILED[path.parents[1].name]
    sample = json.loads(path.read_text(encoding="utf-8").replace("{year}", str(NOW.year)))
    raw = sent(compiled.form, sample)
    found = compiled.check(raw, NOW).answers
    if found is None:
        assert sample["expect"] == "quarantined"
        return
    assert mistakes(answers_schema(compiled.form, "en"), raw) == []
    assert mistakes(answers_schema(compiled.form, "en", kept=True), found) == []


@pytest.mark.parametrize("answers", TAKEN, ids=str)
def test_what_is_taken_validates_as_sent_and_as_kept(form: Form, answers: dict[str, Any]) -> None:
    raw = {**SOUND, **answers}
    found = compile_form(form).check(raw, NOW)
    assert found.problems == ()
    assert mistakes(answers_schema(form, "en"), raw) == []
    assert mistakes(answers_schema(form, "en", kept=True), found.answers) == []


@pytest.mark.parametrize("answers", REFUSED, ids=str)
def test_what_is_refused_does_not_validate(form: Form, answers: dict[str, Any]) -> None:
    raw = {**SOUND, **answers}
    assert compile_form(form).check(raw, NOW).answers is None
    assert mistakes(answers_schema(form, "en"), raw) != []


def test_what_must_be_there_is_required_and_what_is_worked_out_is_not_sent(form: Form) -> None:
    schema = answers_schema(form, "en")
    assert schema["required"] == ["name", "views"]
    assert {"told", "twice"} & set(schema["properties"]) == set()
    assert "cost" not in str(schema["properties"]["lines"])
    kept = answers_schema(form, "en", kept=True)
    assert kept["properties"]["twice"]["readOnly"]
    assert kept["required"] == [question.name for question in form.questions]


def test_labels_hints_and_conditions_are_told(form: Form) -> None:
    properties = answers_schema(form, "fr")["properties"]
    assert properties["name"]["title"] == "Nom"
    assert properties["size"]["anyOf"][0]["oneOf"] == [{"const": "s", "title": "Petit"}]
    told = {name: one.get("description", "") for name, one in answers_schema(form, "en")["properties"].items()}
    assert told["day"].startswith("Any day.")
    assert told["why"] == "Only if “Agree” is “No”. Required where it is asked."
    assert told["who"] == "Required if the rule holds: people > 1."
    assert told["people"] == "A whole number from 1 up to 9."


def keys(schema: object) -> Iterator[str]:
    if isinstance(schema, dict):
        for key, inner in schema.items():
            yield key
            yield from keys(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from keys(inner)


def test_a_schema_stands_alone(form: Form) -> None:
    assert "$ref" not in set(keys(answers_schema(form, "en")))
    assert {question.type for question in form.questions} < set(QUESTION_TYPES)
