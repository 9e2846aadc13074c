"""Several mails of one form: when they hold, what they lead to, and what answers of an earlier version say."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from app.config import read_settings
from app.context import Context, build_context
from app.draft_links import link_of
from app.library import Library
from app.present import presented
from app.store import form_versions, outbox, submissions
from app.store.engine import Ledger
from connectors.lists import SharedLists
from forms.definition import Form, Text
from forms.load import load_form
from forms.schema import compile_form
from forms.writing.plain_form import tree
from jobs.run import run_in

NOW = datetime(2026, 11, 2, 23, 30, tzinfo=UTC)
FORM = """\
form: grant
version: 1
languages: [en, fr]
title: {en: Grant, fr: Subvention}
zone: Europe/Zurich
reference: "G-{number}"
sections:
  - section: all
    title: All
    questions:
      - {question: title, type: text, label: Title}
      - {question: email, type: email, label: E-mail}
      - {question: amount, type: money, currency: USD, label: Amount}
      - {question: urgent, type: yes_no, label: Urgent}
      - {question: months, type: integer, label: Months}
      - {question: help, type: choose_many, label: Help, choices: [{value: a, label: A}, {value: b, label: B}]}
sheet: {workbook: Grants, tab: Tab, columns: [{path: $reference, header: Reference}, {path: title, header: Title}]}
mails:
  - mail: thanks
    to: email
    subject: {en: "Thanks ((reference))", fr: "Merci ((reference))"}
    body: "((form_title)) ((received_at)) ((organisation)) {title}"
  - mail: large
    to: email
    when: amount > 1000.0
    subject: Large
    body: Large
  - mail: follow
    after_days: 30
    to: email
    subject: Report
    body: "((link))"
    form: grant
    prefill: {title: title, amount: amount, urgent: urgent, months: months, help: help, email: $reference}
"""


@pytest.fixture
def context(ledger: Ledger, tmp_path: Path) -> Context:
    path = tmp_path / "forms" / "grant" / "form.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(FORM.replace('{title}"', '((reference))"'), encoding="utf-8")
    environ = {"CHANCERY_DATA": str(tmp_path / "data"), "CHANCERY_FORMS": str(path.parent.parent)}
    return replace(build_context(read_settings({**environ, "BASE_URL": "https://forms.example.org/"})), ledger=ledger)


def send(
    context: Context, mail: str, language: str = "en", version: int = 1, asked: int | None = None, **answers: Any
) -> tuple[str, list[EmailMessage]]:
    """What the job says of one mail about these answers, and the messages that came of it."""
    with context.ledger.writing() as connection:
        kept = submissions.insert(
            connection, form="grant", form_version=version, source="api", source_id=mail + language, reference="G-7",
            answers={"email": "ana@example.org", **answers}, language=language, submitted_at=None, received_at=NOW,
        )  # fmt: skip
        assert kept is not None
        payload = {"submission_id": kept.id, "mail": mail, "version": 1}
        payload |= {} if asked is None else {"form_version": asked}
        item = outbox.put(connection, "mail", f"{kept.key} {mail}", now=NOW, payload=payload)
    run_in(context, item)
    with context.ledger.reading() as connection:
        done = outbox.get(connection, item)
    assert done is not None
    files = sorted(context.settings.mail_folder.glob("*.eml")) if context.settings.mail_folder.exists() else []
    read = [message_from_bytes(file.read_bytes(), policy=default) for file in files]
    return done.error or done.note, [one for one in read if isinstance(one, EmailMessage)]


def known(context: Context, message: EmailMessage) -> tuple[str, object]:
    """The language and the answers of the draft to which the mail's link leads."""
    said = message.get_content().strip()
    assert said.startswith("https://forms.example.org/back/")
    found = link_of(context, said.rpartition("/")[2])
    assert found is not None
    assert (found.email, found.is_live) == (message["To"], True)
    return found.draft.language, found.draft.answers


@pytest.mark.parametrize(
    ("language", "subject", "said"),
    [("en", "Thanks G-7", "Grant 3 November 2026, 00:30"), ("fr", "Merci G-7", "Subvention 3 novembre 2026, 00:30")],
)
def test_the_moment_is_told_in_the_forms_zone_and_the_readers_language(
    context: Context, language: str, subject: str, said: str
) -> None:
    _, [message] = send(context, "thanks", language)
    assert (message["Subject"], message["Content-Language"]) == (subject, language)
    assert message.get_content().startswith(said)


