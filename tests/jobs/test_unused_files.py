"""Files go with the drafts that named them, and stay where anything else names them."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from app.context import Context
from app.drafting import begin, opened, send
from app.judging import judge_again
from app.put_aside import put_aside
from app.store import attachments, deliveries, drafts, outbox, submissions, tables
from app.store.engine import Ledger
from app.store.named_files import hashes_in
from connectors.stores.folder import FolderStore
from jobs.run import run_in
from tests.web.conftest import context_of

LETTER = """
form: letter
version: 1
languages: [en]
title: A letter
reference: "L-{number}"
sections:
  - section: all
    title: All
    questions:
      - {question: letter, type: file, label: Letter, accept: [txt]}
      - question: offers
        type: table
        label: Offers
        questions: [{question: offer, type: file, label: Offer, accept: [txt]}]
sheet: {workbook: Letters, tab: All, columns: [{path: $reference, header: Reference}]}
"""


class Clock:
    """A time that tests move; files are kept by the machine's."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now


class Desk:
    """A service with drafts, and what its workers do as time goes by."""

    def __init__(self, context: Context, clock: Clock) -> None:
        self.context, self.clock = context, clock

    def keep(self, content: bytes) -> dict[str, Any]:
        return self.context.files.take("letter.txt", content)

    def begin(self, answers: dict[str, Any]) -> tuple[drafts.Draft, str]:
        return begin(self.context, self.context.forms["letter"], "en", answers)

    def send(self, answers: dict[str, Any], *suspicions: str) -> None:
        draft, secret = self.begin(answers)
        found = opened(self.context, self.context.forms["letter"], draft.key, secret)
        assert found is not None
        assert send(self.context, found, 0, suspicions).stored

    def work(self) -> list[str]:
        """Do what the clock asks for and what is due for files now; what was said of each."""
        with self.context.ledger.writing() as c:
            round_of_drafts = outbox.put(c, "drafts", "*", now=self.clock.now)
        run_in(self.context, round_of_drafts)
        with self.context.ledger.reading() as c:
            due = [one.id for one in outbox.due(c, now=self.clock.now, limit=100) if one.kind == "unused-files"]
        for item in due:
            run_in(self.context, item)
        with self.context.ledger.reading() as c:
            return [one.note for one in outbox.listing(c, kind="unused-files") if one.id in due]

    def forget(self) -> None:
        """Let every draft go that is kept no longer after some days, and let the grace be over."""
        for days in (2, 2):
            self.clock.now += timedelta(days=days)
            self.work()

    def has(self, file: dict[str, Any]) -> bool:
        return self.context.files.stored(file["sha256"]) is not None


@pytest.fixture
def desk(tmp_path: Path, ledger: Ledger) -> Desk:
    made, clock = context_of(tmp_path, LETTER), Clock()
    made.ledger.engine.dispose()
    return Desk(replace(made, ledger=ledger, now=clock), clock)


def test_the_files_of_a_forgotten_draft_are_removed_a_day_later(desk: Desk) -> None:
    letter, offer, old = desk.keep(b"letter"), desk.keep(b"offer"), desk.keep(b"of nobody's draft")
    desk.begin({"letter": [letter], "offers": {"rows": [{"offer": [offer]}]}})
    desk.clock.now += timedelta(days=2)
    assert desk.work() == []
    assert (desk.has(letter), desk.has(offer)) == (True, True)
    desk.clock.now += timedelta(hours=23)
    assert desk.work() == []
    desk.clock.now += timedelta(hours=2)
    assert desk.work() == ["2 of 2 removed"]
    assert [desk.has(one) for one in (letter, offer, old)] == [False, False, True]


def test_a_draft_without_files_asks_for_nothing(desk: Desk) -> None:
    desk.begin({})
    desk.forget()
    with desk.context.ledger.reading() as c:
        assert outbox.listing(c, kind="unused-files") == []


def in_another_draft(desk: Desk, file: dict[str, Any]) -> None:
    draft, _ = desk.begin({"offers": {"rows": [{}, {"offer": [file]}]}})
    with desk.context.ledger.writing() as c:
        drafts.change(c, draft, expires_at=desk.clock.now + timedelta(days=30))


def sent_in(desk: Desk, file: dict[str, Any]) -> None:
    desk.send({"letter": [file]})
    expire_all(desk)


def in_quarantine(desk: Desk, file: dict[str, Any]) -> None:
    desk.send({"letter": [file]}, "sent in no time")
    expire_all(desk)


def set_aside(desk: Desk, file: dict[str, Any]) -> None:
    in_quarantine(desk, file)
    with desk.context.ledger.reading() as c:
        [held] = deliveries.listing(c, state="quarantined")
    put_aside(desk.context, held.id, who="rita", why="junk")


def in_an_earlier_version(desk: Desk, file: dict[str, Any]) -> None:
    in_quarantine(desk, file)
    with desk.context.ledger.reading() as c:
        [held] = deliveries.listing(c, state="quarantined")
    judge_again(desk.context, held.id, asked_by="rita")
    with desk.context.ledger.writing() as c:
        [one] = submissions.of_form(c, "letter")
        now = desk.clock.now
        submissions.revise(c, one, form_version=1, answers={}, language="en", submitted_at=now, received_at=now)
        c.execute(update(tables.deliveries).values(body=b"{}"))  # that version alone names it


def fetched(desk: Desk, file: dict[str, Any]) -> None:
    desk.send({})
    with desk.context.ledger.writing() as c:
        [one] = submissions.of_form(c, "letter")
        attachments.want(c, one.id, place="letter.0", name="a.txt", url="https://example.org/a.txt")
        [wanted] = attachments.of_submission(c, one.id)
        attachments.keep(c, wanted.id, file, type="text/plain", now=desk.clock.now)


def kept_anew(desk: Desk, file: dict[str, Any]) -> None:
    """Somebody has chosen the same file again, on a page that is not saved yet."""
    assert isinstance(desk.context.files.store, FolderStore)
    late = (desk.clock.now + timedelta(days=3, hours=1)).timestamp()
    os.utime(desk.context.files.store.path(file["sha256"]), (late, late))


def expire_all(desk: Desk) -> None:
    with desk.context.ledger.writing() as c:
        for draft in drafts.expired(c, desk.clock.now + timedelta(days=9999), 100):
            drafts.change(c, draft, expires_at=desk.clock.now)


@pytest.mark.parametrize(
    "name_it", [in_another_draft, sent_in, in_quarantine, set_aside, in_an_earlier_version, fetched, kept_anew]
)
def test_a_file_stays_that_anything_else_names(desk: Desk, name_it: Callable[[Desk, dict[str, Any]], None]) -> None:
    shared, own = desk.keep(b"shared"), desk.keep(b"own")
    desk.begin({"letter": [shared, own]})
    name_it(desk, shared)
    desk.forget()
    assert (desk.has(shared), desk.has(own)) == (True, False)


def test_hashes_are_found_whole() -> None:
    one, two = "a1" * 32, "b2" * 32
    assert hashes_in(f'{{"sha256": "{one}"}} {two}') == {one, two}
    assert hashes_in(f"{one}{two} {one[1:]} {one.upper()} x") == set()
