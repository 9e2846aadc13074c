"""The definitions that ship: complete in their languages, and their samples are what they say they are."""

import csv
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.adapt import adapt
from app.verdict import read as read_delivery
from connectors.ports import HookRequest
from forms.definition import LANGUAGES, Question, Text
from forms.load import load_forms
from forms.placeholders import words_in
from forms.reading.choice_part import OTHER
from forms.schema import CompiledForm, compile_form
from forms.types.answers import at, shown

FOLDER = Path(__file__).parents[2] / "forms" / "definitions"
COMPILED = {name: compile_form(form) for name, form in load_forms(FOLDER).items()}
FIRST = ("vtf-proposal", "sponsorship-application", "points-of-contact-survey")
"""The forms that have all six languages, and senders of every kind."""

ALL_SAMPLES = [path for name in COMPILED for path in sorted((FOLDER / name / "samples").glob("*.json"))]
SAMPLES = [path for path in ALL_SAMPLES if path.parents[1].name in FIRST]
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


def texts(value: object, place: str) -> Iterator[tuple[str, Text]]:
    """Every non-empty text within a definition."""
    if isinstance(value, Text):
        if value:
            yield place, value
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name), f"{place}.{field.name}")
    elif isinstance(value, tuple):
        for index, one in enumerate(value):
            yield from texts(one, f"{place}.{getattr(one, 'name', index)}")


def leaves(questions: Iterable[Question], above: str = "") -> Iterator[str]:
    """The path of every question that an applicant answers; a table stands beside its columns."""
    for question in questions:
        path = above + question.name
        if question.type not in {"group", "matrix", "calculated", "note"} and not question.product:
            yield path
        yield from leaves(question.questions, path + ".")


