"""A small form with one question of most kinds, and submissions of it in a ledger."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.config import read_settings
from app.context import Context, build_context
from app.store import submissions
from app.store.engine import Ledger
from app.store.submissions import Submission

NOW = datetime(2026, 5, 4, 10, tzinfo=UTC)
DIGEST = "ab" * 32
FORM = """\
form: grants
version: 1
languages: [en, ar]
title: {en: Grants, ar: منح}
reference: "G-{year}-{number:04d}"
zone: Europe/Zurich
sections:
  - section: all
    title: {en: All, ar: الكل}
    questions:
      - {question: state, type: country, label: {en: State, ar: الدولة}}
      - {question: about, type: long_text, label: {en: About, ar: عن}}
      - {question: amount, type: money, currency: USD, label: {en: Amount, ar: المبلغ}}
      - {question: people, type: integer, label: {en: People, ar: الأشخاص}}
      - {question: starts, type: date, label: {en: Starts, ar: البداية}}
      - {question: at, type: datetime, label: {en: At, ar: في}}
      - {question: agreed, type: yes_no, label: {en: Agreed, ar: موافق}}
      - question: help
        type: choose_many
        label: {en: Help, ar: المساعدة}
        choices: [{value: law, label: {en: Law, ar: قانون}}, {value: it, label: {en: IT, ar: تقنية}}]
      - {question: note, type: note, label: {en: Read this, ar: اقرأ}}
      - {question: letter, type: file, label: {en: Letter, ar: رسالة}}
      - question: contact
        type: group
        label: {en: Contact, ar: جهة الاتصال}
        questions:
          - {question: name, type: text, label: {en: State, ar: الدولة}}
      - question: budget
        type: table
        max: 200
        label: {en: Budget, ar: الميزانية}
        questions:
          - {question: item, type: text, label: {en: Item, ar: البند}}
          - {question: cost, type: money, currency: USD, label: {en: Cost, ar: التكلفة}}
        totals:
          - {total: cost, label: {en: Total cost, ar: المجموع}, sum: cost}
sheet:
  workbook: Grants
  tab: Grants 2026
  columns:
    - {path: $reference, header: Reference}
    - {path: $received, header: Received}
    - {path: state, header: Requesting State, owner: both}
    - {path: amount, header: Amount (USD), format: money}
    - {path: starts, header: Starts}
    - {path: budget.totals.cost, header: Cost, format: money}
    - {header: Decision, owner: staff}
sources:
  - source: typeform
    mapping: {state: state}
"""
ANSWERS: Mapping[str, Any] = {
    "state": "GHA",
    "about": "=1+1",
    "amount": "75000.50",
    "people": 12,
    "starts": "2027-01-31",
    "at": "2027-01-31T09:05",
    "agreed": False,
    "help": ["law", "it"],
    "letter": [
        {"name": "a.pdf", "size": 1, "sha256": DIGEST},
        {"name": "b.pdf", "url": "https://files.example.org/b.pdf"},
        {"name": "c.pdf", "url": f"enclosed:{DIGEST}"},
    ],
    "contact": {"name": "Ama"},
    "budget": {
        "rows": [{"item": "seat", "cost": "10.50"}, {"item": "hall", "cost": None}],
        "totals": {"cost": "10.50"},
    },
}


def context_over(ledger: Ledger, folder: Path, definition: str = FORM) -> Context:
    """The form over a migrated ledger."""
    path = folder / "forms" / "grants" / "form.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(definition, encoding="utf-8")
    environ = {
        "CHANCERY_DATA": str(folder / "var"),
        "CHANCERY_FORMS": str(folder / "forms"),
        "BASE_URL": "https://e.org",
    }
    return replace(build_context(read_settings(environ)), ledger=ledger, now=lambda: NOW)


def send(context: Context, number: int, answers: Mapping[str, Any] = ANSWERS, **said: Any) -> Submission:
    """Keep a submission as it would be."""
    values: dict[str, Any] = {
        "form": "grants",
        "form_version": 1,
        "source": "page",
        "source_id": str(number),
        "reference": f"G-2026-{number:04d}",
        "language": "en",
        "submitted_at": None,
        "received_at": NOW,
    }
    with context.ledger.writing() as c:
        kept = submissions.insert(c, answers=answers, **{**values, **said})
    assert kept is not None
    return kept


def revise(context: Context, earlier: Submission, answers: Mapping[str, Any], form_version: int = 1) -> Submission:
    """Keep a newer version of it."""
    with context.ledger.writing() as c:
        return submissions.revise(
            c,
            earlier,
            form_version=form_version,
            answers=answers,
            language="en",
            submitted_at=None,
            received_at=NOW,
        )
