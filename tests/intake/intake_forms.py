"""A small form with every source, and a context over it, for the tests of intake."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.config import read_settings
from app.context import Context, build_context
from app.entrances import Entrances
from app.intake import Door, Keep, Outcome
from app.judging import judge_received
from app.store import deliveries, secrets
from app.store.engine import Ledger
from connectors.ports import HookRequest

NOW = datetime(2026, 5, 4, 10, 0, tzinfo=UTC)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

DEFINITION = """\
form: aid
version: 3
languages: [en, fr]
title: {en: Aid, fr: Aide}
reference: "AID-{year}-{number:04d}"
sections:
  - section: all
    title: All
    questions:
      - {question: state, type: country, label: {en: State, fr: État}, required: yes}
      - question: contact
        type: group
        label: Contact
        questions:
          - {question: email, type: email, label: E-mail}
      - question: help
        type: choose_many
        label: Help
        choices:
          - {value: legal, label: {en: Legal advice, fr: Conseil juridique}}
          - {value: training, label: Training}
      - question: size
        type: choose_one
        label: Size
        choices:
          - {value: small, label: {en: Small, fr: Petit}}
          - {value: large, label: {en: Large, fr: Grand}}
      - question: budget
        type: table
        label: Budget
        questions:
          - {question: item, type: text, label: Item, required: yes}
          - {question: unit_cost, type: money, currency: USD, label: Cost}
        totals:
          - {total: unit_cost, label: Total, sum: unit_cost}
      - {question: paper, type: file, label: Paper}
      - {question: photo, type: text, label: Photo}
sheet:
  workbook: Aid
  tab: Aid
  columns:
    - {path: $reference, header: Reference}
    - {path: state, header: State}
mails:
  - {mail: acknowledgement, to: contact.email, subject: "((reference))", body: "Thank you"}
sources:
  - source: standard-webhooks
  - source: typeform
    mapping:
      t_state: state
      t_email: contact.email
      t_help: help
      t_size: size
      t_paper: paper
      t_photo: photo
  - source: kobotoolbox
    mapping:
      who/state: state
      help: help
      size: size
      plan/budget: budget
      plan/budget/item: budget.item
      plan/budget/cost: budget.unit_cost
      photo: photo
      paper: paper
    ignore: [device]
"""


class Clock:
    """The time tests tell."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time

    def pass_seconds(self, seconds: float) -> None:
        self.time += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    """Stands still until told otherwise."""
    return Clock()


@pytest.fixture
def context(ledger: Ledger, tmp_path: Path, clock: Clock) -> Context:
    """The small form over a fresh ledger, with one secret for every source."""
    folder = tmp_path / "forms" / "aid"
    folder.mkdir(parents=True)
    (folder / "form.yaml").write_text(DEFINITION, encoding="utf-8")
    settings = read_settings({"CHANCERY_DATA": str(tmp_path / "var"), "CHANCERY_FORMS": str(folder.parent)})
    with ledger.writing() as c:
        for source in ("standard-webhooks", "typeform", "kobotoolbox"):
            secrets.add(c, "aid", source, SECRET, now=NOW)
    return replace(build_context(settings), ledger=ledger, now=clock)


def deliver(context: Context, word: str, request: HookRequest, form: str = "aid") -> Outcome:
    """Receive a delivery and have it judged at once; what the door refuses is its answer."""
    received = receive(context, form, word, request)
    if received.state != "received":
        return received
    judged = judge_received(context, form, limit=1)
    return judged[0] if judged else received  # another thread was first


def receive(context: Context, form: str, word: str, request: HookRequest, into: Keep | None = None) -> Outcome:
    """Have the door keep a delivery, by itself."""
    door = Door(context, Entrances(context.forms, context.ledger), into or kept_alone(context))
    return asyncio.run(door.receive(form, word, request))


def kept_alone(context: Context) -> Keep:
    """Keeps one message in a transaction of its own."""

    async def kept(message: deliveries.Message) -> None:
        with context.ledger.writing() as c:
            deliveries.keep(c, [message])

    return kept
