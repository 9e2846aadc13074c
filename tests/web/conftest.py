"""The site over a fresh SQLite ledger, with one form that asks every type of question."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.config import read_settings
from app.context import Context, build_context
from tests.ledgers import sqlite_at
from tests.served import served

FORM = """
form: everything
version: 1
languages: [en, fr, ar]
title: {en: Everything, fr: Tout, ar: كل شيء}
intro: {en: One of each.}
reference: "EV-{year}-{number:04d}"
sections:
  - section: first
    title: {en: About you, fr: À votre sujet}
    questions:
      - {question: name, type: text, label: {en: Full name, fr: Nom}, required: yes, max_length: 40}
      - {question: about, type: long_text, label: About, hint: In a few words}
      - {question: email, type: email, label: E-mail}
      - {question: phone, type: phone, label: Telephone}
      - {question: site, type: url, label: Web site}
      - {question: people, type: integer, label: People, min: 1}
      - {question: share, type: decimal, label: Share}
      - {question: asked, type: money, currency: USD, label: Amount asked for}
      - {question: start, type: date, label: Start}
      - {question: agree, type: yes_no, label: Agreed}
      - question: size
        type: choose_one
        label: Size
        choices: [{value: s, label: Small}, {value: l, label: Large}]
      - question: help
        type: choose_many
        label: Help
        choices: [{value: law, label: Law}, {value: it, label: IT}]
      - {question: state, type: country, label: State}
      - {question: letter, type: file, label: Letter, accept: [pdf, txt]}
      - question: contact
        type: group
        label: Contact
        questions:
          - {question: given_name, type: text, label: Given name}
      - question: budget
        type: table
        max: 5
        label: Budget
        questions:
          - {question: item, type: text, label: Item, required: yes}
          - {question: quantity, type: decimal, label: Quantity, required: yes}
          - {question: unit_cost, type: money, currency: USD, label: Unit cost, required: yes}
          - {question: total_usd, type: money, currency: USD, label: Total, product: [quantity, unit_cost]}
        totals:
          - {total: total_usd, label: Total, sum: total_usd}
sheet:
  workbook: Everything
  tab: All
  columns:
    - {path: $reference, header: Reference}
    - {path: name, header: Name}
sources:
  - source: standard-webhooks
"""


def context_of(tmp_path: Path, *definitions: str) -> Context:
    """A context of its own folder, migrated, with these forms."""
    forms = tmp_path / "forms"
    for definition in definitions:
        name = definition.split("form: ", 1)[1].split("\n", 1)[0]
        (forms / name).mkdir(parents=True)
        (forms / name / "form.yaml").write_text(definition, encoding="utf-8")
    environ = {
        "CHANCERY_DATA": str(tmp_path / "var"),
        "CHANCERY_FORMS": str(forms),
        "SECRET_KEY": "a key for tests only",
        "MAX_BODY_BYTES": "100000",
    }
    sqlite_at(tmp_path / "var" / "chancery.db")
    return build_context(read_settings(environ))


@pytest.fixture
def context(tmp_path: Path) -> Iterator[Context]:
    """A context with the one form."""
    made = context_of(tmp_path, FORM)
    yield made
    made.ledger.engine.dispose()


@pytest.fixture
def site(context: Context) -> Flask:
    """The application."""
    return served(context)


@pytest.fixture
def client(site: Flask) -> FlaskClient:
    """A visitor."""
    return site.test_client()
