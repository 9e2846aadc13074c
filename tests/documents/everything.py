"""A form with a question of every kind, answers to it, and the copy of them."""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.copies import Copy, copy_of
from forms.load import load_form
from forms.schema import CompiledForm, compile_form

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)

FORM = """
form: everything
version: 1
languages: [en, ar]
title: {en: Everything, ar: كل شيء}
zone: Europe/Zurich
reference: "E-{number}"
sections:
  - section: one
    title: {en: One, ar: أولاً}
    questions:
      - {question: name, type: text, label: {en: Name, ar: الاسم}, required: yes}
      - {question: about, type: long_text, label: About}
      - {question: people, type: integer, label: People}
      - {question: asked, type: money, currency: USD, label: Asked}
      - {question: at, type: datetime, label: At}
      - {question: agree, type: yes_no, label: Agree}
      - {question: why, type: text, label: Why, show_if: {question: agree, is: no}}
      - {question: order, type: ranking, label: Order, choices: [{value: a, label: Law}, {value: b, label: IT}]}
      - question: views
        type: matrix
        label: Views
        statements: [{statement: pace, label: Pace}, {statement: room, label: Room}]
        choices: [{value: good, label: Good}, {value: bad, label: Bad}]
      - {question: letter, type: file, label: Letter}
      - {question: told, type: note, label: Nearly done}
      - {question: campaign, type: hidden, label: Campaign}
      - {question: twice, type: calculated, label: Twice, calculation: people * 2.0, result: integer}
      - question: partner
        type: group
        label: Partner
        questions:
          - {question: name, type: text, label: Their name}
          - question: office
            type: group
            label: Office
            questions: [{question: town, type: text, label: Town}]
  - section: two
    title: Two
    questions:
      - question: lines
        type: table
        label: Lines
        questions:
          - {question: item, type: text, label: Item}
          - {question: why, type: text, label: Reason, show_if: many > 1}
          - {question: many, type: integer, label: Many}
          - {question: price, type: money, currency: USD, label: Price}
          - {question: cost, type: money, currency: USD, label: Cost, product: [many, price]}
        totals: [{total: all, label: In all, sum: cost}]
      - question: wide
        type: table
        label: Wide
        questions:
          - {question: a, type: integer, label: A}
          - {question: b, type: text, label: B, show_if: a > 1}
          - {question: c, type: text, label: C}
          - {question: d, type: text, label: D}
          - {question: e, type: text, label: E}
          - {question: f, type: text, label: F}
          - {question: g, type: text, label: G}
        totals: [{total: all, label: Sum, sum: a}]
      - {question: empty, type: table, label: Empty, questions: [{question: x, type: text, label: X}]}
  - section: three
    title: Three
    show_if: {question: agree, is: no}
    questions: [{question: last, type: text, label: Last}]
sheet: {workbook: E, tab: E, columns: [{path: $reference, header: R}]}
"""
FILES = [
    {"name": "رسالة.pdf", "size": 240_000, "sha256": "a" * 64},
    {"name": "plan.docx", "url": "https://example.org/plan.docx"},
]
RAW = {
    "name": "Ana",
    "about": "First.\n\nSecond.",
    "people": 1200,
    "asked": "1234.5",
    "at": "2026-11-27 14:30",
    "agree": True,
    "order": ["b", "a"],
    "views": {"pace": "good"},
    "letter": FILES,
    "campaign": "spring",
    "partner": {"office": {"town": "Bern"}},
    "lines": [{"item": "Desk", "many": 1, "price": "10"}, {"many": 2000, "price": "2.50"}],
    "wide": [{"a": 1, "c": "x"}, {"a": 2, "b": "y"}],
}


@cache
def everything() -> CompiledForm:
    """The form."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "everything" / "form.yaml"
        path.parent.mkdir()
        path.write_text(FORM, encoding="utf-8")
        return compile_form(load_form(path))


def made(compiled: CompiledForm, raw: Mapping[str, Any], language: str = "en") -> Copy:
    """The copy of what a form makes of raw answers."""
    checked = compiled.check(raw, NOW)
    assert checked.answers is not None, checked.problems
    return copy_of(
        compiled, checked.answers, reference="E-1", received_at=NOW, language=language, organisation="Secretariat"
    )
