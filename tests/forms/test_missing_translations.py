"""Texts that lack a language of the form are named by their place; the forms that ship lack none."""

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from pathlib import Path

import pytest

from forms.definition import Text
from forms.load import load_form, load_forms
from forms.reading.choice_part import OTHER
from forms.translations import missing, texts_of

FORMS = load_forms(Path(__file__).parents[2] / "forms" / "definitions")

FORM = """
form: party
version: 1
languages: [en, fr, es]
title: {en: Party, fr: Fête, es: Fiesta}
intro: {fr: Bienvenue}
reference: "P-{number}"
lists:
  - list: towns
    choices: [{value: geneva, label: {en: Geneva, fr: Genève}}]
pages:
  - {page: only, title: Only, sections: [guest]}
sections:
  - section: guest
    title: {en: You, fr: Vous, es: Usted}
    intro: You
    questions:
      - {question: campaign, type: hidden, label: Campaign}
      - {question: town, type: choose_one, label: {en: Town, fr: Ville, es: Ciudad}, choices_from: towns}
      - question: dish
        type: choose_one
        label: {en: Dish, fr: Plat, es: Plato}
        choices: [{value: soup, label: {en: Soup, fr: Soupe, es: Sopa}}, {value: fish, label: Fish}]
        other: {en: Which?, fr: Lequel ?}
      - question: who
        type: group
        label: {en: Who, fr: Qui, es: Quién}
        questions:
          - question: email
            type: email
            label: {en: E-mail, es: Correo}
            hint: {en: Yours, fr: Le vôtre, es: El suyo}
      - question: taste
        type: matrix
        label: {en: Taste, fr: Goût, es: Gusto}
        statements: [{statement: salt, label: Salt}]
        choices: [{value: good, label: {en: Good, fr: Bon, es: Bueno}}]
      - question: costs
        type: table
        label: {en: Costs, fr: Frais, es: Gastos}
        questions: [{question: cost, type: decimal, label: {en: Cost, fr: Frais, es: Gasto}}]
        totals: [{total: all, label: {en: All, fr: Tout}, sum: cost}]
checks:
  - {check: fed, must: dish != null, message: Eat, at: dish}
sheet: {workbook: E, tab: E, columns: [{path: $reference, header: R}]}
mails:
  - {mail: thanks, to: who.email, subject: {en: Thanks, fr: Merci, es: Gracias}, body: Thanks}
"""


def texts(value: object) -> Iterator[Text]:
    """Every text within a value."""
    if isinstance(value, Text):
        yield value
    elif is_dataclass(value):
        for field in fields(value):
            yield from texts(getattr(value, field.name))
    elif isinstance(value, tuple):
        for one in value:
            yield from texts(one)


def test_each_text_is_named_with_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "party" / "form.yaml"
    path.parent.mkdir()
    path.write_text(FORM, encoding="utf-8")
    assert missing(load_form(path)) == [
        ("intro", ("en", "es")),
        ("page 'only', title", ("fr", "es")),
        ("list 'towns', choice 'geneva'", ("es",)),
        ("section 'guest', intro", ("fr", "es")),
        ("question 'dish', choice 'fish'", ("fr", "es")),
        ("question 'dish', other", ("es",)),
        ("question 'who.email', label", ("fr",)),
        ("question 'taste', statement 'salt'", ("fr", "es")),
        ("question 'costs', total 'all'", ("es",)),
        ("check 'fed', message", ("fr", "es")),
        ("mail 'thanks', body", ("fr", "es")),
    ]


@pytest.mark.parametrize("name", FORMS)
def test_nothing_is_missing_in_what_ships(name: str) -> None:
    assert missing(FORMS[name]) == []


@pytest.mark.parametrize("name", FORMS)
def test_no_text_is_passed_over(name: str) -> None:
    form = FORMS[name]
    unread = {one.label.in_language("en") for one in form.questions if one.type == "hidden"}
    read = {text.in_language("en") for text in texts(form) if text and text != OTHER.label}
    assert {text.in_language("en") for _, text in texts_of(form)} == read - unread
