"""A small call over a ledger, and the things that can happen to it, each at its own moment."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.config import read_settings
from app.context import Context, build_context
from app.library import publish, whole
from app.store import members, reviews, screenings, submissions, withdrawals
from app.store.engine import Ledger
from app.store.members import About
from app.store.reviews import Review
from app.store.submissions import Submission
from app.store.verdicts import Verdict
from forms.load import load_form

NAME = "grants"
DEFINITION = """
form: grants
version: 1
languages: [en]
title: Grants
reference: "G-{number:04d}"
call:
  envelope: 100000
  currency: USD
  amount: amount
  title: title
  applicant: partner
  rules:
    - {rule: ceiling, must: {question: amount, max: 50000}, reason: {en: More than 50 000 USD is asked for.}}
    - {rule: titled, must: length(title) > 5, reason: {en: The title is short.}, severity: note}
  criteria:
    - {criterion: worth, label: Worth, weight: 60}
    - {criterion: plan, label: Plan, weight: 40}
  quotas:
    - {quota: region, label: Region, question: region, each: 2}
  reviews: 2
sections:
  - section: all
    title: All
    questions:
      - {question: title, type: text, label: Title}
      - {question: partner, type: text, label: Partner}
      - {question: region, type: text, label: Region}
      - {question: amount, type: money, currency: USD, label: Amount}
sheet:
  workbook: Grants
  tab: grants
  columns:
    - {path: $reference, header: Reference}
"""
STARTED = datetime(2027, 2, 1, 9, tzinfo=UTC)


@dataclass
class Clock:
    """A second passes each time it is looked at."""

    at: datetime = field(default=STARTED)

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def context_of(folder: Path, ledger: Ledger, definition: str = DEFINITION) -> Context:
    """A context with the call, published."""
    place = folder / "forms" / NAME / "form.yaml"
    place.parent.mkdir(parents=True)
    place.write_text(definition, encoding="utf-8")
    environ = {"CHANCERY_DATA": str(folder / "var"), "CHANCERY_FORMS": str(place.parents[1]), "SECRET_KEY": "tests"}
    context = replace(build_context(read_settings(environ)), ledger=ledger, now=Clock())
    publish_in(context, definition)
    return context


def publish_in(context: Context, definition: str) -> None:
    """This is the newest version of the call."""
    place = context.settings.forms_dir / NAME / "form.yaml"
    place.write_text(definition, encoding="utf-8")
    written = whole(load_form(place))
    with context.ledger.writing() as connection:
        publish(connection, written, who="rita", note="", now=context.now())


def propose(context: Context, number: int, amount: object = 10_000, **answers: Any) -> Submission:
    """Somebody applies, or says something else than before."""
    said = {
        "title": f"Project {number}",
        "partner": f"Partner {number}",
        "region": "",
        "amount": str(amount),
        **answers,
    }
    told: dict[str, Any] = {"form_version": 1, "language": "en", "submitted_at": None, "answers": said}
    with context.ledger.writing() as connection:
        there = submissions.find(connection, NAME, "api", str(number))
        if there is not None:
            return submissions.revise(connection, there, received_at=context.now(), **told)
        names = {"form": NAME, "source": "api", "source_id": str(number), "reference": f"G-{number:04d}"}
        kept = submissions.insert(connection, received_at=context.now(), **names, **told)
    assert kept is not None
    return kept


def withdraw(context: Context, number: int) -> None:
    with context.ledger.writing() as connection:
        there = submissions.find(connection, NAME, "api", str(number))
        if there is not None:
            withdrawals.put(connection, NAME, there.key, now=context.now())


def say(context: Context, number: int, word: str, reason: str = "") -> None:
    """Staff give a verdict on a proposal, or take it back, where there is one."""
    with context.ledger.writing() as connection:
        there = submissions.find(connection, NAME, "api", str(number))
        if there is not None:
            screenings.give_verdict(connection, there.id, Verdict(word, reason, "rita"), now=context.now())


def review(context: Context, number: int, member: str, state: str = reviews.GIVEN, **scores: int) -> None:
    """A member says something of a proposal, where there is one."""
    with context.ledger.writing() as connection:
        there = submissions.find(connection, NAME, "api", str(number))
        if there is not None:
            one = members.put(connection, NAME, About(member), now=context.now())
            reviews.save(connection, Review(there.id, one.id, state, scores), now=context.now())
