"""A call for proposals, in two versions, with people who apply and members who read."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.config import read_settings
from app.context import Context, build_context
from app.convening import put_members
from app.intake import submit
from app.store import submissions
from app.store.engine import Ledger
from app.store.members import About, Member
from app.store.submissions import Submission

NAME = "grants"
DEFINITION = """
form: grants
version: 1
languages: [en, fr]
title: {en: Grants, fr: Subventions}
reference: "G-{number:04d}"
edit_until: 2099-01-01 18:00
call:
  envelope: 100000
  currency: USD
  amount: amount
  title: title
  applicant: partner
  rules:
    - {rule: ceiling, must: {question: amount, max: 50000}, reason: {en: More than 50 000 USD is asked for.}}
    - {rule: sums, must: amount + other <= 60000, reason: {en: All of it is more than 60 000 USD.}}
    - {rule: titled, must: length(title) > 5, reason: {en: The title is short.}, severity: note}
  criteria:
    - {criterion: worth, label: Worth, weight: 60}
    - {criterion: plan, label: Plan, weight: 40}
  reviews: 2
  quorum: 2
  conflicts: {state: state, email: email_domain, partner: organisation}
sections:
  - section: all
    title: All
    questions:
      - {question: title, type: text, label: Title}
      - {question: state, type: country, label: State}
      - {question: email, type: email, label: E-mail}
      - {question: partner, type: text, label: Partner}
      - {question: amount, type: money, currency: USD, label: Amount}
      - {question: other, type: money, currency: USD, label: Other money}
sheet:
  workbook: Grants
  tab: grants
  columns:
    - {path: $reference, header: Reference}
    - {header: Remark, owner: staff}
"""
STAGED = DEFINITION.replace(
    "  reviews: 2\n",
    """  reviews: 2
  stages:
    - {stage: sifting, label: Pre-screening, starts: 2027-02-01, ends: 2027-02-10, opens: [screening]}
    - {stage: meeting, label: Meeting, starts: 2027-03-01, ends: 2027-03-02, opens: [deciding]}
""",
)
GOOD = {"title": "Safer stocks", "state": "KEN", "email": "a@help.or.ke", "partner": "Help Kenya", "amount": 40_000}


@dataclass
class Clock:
    """A second passes each time it is looked at."""

    at: datetime = field(default_factory=lambda: datetime(2027, 2, 1, 9, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def context_of(folder: Path, definition: str = DEFINITION, ledger: Ledger | None = None) -> Context:
    """A context with the call, over a ledger that is migrated already where one is given."""
    forms = folder / "forms"
    (forms / NAME).mkdir(parents=True, exist_ok=True)
    (forms / NAME / "form.yaml").write_text(definition, encoding="utf-8")
    environ = {"CHANCERY_DATA": str(folder / "var"), "CHANCERY_FORMS": str(forms), "SECRET_KEY": "for tests only"}
    made = replace(build_context(read_settings(environ)), now=Clock())
    return made if ledger is None else replace(made, ledger=ledger)


def propose(context: Context, name: str, **answers: Any) -> Submission:
    """Somebody sends a proposal in, or changes the one that was called so."""
    told = {"source": "api", "language": "en", "body": b"", "headers": {}, "submission_id": name}
    number = str(context.now())
    outcome = submit(context, NAME, {**GOOD, **answers}, delivery_id=f"{name} {number}", **told)  # type: ignore[arg-type]
    assert outcome.state == "accepted", outcome
    with context.ledger.reading() as c:
        found = submissions.with_reference(c, outcome.reference)
    assert found is not None
    return found


def convene(context: Context, *people: About) -> list[Member]:
    """These are members, and whoever was one stays it."""
    return put_members(context, NAME, people, who="rita")
