"""The schema of the definition language: what ships validates, what is broken does not, and the copy is true."""

import re
from pathlib import Path

import pytest
import yaml
from jsonschema import Draft202012Validator

from forms.definition import Form
from forms.errors import DefinitionErrors
from forms.load import load_form
from forms.reading.words_part import COMMON_WORDS, FURTHER_WORDS
from forms.reading.yaml_lines import read_yaml
from forms.tree import plain
from forms.types.table import QUESTION_TYPES
from forms.writing.definition_schema import SHAPES, definition_schema, published
from forms.writing.descriptions import TYPES, WORDS

ROOT = Path(__file__).parents[2]
SHIPPED = sorted((ROOT / "forms" / "definitions").glob("*/form.yaml"))
COPY = ROOT / "docs" / "form.schema.json"
SCHEMA = definition_schema()
VALIDATOR = Draft202012Validator(SCHEMA)
MODELINE = "# yaml-language-server: $schema="

FORM = """
form: party
version: 1
languages: [en, fr]
title: {en: Party, fr: Fête}
reference: "P-{year}-{number:04d}"
closes: 2099-01-31 18:00
late: accept
lists:
  - list: offices
    choices: [{value: geneva, label: Geneva, with: {region: europe}}]
sections:
  - section: guest
    title: You
    questions:
      - {question: name, type: text, label: Name, required: yes, max_length: 40}
      - {question: email, type: email, label: E-mail, required_if: name != null}
      - {question: born, type: date, label: Born, max: today}
      - {question: region, type: text, label: Region, show_if: {question: name, filled: yes}}
      - {question: office, type: choose_one, label: Office, choices_from: offices, choices_where: {region: region}}
      - {question: fee, type: calculated, label: Fee, calculation: length(name) * 2.0, result: decimal}
      - question: dishes
        type: table
        label: Dishes
        questions:
          - {question: dish, type: text, label: Dish}
          - {question: many, type: integer, label: How many, min: 1}
          - {question: price, type: money, currency: CHF, label: Price}
          - {question: cost, type: money, currency: CHF, label: Cost, product: [many, price]}
        totals: [{total: all, label: All, sum: cost}]
sheet:
  workbook: Parties
  tab: "2026"
  columns:
    - {path: $reference, header: Reference}
    - {header: Room, owner: staff}
mails:
  - {mail: thanks, to: email, subject: Thanks, body: "((reference))", on: accepted}
  - mail: bid
    to: email
    subject: "((reference))"
    body: "((name))"
    on: decided
    column: Room
    is: yes
    attach: [card]
    calendar:
      - {event: party, label: Party, starts: 2099-02-01 18:00, ends: 2099-02-02 02:00, where: {en: Here, fr: Ici}}
letters:
  - {letter: card, title: Card, body: "((name))", signed: Me}
sources:
  - source: standard-webhooks
  - source: generic
    mapping: {entry.id: $submission, entry.name: name}
"""

MONEY = """\
  envelope: 100
  currency: CHF
  amount: dishes.totals.all
"""
CALL = f"""\
call:
{MONEY}  title: name
  applicant: email
  rules: []
  criteria:
    - {{criterion: dress, label: Dress, weight: 100, required: no}}
    - {{criterion: manners, label: Manners, independent: yes}}
  ties: [median, amount]
  ranking: median
  line: skip
  places: 4
  quotas:
    - {{quota: near, label: Neighbours, question: region, one_of: [Here], at_least: 1, at_most: 3}}
    - {{quota: households, label: One of a household, question: name, each: 1}}
"""
FORM += CALL