def read(path: Path) -> dict[str, Any]:
    """A sample as it is loaded in the year of NOW."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8").replace("{year}", str(NOW.year)))
    return found


def answers_of(compiled: CompiledForm, sample: dict[str, Any]) -> Mapping[str, object]:
    if "answers" in sample:
        return dict(sample["answers"])
    source = next(one for one in compiled.form.sources if one.word == sample["source"])
    request = HookRequest(json.dumps(sample["body"], ensure_ascii=False).encode(), {})
    found, reasons = read_delivery(compiled, source, request)
    assert (found.unmapped, reasons) == ((), ())
    assert found.received.submission_id == sample["id"]
    return adapt(compiled.form, found.answers)


def checked(path: Path) -> tuple[dict[str, Any], Any]:
    sample = read(path)
    compiled = COMPILED[path.parents[1].name]
    return sample, compiled.check(answers_of(compiled, sample), NOW)


def test_the_forms_of_the_secretariat_ship() -> None:
    assert len(COMPILED) == 20
    assert set(FIRST) <= set(COMPILED)
    assert {path.parent.name for path in FOLDER.glob("*/form.yaml")} == set(COMPILED)


@pytest.mark.parametrize("name", COMPILED)
def test_every_text_stands_in_all_languages_of_its_form(name: str) -> None:
    form = COMPILED[name].form
    assert form.languages == (LANGUAGES if name in FIRST else ("en", "fr", "es"))
    found = list(texts(form, name))
    assert len(found) > 25
    for place, text in found:
        wanted = set(LANGUAGES) if text == OTHER.label else set(form.languages)
        assert set(text.by_language) == wanted, place
        assert all(one.strip() for one in text.by_language.values()), place


@pytest.mark.parametrize("name", COMPILED)
def test_a_translated_mail_and_letter_uses_the_same_words(name: str) -> None:
    form = COMPILED[name].form
    assert form.mails
    mails = [text for mail in form.mails for text in (mail.subject, mail.body)]
    for text in [*mails, *(text for one in form.letters for text in (one.title, one.body, one.signed))]:
        used = [set(words_in(said)) for said in text.by_language.values()]
        assert all(words == used[0] for words in used)


@pytest.mark.parametrize("name", COMPILED)
def test_staff_find_notes_and_samples_beside_every_form(name: str) -> None:
    notes = (FOLDER / name / "NOTES.md").read_text(encoding="utf-8")
    assert notes.startswith("# ")
    assert len(notes.split()) > 50
    expected = [read(path)["expect"] for path in ALL_SAMPLES if path.parents[1].name == name]
    assert set(expected) == {"accepted", "quarantined"}
    assert len(expected) >= 4


@pytest.mark.parametrize("name", COMPILED)
def test_the_sheet_of_a_form_fits_a_spreadsheet(name: str) -> None:
    form = COMPILED[name].form
    headers = [column.header for column in form.sheet.columns]
    assert len({header.casefold() for header in headers}) == len(headers)
    assert all(header == header.strip() and "\n" not in header and len(header) <= 250 for header in headers)
    assert not any(header.startswith(("=", "+", "-", "@")) for header in headers), "taken for formulas"
    assert headers[0] == "Reference"
    assert any(column.owner == "staff" for column in form.sheet.columns)


@pytest.mark.parametrize("path", ALL_SAMPLES, ids=lambda path: f"{path.parents[1].name}/{path.stem}")
def test_a_sample_is_shown_in_every_language_and_checked_again(path: Path) -> None:
    sample, found = checked(path)
    form = COMPILED[path.parents[1].name].form
    assert sample["language"] in form.languages
    if found.answers is None:
        return
    for question in form.questions:
        for language in form.languages:
            assert isinstance(shown(question, found.answers[question.name], language), str)
    for column in form.sheet.columns:
        if column.path and not column.path.startswith("$"):
            at(found.answers, column.path)
    again = COMPILED[form.name].check(json.loads(json.dumps(found.answers)), NOW)
    assert (again.problems, again.answers, again.left_out) == ((), found.answers, ())


@pytest.mark.parametrize("name", FIRST)
def test_kobo_maps_every_question_and_typeform_every_question_outside_a_table(name: str) -> None:
    form = COMPILED[name].form
    mapping = {source.word: set(source.mapping.values()) for source in form.sources}
    every = set(leaves(form.questions))
    tables = {question.name for question in form.questions if question.type == "table"}
    assert mapping["standard-webhooks"] == set()
    assert mapping["kobotoolbox"] == every
    assert mapping["typeform"] == {path for path in every if path.split(".")[0] not in tables}


@pytest.mark.parametrize("path", ALL_SAMPLES, ids=lambda path: f"{path.parents[1].name}/{path.stem}")
def test_a_sample_is_what_it_says(path: Path) -> None:
    sample, found = checked(path)
    assert sample["expect"] in {"accepted", "quarantined"}
    if sample["expect"] == "accepted":
        assert found.problems == ()
    else:
        assert sample["why"]
        assert len(found.problems) == 1 if path in SAMPLES else found.problems


def test_the_quarantined_samples_fail_for_different_reasons() -> None:
    found = {path.stem: checked(path) for path in SAMPLES}
    wrong = {stem: one.problems[0].path for stem, (sample, one) in found.items() if sample["expect"] == "quarantined"}
    assert wrong == {
        "06-paraguay": "duration_months",
        "11-togo": "contact.email",
        "17-georgia": "budget",
        "21-namibia": "amount_eur",
        "05-togo-bad-passport-date": "passport_expiry",
        "09-guatemala-no-note-verbale": "note_verbale",
        "08-zambia-unknown-choice": "involvement",
    }


def test_the_samples_cover_every_language_and_source() -> None:
    counts = Counter((path.parents[1].name, read(path)["expect"]) for path in SAMPLES)
    assert counts == {
        ("vtf-proposal", "accepted"): 20,
        ("vtf-proposal", "quarantined"): 4,
        ("sponsorship-application", "accepted"): 8,
        ("sponsorship-application", "quarantined"): 2,
        ("points-of-contact-survey", "accepted"): 9,
        ("points-of-contact-survey", "quarantined"): 1,
    }
    for name in FIRST:
        samples = [read(path) for path in SAMPLES if path.parents[1].name == name]
        assert {sample["language"] for sample in samples} == set(LANGUAGES)
        assert {sample["source"] for sample in samples} == {source.word for source in COMPILED[name].form.sources}


def test_proposals_ask_for_their_budget_total_unless_they_show_that_rule() -> None:
    found = {path.stem: checked(path)[1].answers for path in SAMPLES if path.parents[1].name == "vtf-proposal"}
    accepted = {stem: answers for stem, answers in found.items() if answers is not None}
    asked = {stem: answers["amount_requested"] for stem, answers in accepted.items()}
    totals = {stem: answers["budget"]["totals"]["total_usd"] for stem, answers in accepted.items()}
    assert [stem for stem in asked if asked[stem] != totals[stem]] == ["13-philippines"]


def test_every_accepted_proposal_is_scored_by_three_members_on_every_criterion() -> None:
    call = COMPILED["vtf-proposal"].form.call
    assert call is not None
    assert sum(criterion.weight for criterion in call.criteria) == 100
    samples = [read(path) for path in SAMPLES if path.parents[1].name == "vtf-proposal"]
    accepted = {sample["id"] for sample in samples if sample["expect"] == "accepted"}
    with (FOLDER / "vtf-proposal/samples/reviews.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    members = {f"Member {letter}" for letter in "ABC"}
    wanted = {(one, member, criterion.name) for one in accepted for member in members for criterion in call.criteria}
    assert {(row["sample_id"], row["reviewer"], row["criterion"]) for row in rows} == wanted
    assert len(rows) == len(wanted)
    assert {row["score"] for row in rows} <= set("012345")
