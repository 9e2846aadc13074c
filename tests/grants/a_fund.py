"""A fund whose approvals become grants, with the forms by which those who have one answer."""

import shutil
import subprocess
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.config import read_settings
from app.context import Context, build_context
from app.convening import put_members
from app.decisions import decide, lines_of
from app.domain.decisions import Said
from app.grants.acting import Hand, in_hand
from app.grants.arriving import origin_of
from app.grants.standing import Standing, standing_of
from app.grants.terms import form_and_terms
from app.intake import submit
from app.outcome import Outcome
from app.releasing import Release, fingerprint, pending_of, release
from app.screening import screen
from app.store import drafts, grants
from app.store.drafts import PAGE, New
from app.store.engine import Ledger
from app.store.members import About
from connectors.errors import ConnectorError

SHEET = """
sheet:
  workbook: {name}
  tab: all
  columns: [{{path: $reference, header: Reference}}]
"""
CALL = """
form: {name}
version: 1
languages: [en, fr]
title: {{en: Grants, fr: Subventions}}
reference: "{letter}-{{number:04d}}"
zone: {zone}
edit_until: 2099-01-01 18:00
letters:
  - letter: agreement
    title: {{en: Agreement, fr: Accord}}
    body:
      en: "((number)): ((amount)) to ((applicant)). ((instalments)). ((reports))."
      fr: "((number)) : ((amount)) ; ((instalments)) ; ((reports)) ; ((starts_on))"
call:
  envelope: 100000
  currency: {currency}
  amount: amount
  title: title
  applicant: state
  rules: []
  criteria: [{{criterion: worth, label: Worth, weight: 100}}]
  fund: trust
  cycle: {cycle}
  grant:
    number: "T-{{year}}-{{number:03d}}"
    email: email
    agreement: agreement
    instalments:
      - {{instalment: first, label: First instalment, share: 60, after: acceptance}}
      - {{instalment: last, label: Last instalment, share: 40, after: final}}
    reports:
      - report: acceptance
        label: Acceptance
        form: acceptances
        reference: grant
        email: email
        days: 30
        starts: starts
        declined: {{answer: declined}}
      - {{report: interim, label: Interim report, form: reports, reference: grant, email: email, months: 1}}
      - {{report: final, label: Final report, form: reports, reference: grant, email: email, months: 12}}
    reminders:
      - {{reminder: early, before: [30, 7], subject: Soon, body: Please send it.}}
      - {{reminder: late, after: [1, 14], subject: Late, body: Please send it now.}}
      - {{reminder: last, after: [30], subject: Last, body: This is the last time that we ask.}}
    checklist:
      - {{item: ticket, label: Ticket}}
    sheet: All grants
    columns:
      - {{column: who, label: Who, path: state}}
      - {{column: spent, label: Spent, path: spent, of: final}}
sections:
  - section: all
    title: All
    questions:
      - {{question: title, type: text, label: Title}}
      - {{question: state, type: country, label: State}}
      - {{question: email, type: email, label: E-mail}}
      - {{question: amount, type: money, currency: {currency}, label: Amount}}
"""
REPORT = """
form: {name}
version: 1
languages: [en, fr]
title: {name}
reference: "{letter}-{{number:04d}}"
edit_until: 2099-01-01 18:00
sections:
  - section: all
    title: All
    questions:
      - {{question: grant, type: text, label: Grant}}
      - {{question: email, type: email, label: E-mail}}
      - {{question: answer, type: text, label: Answer}}
      - {{question: starts, type: date, label: Starts}}
      - {{question: spent, type: text, label: Spent}}
"""
GOOD = {"title": "Safer stocks", "state": "KEN", "email": "a@help.or.ke", "amount": 40_000}


@dataclass
class Clock:
    """A second passes each time it is looked at; tests turn it on."""

    at: datetime = field(default_factory=lambda: datetime(2027, 1, 10, 9, tzinfo=UTC))

    def __call__(self) -> datetime:
        self.at += timedelta(seconds=1)
        return self.at


def call_of(name: str = "calls", letter: str = "C", zone: str = "UTC", currency: str = "USD", cycle: int = 2027) -> str:
    """The definition of a call of the fund."""
    return CALL.format(name=name, letter=letter, zone=zone, currency=currency, cycle=cycle) + SHEET.format(name=name)