BROKEN = {
    "a word of no meaning": ("version: 1", "version: 1\ncolour: red"),
    "a version that is no number": ("version: 1", "version: first"),
    "a language of none": ("languages: [en, fr]", "languages: [en, de]"),
    "a text in an unknown language": ("fr: Fête", "de: Fest"),
    "a reference without a number": ("{number:04d}", "x"),
    "a day without an hour": ("2099-01-31 18:00", "2099-01-31"),
    "nothing that is late": ("late: accept", "late: perhaps"),
    "late without closes": ("closes: 2099-01-31 18:00\n", ""),
    "a name in capitals": ("section: guest", "section: Guest"),
    "a reserved name": ("question: born", "question: today"),
    "a question without label": ("type: email, label: E-mail", "type: email"),
    "an unknown type": ("type: email", "type: mail"),
    "a letter of an applicant's": ("on: accepted}", "on: accepted, attach: [card]}"),
    "an event without an end": (", ends: 2099-02-02 02:00", ""),
    "an event of no day": ("2099-02-02 02:00", "tomorrow"),
    "a letter without text": ('body: "((name))", signed', "signed"),
    "a word of another type": ("label: E-mail", "label: E-mail, currency: USD"),
    "neither yes nor no": ("required: yes", "required: perhaps"),
    "longer than a text can be": ("max_length: 40", "max_length: 5000"),
    "a question's check elsewhere": (
        "type: email, label: E-mail",
        "type: email, label: E-mail, checks: [{check: a, must: name != null, message: M, at: name}]",
    ),
    "two tests": ("filled: yes", "filled: yes, is: Ada"),
    "no test": (", filled: yes", ""),
    "a choice without choices": ("choices_from: offices, ", ""),
    "a calculation without result": (", result: decimal", ""),
    "a result of no kind": ("result: decimal", "result: number"),
    "a table in a table": ("{question: dish, type: text", "{question: dish, questions: [], type: table"),
    "a product with bounds": ("label: Cost,", "label: Cost, min: 1,"),
    "a product outside a table": (
        "max: today}",
        "max: today}\n      - {question: two, type: integer, label: Two, product: [a]}",
    ),
    "a total without sum": (", sum: cost", ""),
    "a list of nothing": ("    choices: [{value: geneva, label: Geneva, with: {region: europe}}]\n", ""),
    "an owner of no kind": ("owner: staff", "owner: nobody"),
    "staff's column with a path": ("owner: staff", "owner: staff, path: name"),
    "a service's column without path": (", owner: staff", ""),
    "an unknown format": ("header: Reference", "header: Reference, format: number"),
    "an event of no kind": ("on: accepted", "on: Tuesday"),
    "an unknown source": ("source: standard-webhooks", "source: pigeons"),
    "a target of no kind": ("entry.id: $submission", "entry.id: $number"),
    "a source that cannot be asked": (
        "source: standard-webhooks",
        "source: standard-webhooks\n    api: {form: a}",
    ),
    "a form that cannot be found": (
        "source: standard-webhooks",
        "{source: kobotoolbox, mapping: {a: name}, api: {asset: a}}",
    ),
    "a server of no address": (
        "source: standard-webhooks",
        "{source: typeform, mapping: {a: name}, api: {form: a, server: here}}",
    ),
    "money without a currency": ("  currency: CHF\n  amount", "  amount"),
    "no money and no places": (CALL, CALL.replace(MONEY, "").replace("  places: 4\n", "")),
    "a criterion without weight": ("weight: 100, required", "required"),
    "an independent criterion with weight": ("independent: yes", "independent: yes, weight: 5"),
    "a tie of no kind": ("[median, amount]", "[median, age]"),
    "a tie twice": ("[median, amount]", "[median, median]"),
    "a ranking of no kind": ("ranking: median", "ranking: mode"),
    "a line of no kind": ("line: skip", "line: break"),
    "a place of none": ("places: 4", "places: 0"),
    "a quota of nobody": ("one_of: [Here]", "one_of: []"),
    "a quota without a group": ("one_of: [Here], ", ""),
    "a quota without a number": (", at_least: 1, at_most: 3", ""),
    "a quota of one and of each": ("each: 1", "each: 1, at_most: 1"),
    "a source without mapping": ("source: standard-webhooks", "source: typeform"),
}
"""What is wrong -> what is replaced by what."""


class Core(yaml.SafeLoader):
    """YAML 1.2 as editors read it: numbers and truths, but days, yes and no as texts."""


Core.yaml_implicit_resolvers = {
    letter: [(tag, pattern) for tag, pattern in found if tag.endswith((":int", ":float", ":null"))]
    for letter, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
Core.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("true|false"), list("tf"))


def as_editors(path: Path) -> object:
    return yaml.load(path.read_text(encoding="utf-8"), Core)


def with_truths(value: object) -> object:
    """The same as YAML 1.1 has it: yes and no as truths."""
    if isinstance(value, dict):
        return {word: with_truths(inner) for word, inner in value.items()}
    if isinstance(value, list):
        return [with_truths(inner) for inner in value]
    return {"yes": True, "no": False}.get(value, value) if isinstance(value, str) else value


def readings(path: Path) -> list[object]:
    """A definition with every value as text, as we read it, and as YAML 1.2 and 1.1 read it."""
    return [plain(read_yaml(path)), as_editors(path), with_truths(as_editors(path))]


def write(folder: Path, text: str) -> Path:
    path = folder / "party" / "form.yaml"
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    return path


def test_the_schema_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


def test_the_published_copy_is_the_schema() -> None:
    renew = "python -c 'from forms.writing.definition_schema import published; print(published(), end=str())'"
    assert COPY.read_text(encoding="utf-8") == published(), f"renew it: {renew} > docs/form.schema.json"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.parent.name)
def test_what_ships_validates_and_names_the_schema(path: Path) -> None:
    for reading in readings(path):
        assert [error.message for error in VALIDATOR.iter_errors(reading)] == []
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    assert first.startswith(MODELINE)
    assert (path.parent / first.removeprefix(MODELINE)).resolve() == COPY


def test_a_sound_definition_is_taken_by_schema_and_reader(tmp_path: Path) -> None:
    sound(write(tmp_path, FORM))


def test_a_call_of_places_alone_names_no_money(tmp_path: Path) -> None:
    call = sound(write(tmp_path, FORM.replace(MONEY, ""))).call
    assert call is not None
    assert (call.has_money, call.envelope, call.places) == (False, 0, 4)


def sound(path: Path) -> Form:
    """The form, taken by the schema too."""
    form = load_form(path)
    assert [error.message for reading in readings(path) for error in VALIDATOR.iter_errors(reading)] == []
    return form


@pytest.mark.parametrize("wrong", BROKEN)
def test_a_broken_definition_is_refused_by_schema_and_reader(wrong: str, tmp_path: Path) -> None:
    old, new = BROKEN[wrong]
    assert FORM.count(old) == 1
    path = write(tmp_path, FORM.replace(old, new))
    with pytest.raises(DefinitionErrors):
        load_form(path)
    assert not VALIDATOR.is_valid(as_editors(path))


def test_every_word_and_type_is_described_and_nothing_else_is() -> None:
    questions = {f"question.{word}" for word in (*COMMON_WORDS, *FURTHER_WORDS)}
    conditions = {word for word in WORDS if word.startswith("condition.")}
    shapes = {f"{name}.{word}" for name, shape in SHAPES.items() for word in shape.words}
    assert set(WORDS) == questions | conditions | shapes
    assert list(TYPES) == list(QUESTION_TYPES)


def test_every_word_of_a_part_has_a_value() -> None:
    assert {name: set(shape.values) for name, shape in SHAPES.items()} == {
        name: set(shape.words) for name, shape in SHAPES.items()
    }