@pytest.mark.parametrize(
    ("amount", "said"),
    [("2000.00", "sent to ana@example.org"), ("10.00", "large: its condition does not hold"),
     (None, "large: its condition does not hold")],
)  # fmt: skip
def test_a_mail_goes_only_when_its_rule_holds(context: Context, amount: str | None, said: str) -> None:
    note, messages = send(context, "large", amount=amount)
    assert (note, len(messages)) == (said, int(said.startswith("sent")))


def test_a_mail_that_the_form_has_no_more_is_said(context: Context) -> None:
    assert send(context, "gone") == ("grant sends no mail 'gone' any more", [])


def test_the_link_is_filled_in_beforehand(context: Context) -> None:
    answers = {"title": "Locks & doors", "amount": "12.50", "urgent": True, "months": 0, "help": ["a", "b"]}
    _, [message] = send(context, "follow", **answers)
    told = {
        "title": "Locks & doors",
        "amount": "12.50",
        "urgent": "yes",
        "months": "0",
        "help": ["a", "b"],
        "email": "G-7",
    }
    assert known(context, message) == ("en", told)
    checked = context.forms["grant"].check(told, NOW)
    assert [problem.path for problem in checked.problems] == ["email"]  # where the form has a reference put
    assert (checked.so_far["help"], checked.so_far["months"], checked.so_far["urgent"]) == (["a", "b"], 0, True)
    assert message["Date"].datetime == datetime(2026, 12, 2, 23, 30, tzinfo=UTC)


def test_what_is_not_answered_is_not_in_the_link(context: Context) -> None:
    _, [message] = send(context, "follow", language="fr", urgent=False)
    assert known(context, message) == ("fr", {"urgent": "no", "email": "G-7"})


PREFILL = "{title: title, amount: amount, urgent: urgent, months: months, help: help, email: $reference}"
CHANGED = [
    ("version: 1", "version: 2"),
    ("{question: email,", "{question: mail_to, was: [email],"),
    ("to: email", "to: mail_to"),
    (PREFILL, "{heading: heading}"),
    ("{question: title,", "{question: heading, was: [title],"),
    ("path: title", "path: heading"),
    ("{question: months, type: integer, label: Months}", "{question: weeks, type: date, label: Weeks}"),
]
"""What the second version writes otherwise."""


@pytest.fixture
def later(context: Context) -> Context:
    """The context once a second version was published, which calls things otherwise."""
    path = context.settings.forms_dir / "grant" / "form.yaml"
    first = load_form(path)
    text = path.read_text(encoding="utf-8")
    for old, new in CHANGED:
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    with context.ledger.writing() as connection:
        for form in (first, load_form(path)):
            form_versions.put(connection, form="grant", version=form.version, digest="", definition=tree(form), who="x",
                              note="", now=NOW)  # fmt: skip
    library = Library(context.ledger, SharedLists(context.settings.workbooks))
    return replace(context, forms=library, earlier=library.earlier, last=library.last)


def test_answers_of_an_earlier_version_are_carried_to_the_mails_of_the_present_one(later: Context) -> None:
    note, [message] = send(later, "follow", title="Locks", amount="12.50")
    assert (note, message["To"]) == ("sent to ana@example.org", "ana@example.org")
    assert known(later, message) == ("en", {"heading": "Locks"})


def test_answers_of_an_earlier_version_stand_in_the_sheet_and_what_has_no_place_is_told(later: Context) -> None:
    send(later, "thanks", title="Locks", months=12)
    with later.ledger.writing() as connection:
        item = outbox.put(connection, "sheet", "grant", now=NOW)
    run_in(later, item)
    with later.ledger.reading() as connection:
        done = outbox.get(connection, item)
    assert done is not None
    left = "months: the answers of 1 submission have no place in this version (they stay in the ledger)"
    assert done.note == f"1 added, 0 changed; {left}"
    rows = SharedLists(later.settings.workbooks).rows("Grants", "Tab")
    assert [row["Title"] for row in rows] == ["Locks"]


def test_a_version_that_was_never_published_is_shown_as_it_is(later: Context) -> None:
    note, _ = send(later, "thanks", version=9, mail_to="rita@example.org")
    assert note == "sent to rita@example.org"


def test_a_form_without_its_compiled_rules_is_none(context: Context) -> None:
    form = replace(context.forms["grant"].form, mails=())
    quiet = replace(context, forms={"grant": compile_form(form)})
    assert send(quiet, "thanks") == ("grant sends no mail 'thanks' any more", [])


