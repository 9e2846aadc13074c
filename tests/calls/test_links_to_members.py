"""The mail that lets a member in: in their language, with a link that works, and to nobody who has left."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

import pytest

from app.member_links import ask_for_link
from app.store import members, outbox
from app.store.outbox import Item
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
