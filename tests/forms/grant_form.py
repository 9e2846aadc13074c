"""A form that has a bit of everything, written out for tests of the form language."""

from pathlib import Path

from forms.load import load_form
from forms.schema import CompiledForm, compile_form

GRANT = """\
form: grant
version: 2
languages: [en, fr]
title: {en: Grant, fr: Subvention}
intro: Ask for money.
reference: "GR-{year}-{number:04d}"
sections:
  - section: applicant
    title: Applicant
    questions:
      - {question: state, type: country, label: {en: State, fr: État}, required: yes}
      - question: contact
        type: group
        label: Contact
        questions:
          - {question: name, type: text, label: Name, max_length: 40}
          - {question: email, type: email, label: E-mail, required: yes}
          - {question: phone, type: phone, label: Phone}
      - {question: site, type: url, label: Web site}
  - section: project
    title: Project
    questions:
      - {question: title, type: text, label: Title, hint: Short, required: yes}
      - {question: about, type: long_text, label: About, max_length: 500}
      - {question: months, type: integer, label: Months, min: 1, max: 24}
      - {question: share, type: decimal, label: Share}
      - {question: asked, type: money, label: Amount, currency: USD, min: 0}
      - {question: starts, type: date, label: Start}
      - {question: agreed, type: yes_no, label: Agreed}
      - question: size
        type: choose_one
        label: Size
        choices:
          - {value: s, label: Small}
          - {value: l, label: {en: Large, fr: Grand}}
      - question: help
        type: choose_many
        label: Help
        choices:
          - {value: law, label: Law}
          - {value: "yes", label: Anything}
      - {question: letter, type: file, label: Letter, accept: [pdf, .TXT], max_megabytes: 2}
      - question: budget
        type: table
        label: Budget
        min: 2
        max: 4
        questions:
          - {question: item, type: text, label: Item, required: yes}
          - {question: quantity, type: decimal, label: Quantity}
          - {question: cost, type: money, label: Cost, currency: USD}
          - {question: line, type: money, label: Line, currency: USD, product: [quantity, cost]}
        totals:
          - {total: all, label: Total, sum: line}
sheet:
  workbook: Grants
  tab: 2026 call
  columns:
    - {path: $reference, header: Reference, width: 16}
    - {path: state, header: State}
    - {path: budget.totals.all, header: Budget, format: money}
    - {path: $received, header: Received, format: datetime}
  staff_columns: [Remarks]
acknowledgement:
  to: contact.email
  subject: Your proposal {reference}
  body: {en: "Thank you: {form_title}", fr: "Merci"}
call:
  envelope: 400000
  currency: USD
  amount: asked
  title: title
  applicant: state
  rules:
    - {rule: ceiling, path: asked, max: 100000, reason: Too much is asked for.}
    - {rule: agreement, path: agreed, is: yes, reason: The conditions are not agreed to.}
    - {rule: region, path: state, one_of: [FJI, TON], reason: Not in the region.}
    - {rule: sums, path: asked, equals: budget.totals.all, reason: The sums differ.}
    - {rule: letter, path: letter, filled: yes, reason: The letter is missing.}
  criteria:
    - {criterion: relevance, label: Relevance, weight: 60, scale: 5}
    - {criterion: value, label: Value for money, weight: 40}
sources:
  - source: standard-webhooks
  - source: typeform
    mapping: {ref-state: state, ref-mail: contact.email}
    ignore: [ref-note]
  - {source: kobotoolbox, mapping: {plan/budget: budget, plan/budget/cost: budget.cost}}
"""

ANSWERS: dict[str, object] = {
    "state": "FJI",
    "contact": {"name": "Ana", "email": "ana@example.org", "phone": "+41 22 123 45 67"},
    "site": "https://example.org/a?b=c",
    "title": "Stockpiles",
    "about": "First\r\nsecond",
    "months": "12",
    "share": "0.50",
    "asked": "12 500.5",
    "starts": {"day": "7", "month": "3", "year": "2027"},
    "agreed": "on",
    "size": "l",
    "help": ["yes", "law"],
    "letter": {"name": "C:\\papers\\letter.PDF", "size": 9, "sha256": "a" * 64},
    "budget": [
        {"item": "Locks", "quantity": "3", "cost": "19.99"},
        {"item": "", "quantity": "", "cost": None},
        {"item": "Doors", "quantity": 0.5, "cost": 100},
    ],
}
"""Answers as a page or a provider would send them."""


def write_form(folder: Path, text: str = GRANT, name: str = "grant") -> Path:
    """A definition in its folder."""
    path = folder / name / "form.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(text, encoding="utf-8")
    return path


def compiled(folder: Path, text: str = GRANT) -> CompiledForm:
    """The form of `text`, ready to check answers."""
    return compile_form(load_form(write_form(folder, text)))