def test_a_mail_says_what_the_version_said_under_which_it_was_asked_for(later: Context) -> None:
    note, [message] = send(later, "follow", asked=1, title="Locks", months=3)
    assert (note, message["To"]) == ("sent to ana@example.org", "ana@example.org")
    assert known(later, message) == ("en", {"heading": "Locks", "mail_to": "G-7"})


def test_a_worker_that_has_not_looked_yet_finds_the_version_in_the_ledger(later: Context) -> None:
    stale = replace(later, forms={"grant": compile_form(load_form_of(later, 1))})
    note, [message] = send(stale, "follow", version=2, asked=2, heading="Locks", mail_to="rita@example.org")
    assert (note, known(stale, message)) == ("sent to rita@example.org", ("en", {"heading": "Locks"}))


def load_form_of(context: Context, version: int) -> Form:
    found = context.earlier("grant", version)
    assert found is not None
    return found


def test_what_is_due_when_a_form_is_withdrawn_is_done(later: Context) -> None:
    assert len(later.forms) == 1
    with later.ledger.writing() as connection:
        form_versions.put(connection, form="grant", version=2, digest="", definition=None, who="x", note="", now=NOW)
    library = Library(later.ledger, SharedLists(later.settings.workbooks))
    withdrawn = replace(later, forms=library, earlier=library.earlier, last=library.last)
    assert len(library) == 0
    assert send(withdrawn, "thanks", asked=1, title="Locks")[0] == "sent to ana@example.org"
    with later.ledger.writing() as connection:
        item = outbox.put(connection, "sheet", "grant", now=NOW)
    run_in(withdrawn, item)
    assert [row["Title"] for row in SharedLists(later.settings.workbooks).rows("Grants", "Tab")] == ["Locks"]


def test_a_subject_is_one_line(context: Context) -> None:
    form = context.forms["grant"].form
    mails = (replace(form.mails[0], subject=Text({"en": "Thanks\r\n ((reference))"})),)
    _, [message] = send(replace(context, forms={"grant": compile_form(replace(form, mails=mails))}), "thanks")
    assert message["Subject"] == "Thanks G-7"


ADDED = """\
      - {question: twice, type: calculated, result: money, currency: USD, label: Twice, calculation: amount * 2.0}
sheet:"""


def test_what_a_later_version_works_out_is_worked_out_of_earlier_answers(later: Context) -> None:
    old = load_form_of(later, 1)
    path = later.settings.forms_dir / "grant" / "form.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("sheet:", ADDED, 1), encoding="utf-8")
    new = compile_form(load_form(path))
    send(later, "thanks", title="Locks", amount="12.50")
    with later.ledger.reading() as connection:
        [kept] = submissions.of_form(connection, "grant")
    [present] = presented(new, [kept], lambda _name, _version: old)
    assert (present.answers["twice"], present.answers["amount"]) == ("25.00", "12.50")


TABLE = """\
      - question: costs
        type: table
        label: Costs
        questions:
          - {question: count, type: integer, label: Count}
          - {question: price, type: money, currency: USD, label: Price}
          - {question: note, type: text, label: Note}
MORE
sheet:"""
PRODUCT = """\
          - {question: cost, type: money, currency: USD, label: Cost, product: [count, price]}
        totals: [{total: cost, label: Cost, sum: cost}]"""


def test_products_and_totals_that_come_later_are_worked_out_and_no_row_is_lost(context: Context) -> None:
    path = context.settings.forms_dir / "grant" / "form.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("sheet:", TABLE.replace("MORE\n", ""), 1), encoding="utf-8")
    old = load_form(path)
    second = text.replace("sheet:", TABLE.replace("MORE", PRODUCT), 1).replace("version: 1", "version: 2")
    path.write_text(second, encoding="utf-8")
    rows = [{"count": 2, "price": "1.50", "note": "a"}, {"count": None, "price": None, "note": None}]
    send(context, "thanks", costs={"rows": rows, "totals": {}})
    with context.ledger.reading() as connection:
        [kept] = submissions.of_form(connection, "grant")
    [present] = presented(compile_form(load_form(path)), [kept], lambda _name, _version: old)
    costs = present.answers["costs"]
    assert ([row["cost"] for row in costs["rows"]], costs["totals"]) == (["3.00", None], {"cost": "3.00"})
