"""Canonical answers found by path, and shown to people."""

from pathlib import Path

import pytest
from grant_form import ANSWERS, NOW, compiled

from forms.definition import LANGUAGES
from forms.schema import CompiledForm
from forms.types.answers import at, find_question, shown
from forms.types.countries import ALPHA_2, ALPHA_3, code_of, names
from forms.types.paths import columns_by_path, questions_by_path


@pytest.fixture(scope="module")
def grant(tmp_path_factory: pytest.TempPathFactory) -> CompiledForm:
    return compiled(tmp_path_factory.mktemp("forms"))


def test_answers_by_path(grant: CompiledForm) -> None:
    answers = grant.check(ANSWERS, NOW).answers
    assert answers is not None
    assert at(answers, "contact.email") == "ana@example.org"
    assert at(answers, "budget.totals.all") == "109.97"
    assert at(answers, "contact.fax") is at(answers, "title.x.y") is at(answers, "") is None


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("state", "state"), ("contact.email", "email"), ("budget", "budget"), ("budget.item", "item"),
        ("budget.3.item", "item"), ("budget.3", "budget"), ("budget.totals.all", None), ("contact.0.email", None),
        ("state.x", None), ("", None), ("nothing", None),
    ],
)  # fmt: skip
def test_questions_by_path(grant: CompiledForm, path: str, name: str | None) -> None:
    question = find_question(grant.form, path)
    assert (question.name if question else None) == name


def test_paths_that_answers_stand_at_and_those_they_can_be_put_at(grant: CompiledForm) -> None:
    standing = dict(questions_by_path(grant.form.questions))
    taking = dict(columns_by_path(grant.form.questions))
    assert standing["budget.totals.all"].type == "money"
    assert standing["budget.totals.all"].currency == "USD"
    assert (standing["opinion.pace"].type, standing["trips.totals.nights_all"].type) == ("choose_one", "integer")
    assert set(standing) - set(taking) == {"budget.totals.all", "trips.totals.nights_all"}
    columns = {"budget": ("item", "quantity", "cost"), "trips": ("from", "to", "nights", "hotel", "rate")}
    assert set(taking) - set(standing) == {f"{table}.{name}" for table, names in columns.items() for name in names}


@pytest.mark.parametrize(
    ("path", "language", "said"),
    [
        ("state", "fr", "Fidji"), ("months", "en", "12"), ("share", "fr", "0,5"), ("asked", "en", "12,500.50 USD"),
        ("starts", "es", "7 de marzo de 2027"), ("agreed", "ru", "Да"), ("size", "fr", "Grand"),
        ("size", "es", "Large"), ("help", "en", "Law; Anything"), ("letter", "en", "letter.PDF"),
        ("contact", "en", "Name: Ana; E-mail: ana@example.org; Phone: +41221234567"),
        ("title", "zh", "Stockpiles"), ("at", "fr", "14:30"), ("call_at", "fr", "7 mars 2027 13:00"),
        ("order", "en", "Second; First"), ("opinion", "en", "the pace: Good"), ("consented", "fr", "Oui"),
        ("topics", "fr", "Locks; Autre"), ("fee", "en", "1,000.04 USD"), ("last_day", "fr", "6 avril 2027"),
        ("office", "es", "Nairobi"), ("partner", "en", "Name: ISACS; Kind: Other; What else?: A museum"),
        (
            "budget", "en",
            (
                "Item: Locks; Quantity: 3; Cost: 19.99 USD; Line: 59.97 USD\n"
                "Item: Doors; Quantity: 0.5; Cost: 100.00 USD; Line: 50.00 USD"
            ),
        ),
    ],
)  # fmt: skip
def test_answers_as_people_read_them(grant: CompiledForm, path: str, language: str, said: str) -> None:
    answers, question = grant.check(ANSWERS, NOW).answers, find_question(grant.form, path)
    assert answers is not None
    assert question is not None
    assert shown(question, at(answers, path), language) == said


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_can_be_shown_in_every_language_and_nothing_is_empty(grant: CompiledForm, language: str) -> None:
    full = grant.check(ANSWERS, NOW).answers
    bare = grant.check({"state": "FJI", "title": "T", "contact": {"email": "a@example.org"}}, NOW).answers
    assert full is not None
    assert bare is not None
    asked = {"visa", "visa_days", "thanks"}  # a section that is not asked, and what is only read
    assert {q.name for q in grant.form.questions if not shown(q, full[q.name], language)} == asked
    unanswered = {q.name for q in grant.form.questions if not shown(q, bare[q.name], language)}
    assert unanswered == {q.name for q in grant.form.questions} - {"state", "title", "contact"}


def test_every_country_of_iso_3166_is_found_by_its_codes_and_names() -> None:
    assert len(ALPHA_2) == len(ALPHA_3) == 249
    for language in LANGUAGES:
        for code, name in names(language).items():
            assert name != code
            assert code_of(name, LANGUAGES) == code_of(ALPHA_2[code], LANGUAGES) == code_of(code, ()) == code


def test_a_name_is_only_known_in_the_languages_asked_for(tmp_path: Path) -> None:
    assert code_of("Allemagne", ("fr",)) == "DEU"
    assert code_of("Allemagne", ("en",)) is None
