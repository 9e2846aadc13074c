"""One address gets no more letters about a form than its share, whatever is sent in, and whoever counts."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from app.config import read_settings
from app.context import Context, build_context
from app.mailbox import known_as
from app.store import outbox, submissions
from app.store.engine import Ledger
from connectors.errors import ConnectorError
from forms.load import load_form
from forms.schema import compile_form
from jobs import share
from jobs.run import run_in
from jobs.share import MOST

NOW = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
VICTIM = "ana@example.org"
FORM = """\
form: {name}
version: 1
languages: [en]
title: Grant
reference: "{name}-{{number}}"
sections: [{{section: all, title: All, questions: [{{question: email, type: email, label: E-mail}}]}}]
sheet: {{workbook: Grants, tab: {name}, columns: [{{path: $reference, header: Reference}}]}}
mails: [{{mail: thanks, to: email, subject: Thanks, body: Thanks}}]
"""
NO_MORE = f"not sent: {VICTIM} had {MOST} letters about this form within the hour"


class Post:
    """A mail server that keeps what it is given, or refuses."""

    def __init__(self) -> None:
        self.sent: list[str] = []
        self.fault: ConnectorError | None = None

    def send(self, message: EmailMessage, return_path: str = "") -> None:
        if self.fault:
            raise self.fault
        self.sent.append(str(message["To"]))


@dataclass
class Office:
    context: Context
    post: Post
    count: int = 0
    time: datetime = NOW

    def ask(self, address: str = VICTIM, form: str = "grant") -> int:
        """Somebody sends the form in; the number of the outbox item."""
        self.count += 1
        with self.context.ledger.writing() as c:
            kept = submissions.insert(
                c, form=form, form_version=1, source="page", source_id=str(self.count), reference=f"R-{self.count}",
                answers={"email": address}, language="en", submitted_at=None, received_at=self.time,
            )  # fmt: skip
            assert kept is not None
            payload = {"submission_id": kept.id, "mail": "thanks", "version": 1}
            return outbox.put(c, "mail", f"{kept.key} thanks", now=self.time, payload=payload)

    def run(self, item: int) -> outbox.Item:
        run_in(self.context, item)
        with self.context.ledger.reading() as c:
            found = outbox.get(c, item)
        assert found is not None
        return found

    def send(self, address: str = VICTIM, form: str = "grant") -> str:
        done = self.run(self.ask(address, form))
        assert done.state == "done"
        return done.note


@pytest.fixture
def office(ledger: Ledger, tmp_path: Path) -> Office:
    forms = {}
    for name in ("grant", "other"):
        path = tmp_path / "forms" / name / "form.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(FORM.format(name=name), encoding="utf-8")
        forms[name] = compile_form(load_form(path))
    environ = {"CHANCERY_DATA": str(tmp_path / "data"), "CHANCERY_FORMS": str(tmp_path / "forms")}
    post = Post()
    context = replace(build_context(read_settings(environ)), ledger=ledger, mailer=post, forms=forms)
    made = Office(context, post)
    made.context = replace(context, now=lambda: made.time)
    return made


def test_what_is_over_the_share_is_not_sent_and_says_so(office: Office) -> None:
    assert {office.send() for _ in range(MOST)} == {f"sent to {VICTIM}"}
    assert office.send() == NO_MORE
    assert office.post.sent == [VICTIM] * MOST


def test_another_address_and_another_form_have_shares_of_their_own(office: Office) -> None:
    for _ in range(MOST):
        office.send()
    assert office.send("rita@example.org") == "sent to rita@example.org"
    assert office.send(form="other") == f"sent to {VICTIM}"
    assert office.send("Ana+1@Example.org").startswith("not sent")


def test_an_hour_later_letters_go_again(office: Office) -> None:
    for _ in range(MOST + 1):
        office.send()
    office.time = NOW + share.WITHIN
    assert office.send() == f"sent to {VICTIM}"


def test_it_holds_for_another_process(office: Office) -> None:
    for _ in range(MOST):
        office.send()
    office.context = replace(office.context)  # nothing is counted in memory
    assert office.send() == NO_MORE


def test_it_holds_among_workers_at_once(office: Office) -> None:
    items = [office.ask() for _ in range(MOST + 6)]
    with ThreadPoolExecutor(4) as pool:
        notes = [one.note for one in pool.map(office.run, items)]
    assert notes.count(f"sent to {VICTIM}") == MOST
    assert notes.count(NO_MORE) == 6


def test_a_letter_that_is_tried_again_counts_once(office: Office) -> None:
    for _ in range(MOST - 1):
        office.send()
    last = office.ask()
    for minutes in range(0, 30, 10):
        office.time = NOW + timedelta(minutes=minutes)
        office.post.fault = ConnectorError("the mail server is away")
        assert office.run(last).state == "due"
    office.post.fault = None
    office.time += timedelta(minutes=10)
    assert office.run(last).note == f"sent to {VICTIM}"
    assert office.send() == NO_MORE


def test_a_letter_that_is_refused_for_good_does_not_count(office: Office) -> None:
    for _ in range(MOST - 1):
        office.send()
    office.post.fault = ConnectorError("no such mailbox", permanent=True)
    assert office.run(office.ask()).state == "failed"
    office.post.fault = None
    assert office.send() == f"sent to {VICTIM}"


def test_a_mailbox_is_known_however_it_is_spelled() -> None:
    assert known_as("f", "Ana+x@Example.org") == known_as("f", "ana@example.org")
    assert known_as("f", "ana@example.org") != known_as("g", "ana@example.org")
    assert known_as("f", "ana@example.org") != known_as("f", "ana@example.com")
