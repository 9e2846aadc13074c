"""The page of components shows every widget in every state and every part of a journey, in all languages."""

import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import app.web
from app.context import Context
from app.web.components import FILLED, SAMPLE, STATES, sample
from app.web.field import every_field
from app.web.fields import Filling, fields_of
from forms.definition import LANGUAGES
from forms.wording import direction
from tests.web.test_staff_pages import member
from tests.web.turning_form import Fields, error_at

__all__ = ["member"]

WEB = Path(app.web.__file__).parent
SHEET = (WEB / "static" / "chancery.css").read_text(encoding="utf-8")
PARTS = {
    "back", "caption", "steps-list", "locked", "done", "busy", "todo", "wrong", "answers", "act", "panel", "inset",
    "warning", "summary", "news", "draft-bar", "count", "over", "files", "progress", "budget", "buttons", "second",
    "plain", "danger", "session", "field", "hint", "error", "optional", "option", "place", "money", "group", "table",
    "row", "cells", "totals", "note", "worked-out", "languages",
}  # fmt: skip
"""The classes that pages of applicants have."""
ASKED = [one.name for one in sample().form.questions]


@pytest.fixture
def page(member: FlaskClient) -> str:
    """The page in English."""
    return member.get("/staff/components?lang=en").text


def classes(page: str) -> set[str]:
    return {word for said in re.findall(r'class="([^"]+)"', page) for word in said.split()}


def test_it_is_for_staff(client: FlaskClient) -> None:
    answer = client.get("/staff/components")
    assert (answer.status_code, answer.location) == (303, "/staff/sign-in")


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_is_there_in_every_language_and_its_direction(member: FlaskClient, language: str) -> None:
    text = member.get(f"/staff/components?lang={language}").text
    assert f'<html lang="{language}" dir="{direction(language)}">' in text
    title = sample().form.title.by_language
    assert [code for code in LANGUAGES if f'<p class="caption">{title[code]}</p>' in text] == [language]


def test_the_sample_says_everything_in_all_languages() -> None:
    found = re.findall(r"\{en: ", SAMPLE.read_text(encoding="utf-8"))
    assert len(found) > 30
    for line in SAMPLE.read_text(encoding="utf-8").splitlines():
        if "{en: " in line:
            assert all(f"{code}: " in line for code in LANGUAGES), line


def test_the_sample_has_every_widget(site: Flask, context: Context) -> None:
    table = (WEB / "templates" / "fields.html").read_text(encoding="utf-8").split("set WIDGETS = ")[1]
    filling = Filling("en", sample().check(FILLED, context.now()))
    with site.app_context():
        fields = fields_of(sample().form.questions, FILLED, filling)
        assert {one.widget for one in every_field(fields)} == set(re.findall(r"'(\w+)':", table))


def test_every_question_stands_there_in_every_state(page: str) -> None:
    ids = Fields(page).ids
    for state in STATES:
        found = {one.removeprefix(f"q-{state}.").partition(".")[0] for one in ids if one.startswith(f"q-{state}.")}
        assert set(ASKED) - found == {"campaign"}  # it is hidden


def test_every_part_of_a_journey_stands_there_and_is_dressed(page: str) -> None:
    assert PARTS - classes(page) == set()
    assert PARTS - set(re.findall(r"\.([a-z-]+)", SHEET)) == {"todo"}  # it is the plain one


def test_ids_are_unique_and_everything_that_points_to_one_finds_it(page: str) -> None:
    found = Fields(page)
    assert len(found.ids) == len(set(found.ids))
    pointed = re.findall(r'aria-(?:describedby|labelledby)="([^"]+)"', page)
    assert {one for said in pointed for one in said.split()} <= set(found.ids)
    assert set(found.links) <= set(found.ids)
    assert len(found.links) > 10
    assert found.fields <= found.labels


def test_wrong_answers_have_their_message_beside_them(page: str) -> None:
    told = [name for name in ASKED if error_at(page, f"wrong.{name}")]
    assert set(ASKED) - set(told) <= {"welcome", "contact", "campaign", "opinion", "fee", "costs", "companions"}
    for inner in ("contact.phone", "opinion.booking", "costs.0.quantity", "companions.0.visa"):
        assert error_at(page, f"wrong.{inner}")
    assert not any(error_at(page, f"{state}.{name}") for state in ("empty", "filled", "disabled") for name in ASKED)


def test_what_was_answered_stands_in_its_fields(page: str) -> None:
    values = Fields(page).values
    assert values["filled.full_name"] == ["Amina Diallo"]
    assert (values["filled.state"], values["filled.status"], values["filled.needs"]) == (["SEN"], ["head"], ["visa"])
    assert values["empty.full_name"] == [""]
    assert "2,962.00 USD" in page


def test_disabled_fields_are_disabled_by_the_set_they_stand_in(page: str) -> None:
    [inner] = re.findall(r'<fieldset class="field" disabled>(.*?)</section>', page, re.DOTALL)
    assert 'name="disabled.full_name"' in inner
    assert 'name="filled.full_name"' not in inner


def test_no_style_stands_in_the_markup(page: str) -> None:
    assert " style=" not in page
    assert "<style" not in page


def test_a_short_table_is_a_table_and_another_is_cards(page: str) -> None:
    costs, companions = re.split(r'<fieldset class="table" id="q-filled\.\w+"', page)[1:]
    assert re.findall(r"<th scope=\"col\"[^>]*>([^<]+)", costs) == ["Item", "Quantity", "Price of one", "Cost"]
    assert '<tr id="q-filled.costs.0" tabindex="-1"><th scope="row">Row 1</th>' in costs
    assert '<fieldset class="row" id="q-filled.companions.0" tabindex="-1">' in companions


def test_the_sample_is_none_of_the_forms(site: Flask, client: FlaskClient) -> None:
    assert client.get("/f/sample").status_code == 404
