"""Reminders go to those who owe a report and to nobody else, each once, and never after it came."""

import email
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest
from a_fund import call_of, fund_of, granted, hand, propose, say, send, send_by_link, standing
from sqlalchemy import select

from app.context import Context
from app.domain.decisions import Said
from app.grants.acting import move
from app.grants.reminding import remind
from app.grants.reviewing import return_report
from app.store import grant_reminders, outbox, submissions, withdrawals
from app.store.engine import Ledger
from app.store.grant_tables import grant_reminders as reminders
from app.store.outbox import DUE, Item
from jobs.clock import REGULARS
from jobs.run import run_in
from jobs.share import MOST

WORDS = "((number)) ((reference)) ((report)) ((due_on)) ((form_title)) ((organisation)) ((link))"


def go_to(context: Context, day: str) -> None:
    """It is noon of that day."""
    context.now.at = datetime.fromisoformat(f"{day}T12:00+00:00")  # type: ignore[attr-defined]


def waiting(context: Context) -> list[Item]:
    with context.ledger.reading() as c:
        return [one for one in outbox.listing(c, state=DUE) if one.kind.startswith("grant-")][::-1]


def asked(context: Context) -> list[tuple[str, str, int]]:
    """What was asked for since the last time, and forget it."""
    remind(context, "calls")
    found = waiting(context)
    with context.ledger.writing() as c:
        outbox.finish(c, [one.id for one in found], now=context.now())
    return [(one.target, one.payload["reminder"], one.payload["days"]) for one in found]


def letters(context: Context) -> list[EmailMessage]:
    paths = sorted(
        context.settings.mail_folder.glob("grant.*.eml"), key=lambda one: int(one.name.split(".")[1].split("@")[0])
    )
    return [email.message_from_bytes(one.read_bytes(), policy=default) for one in paths]


def send_all(context: Context) -> list[str]:
    items = waiting(context)
    for one in items:
        run_in(context, one.id)
    with context.ledger.reading() as c:
        return [found.note for one in items if (found := outbox.get(c, one.id))]


def test_each_day_has_its_reminder_and_texts_escalate(context: Context) -> None:
    granted(context)  # the acceptance is due on 9 February
    days = [date(2027, 1, 10) + timedelta(days=n) for n in range(80)]
    found: list[tuple[str, str, int]] = []
    for day in days:
        go_to(context, day.isoformat())
        found += [(f"{day:%d %b}", name, off) for _, name, off in asked(context) + asked(context)]
    assert found == [
        ("10 Jan", "early", -30),
        ("02 Feb", "early", -7),
        ("10 Feb", "late", 1),
        ("23 Feb", "late", 14),
        ("11 Mar", "last", 30),
    ]


def test_what_was_missed_is_not_made_up_for(context: Context) -> None:
    granted(context)
    go_to(context, "2027-06-01")
    assert asked(context) == [("T-2027-001 acceptance", "last", 30)]
    go_to(context, "2027-06-02")
    assert asked(context) == []


def test_only_those_who_owe_are_asked(context: Context) -> None:
    names = {word: granted(context, word) for word in ("owes", "sent", "withdrawn", "terminated", "out")}
    other = propose(context, "rejected")
    say(context, other, Said("reject", reason="no"))
    send(context, "acceptances", "one", grant=names["sent"], email="a@help.or.ke")
    for state, act in {"withdrawn": "withdraw", "terminated": "terminate"}.items():
        with hand(context, names[state]) as h:
            move(h, act, reason="war")
    with context.ledger.writing() as c:
        query = f"select key from submissions where reference = '{names['out']}'"
        withdrawals.put(c, "calls", c.exec_driver_sql(query).scalar_one(), now=context.now())
    go_to(context, "2027-02-02")
    assert asked(context) == [("T-2027-001 acceptance", "early", -7)]


def test_a_row_and_its_item_stand_or_fall_together(context: Context) -> None:
    name = granted(context)
    go_to(context, "2027-02-02")
    remind(context, "calls")
    with context.ledger.reading() as c:
        rows = c.execute(select(reminders)).all()
        items = [one.id for one in waiting(context)]
        assert [(row.report, row.due_on, row.days, row.item) for row in rows] == [
            ("acceptance", date(2027, 2, 9), -7, items[0])
        ]
        ((one, _),) = grant_reminders.of_grant(c, standing(context, name).grant.id)
    assert (one.report, one.reminder) == ("acceptance", "early")


def test_two_clocks_at_once_ask_once(context: Context) -> None:
    for number in range(3):
        granted(context, f"p{number}")
    go_to(context, "2027-02-02")
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: remind(context, "calls"), range(4)))
    assert len(waiting(context)) == 3