def fund_of(folder: Path, ledger: Ledger | None = None, calls: Mapping[str, str] | None = None) -> Context:
    """A context with the call (or these) and the forms of its reports."""
    reports = {
        name: REPORT.format(name=name, letter=letter) + SHEET.format(name=name) for name, letter in FORMS.items()
    }
    for name, text in {**(calls or {"calls": call_of()}), **reports}.items():
        (folder / "forms" / name).mkdir(parents=True, exist_ok=True)
        (folder / "forms" / name / "form.yaml").write_text(text, encoding="utf-8")
    environ = {
        "CHANCERY_DATA": str(folder / "var"),
        "CHANCERY_FORMS": str(folder / "forms"),
        "SECRET_KEY": "for tests only",
    }
    made = replace(build_context(read_settings(environ)), now=Clock())
    return made if ledger is None else replace(made, ledger=ledger)


FORMS = {"acceptances": "A", "reports": "R"}


def send(context: Context, form: str, name: str, source: str = "api", **answers: Any) -> Outcome:
    """Somebody sends a form in, or changes what was called so."""
    told = {"source": source, "language": "fr", "body": b"", "headers": {}, "submission_id": name}
    outcome = submit(context, form, answers, delivery_id=f"{name} {context.now()}", **told)  # type: ignore[arg-type]
    assert outcome.state == "accepted", outcome
    return outcome


def send_by_link(context: Context, grant: str, report: str, form: str = "acceptances", **answers: Any) -> Outcome:
    """Whoever has a grant sends a report through the link that was mailed to them."""
    origin, now = origin_of(standing(context, grant).grant, report), context.now()
    with context.ledger.writing() as c:
        new = New(form, 1, "en", {}, now, now + timedelta(days=9), GOOD["email"], origin)
        key = (drafts.made_for(c, origin) or drafts.begin(c, new)).key
    return send(context, form, key, source=PAGE, grant=grant, **answers)


def meanwhile(context: Context, grant: str, first: Callable[[Hand], object], second: Callable[[], object]) -> str:
    """One has a grant in hand and does the `first`; the `second` begins before that is done. Returns its refusal."""
    with ThreadPoolExecutor(1) as pool:
        with hand(context, grant) as h:
            first(h)
            other = pool.submit(second)
            _await_lock(context)
        fault = other.exception()
    if fault is not None and not isinstance(fault, ConnectorError):
        raise fault
    return str(fault or "")


def _await_lock(context: Context) -> None:
    """Until somebody waits for somebody else; SQLite lets one write at a time as it is."""
    query = "select count(*) from pg_locks where not granted"
    while context.ledger.kind() == "postgresql":
        with context.ledger.reading() as c:
            if c.exec_driver_sql(query).scalar():
                return


def propose(context: Context, name: str = "one", form: str = "calls", **answers: Any) -> str:
    """Somebody sends a proposal in; returns its reference."""
    reference = send(context, form, name, **{**GOOD, **answers}).reference
    screen(context, form)
    return reference


def say(context: Context, reference: str, said: Said, form: str = "calls") -> None:
    """Staff decide on a proposal."""
    with context.ledger.reading() as c:
        (line,) = [one for one in lines_of(c, form) if one.proposal.head.reference == reference]
    decide(context, form, reference, said, seen=line.stamp, who="rita")


def let_go(context: Context, form: str = "calls") -> int:
    """Staff release all that waits."""
    put_members(context, form, [About("Anna")], who="rita")
    with context.ledger.reading() as c:
        seen = fingerprint(pending_of(lines_of(c, form)))
    return release(context, form, Release([], "", seen), who="rita")


def granted(context: Context, name: str = "one", form: str = "calls", **answers: Any) -> str:
    """A proposal that is approved; returns its reference."""
    reference = propose(context, name, form, **answers)
    say(context, reference, Said("approve"), form)
    let_go(context, form)
    return reference


def standing(context: Context, name: str) -> Standing:
    """How the grant of a proposal stands."""
    with context.ledger.reading() as c:
        found = grants.named(c, name)
        assert found is not None
        return standing_of(c, form_and_terms(context, found.form)[1], found)


def hand(context: Context, name: str, who: str = "rita") -> AbstractContextManager[Hand]:
    """Take a grant in hand as it is now: a context manager of a Hand."""
    grant = standing(context, name).grant
    return in_hand(context, grant.id, seen=grant.stamp, who=who)


needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs poppler-utils")


def text_of(pdf: bytes, folder: Path) -> str:
    """What a PDF says, in one line."""
    (folder / "read.pdf").write_bytes(pdf)
    run = subprocess.run(["pdftotext", "-layout", folder / "read.pdf", "-"], capture_output=True, check=True)
    return " ".join(run.stdout.decode().split())
