"""The mail that lets a member in: in their language, with a link that works, and to nobody who has left."""

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest

from app.context import Context
from app.convening import put_members
from app.member_links import ask_for_link, link_of
from app.store import audit, members, outbox
from app.store.engine import Ledger
from app.store.members import About
from app.store.outbox import Item
from jobs import member_mail
from jobs.run import run_in
from tests.calls.a_committee import CALL, Committee, a_committee


@pytest.fixture
def committee(tmp_path: Path) -> Iterator[Committee]:
    with a_committee(tmp_path) as made:
        yield made


def mailed(committee: Committee, name: str) -> tuple[Item, list[EmailMessage]]:
    """What becomes of a link that is asked for, and all the mails there are."""
    context = committee.context
    with context.ledger.writing() as c:
        ask_for_link(c, committee.members[name], committee.clock.now)
        [item] = outbox.listing(c, kind="member-link", limit=1)
    run_in(context, item.id)
    with context.ledger.reading() as c:
        done = outbox.get(c, item.id)
    assert done is not None
    files = sorted(context.settings.mail_folder.glob("*.eml"))
    return done, [message_from_bytes(one.read_bytes(), policy=default) for one in files]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "14 February 2027"), ("ar", "14 فبراير 2027"), ("fr", "14 février 2027")]
)
def test_it_says_until_when_and_its_link_lets_in(committee: Committee, language: str, said: str) -> None:
    committee.join("Anna", language=language)
    item, [message] = mailed(committee, "Anna")
    title = committee.context.forms[CALL].form.title.in_language(language)
    assert (item.state, item.note) == ("done", "sent to anna@committee.example")
    assert (message["To"], message["Content-Language"]) == ("anna@committee.example", language)
    assert title in message["Subject"]
    body = message.get_content()
    assert said in body
    link = re.search(r"http://[^/]+(/committee/enter/\S+)", body)
    assert link
    client = committee.app.test_client()
    assert client.post(link[1]).status_code == 303
    assert title in client.get(f"/committee/{CALL}").text


def test_who_has_left_and_who_has_no_address_gets_none(committee: Committee) -> None:
    anna = committee.join("Anna")
    committee.join("Bo", email="")
    with committee.context.ledger.writing() as c:
        members.leave(c, anna.id, now=committee.clock.now)
    for name in ("Anna", "Bo"):
        item, messages = mailed(committee, name)
        assert item.state == "done"
        assert item.note.startswith("not sent")
        assert messages == []


def test_who_leaves_is_out_at_once(committee: Committee) -> None:
    anna = committee.join("Anna")
    browser = committee.browser("Anna")
    browser.see()
    with committee.context.ledger.writing() as c:
        members.leave(c, anna.id, now=committee.clock.now)
    browser.see(status=403)


def test_whose_address_changes_is_let_in_by_nothing_that_went_to_the_one_before(ledger: Ledger, tmp_path: Path) -> None:
    with a_committee(tmp_path, ledger=ledger) as committee:
        committee.join("Anna", email="anna@stranger.example")
        stranger, link = committee.browser("Anna"), committee.link("Anna")
        put_members(committee.context, CALL, [About("Anna", "anna@stranger.example", state="CHE")], who="rita")
        stranger.see()  # nothing of their address has changed
        put_members(committee.context, CALL, [About("anna", "anna@right.example")], who="rita")
        stranger.see(status=403)
        assert link_of(committee.context, link.rpartition("/")[2]) is None
        assert committee.app.test_client().post(link).status_code == 404
        with ledger.reading() as c:
            [line] = audit.about(c, f"member {committee.members['Anna'].id}", ["member's links revoked"])
        assert line.who == "rita"
        assert (line.details["from"], line.details["to"]) == ("anna@stranger.example", "anna@right.example")


def test_a_link_goes_to_the_address_that_its_member_has_when_it_is_made(
    committee: Committee, monkeypatch: pytest.MonkeyPatch
) -> None:
    committee.join("Anna", email="anna@stranger.example")
    counted = member_mail.counted

    def changed_meanwhile(context: Context, *about: Any) -> AbstractContextManager[bool]:
        put_members(context, CALL, [About("Anna", "anna@right.example")], who="rita")
        return counted(context, *about)

    monkeypatch.setattr(member_mail, "counted", changed_meanwhile)
    item, [message] = mailed(committee, "Anna")
    assert (item.note, message["To"]) == ("sent to anna@right.example", "anna@right.example")