def test_a_report_that_came_meanwhile_is_not_asked_for(context: Context) -> None:
    name = granted(context)
    go_to(context, "2027-02-02")
    remind(context, "calls")
    send(context, "acceptances", "one", grant=name, email="a@help.or.ke")
    assert send_all(context) == ["not sent: it is not owed any more"]
    assert letters(context) == []


def test_who_sent_something_that_waits_for_staff_is_not_reminded(context: Context) -> None:
    name = granted(context)
    go_to(context, "2027-02-02")
    remind(context, "calls")
    send(context, "acceptances", "one", grant=name, email="colleague@help.or.ke")
    assert send_all(context) == ["not sent: what came for it waits for staff"]
    go_to(context, "2027-02-10")
    assert asked(context) == []


def test_of_a_grant_that_ended_nobody_is_told_that_a_report_is_returned(context: Context) -> None:
    name = granted(context)
    send(context, "acceptances", "one", grant=name, email="a@help.or.ke")
    with hand(context, name) as h:
        return_report(context, h, "acceptance", "It is not signed.", date(2027, 3, 1))
    with hand(context, name) as h:
        move(h, "terminate", reason="war")
    assert send_all(context) == ["not sent: the grant is not open any more"]
    assert letters(context) == []


@pytest.mark.parametrize("act", ["withdraw", "terminate"])
def test_a_grant_that_ended_meanwhile_is_not_asked_for(context: Context, act: str) -> None:
    name = granted(context)
    go_to(context, "2027-02-02")
    remind(context, "calls")
    with hand(context, name) as h:
        move(h, act, reason="war")
    assert send_all(context) == ["not sent: the grant is not open any more"]


def test_a_reminder_says_its_words_and_leads_to_the_report(ledger: Ledger, tmp_path: Path) -> None:
    text = call_of().replace("body: Please send it.", f'body: "{WORDS}"')
    context = fund_of(tmp_path, ledger, {"calls": text})
    granted(context)
    go_to(context, "2027-02-02")
    remind(context, "calls")
    assert send_all(context) == ["sent to a@help.or.ke"]
    (letter,) = letters(context)
    assert (letter["To"], letter["Subject"], letter["Content-Language"]) == ("a@help.or.ke", "Soon", "fr")
    said = letter.get_content()
    assert said.startswith("T-2027-001 C-0001 Acceptance 9 février 2027 Subventions")
    assert re.search(r"/back/[\w-]{20,}", said)
    with context.ledger.reading() as c:
        (draft,) = c.exec_driver_sql("select form, email, answers from drafts").all()
    assert (draft[0], draft[1]) == ("acceptances", "a@help.or.ke")
    assert "C-0001" in str(draft[2])


def test_a_returned_report_is_told_with_why_and_reminded_of_anew(context: Context) -> None:
    name = granted(context)
    send(context, "acceptances", "one", grant=name, email="a@help.or.ke")
    with hand(context, name) as h:
        return_report(context, h, "acceptance", "It is ((reference)) not signed.", date(2027, 3, 1))
    assert send_all(context) == ["sent to a@help.or.ke"]
    (letter,) = letters(context)
    assert letter["Subject"] == "À renvoyer : Acceptance, T-2027-001"
    said = letter.get_content()
    assert "It is ((reference)) not signed." in said  # as staff wrote it
    assert "1 mars 2027" in said
    assert "/back/" in said
    go_to(context, "2027-02-22")
    assert asked(context) == [("T-2027-001 acceptance", "early", -7)]


def test_what_is_sent_from_the_draft_that_was_mailed_is_theirs(context: Context) -> None:
    name = granted(context)
    send_by_link(context, name, "acceptance", email="colleague@help.or.ke")
    assert standing(context, name).reports["acceptance"].state == "received"


def test_the_clock_asks_every_hour_for_calls_that_remind(context: Context) -> None:
    (regular,) = [one for one in REGULARS if one.kind == "remind"]
    with context.ledger.reading() as c:
        assert (regular.minutes, list(regular.targets(context, c))) == (60, ["calls"])


def test_reminders_go_however_many_grants_one_address_has(context: Context) -> None:
    many = MOST + 2
    for number in range(many):
        granted(context, f"of one ministry {number}")
    go_to(context, "2027-02-02")
    assert remind(context, "calls") == f"{many} reminders asked for"
    assert send_all(context) == ["sent to a@help.or.ke"] * many
    assert len(letters(context)) == many


def test_nobody_guesses_by_what_name_the_mail_of_a_grant_is_known(context: Context) -> None:
    reference = granted(context)
    go_to(context, "2027-02-02")
    remind(context, "calls")
    send_all(context)
    with context.ledger.reading() as c:
        proposal = submissions.with_reference(c, reference)
    (letter,) = letters(context)
    assert proposal
    assert proposal.key in str(letter["Message-ID"])
