"""Whoever touches a form's sheet in Google is noticed: by the clock's look, by Drive's notices, or by the hour."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Event, Thread
from urllib.parse import urlsplit

import pytest
from google_office import KEY, GoogleOffice
from werkzeug.serving import make_server

from app.context import Context
from app.notices import address_for
from app.store import outbox, sheet_edits
from app.web import create_app
from jobs import clock
from jobs.looking import look
from jobs.sheet_watch import watched_sheets


def test_what_staff_did_is_seen_though_nothing_is_new(office: GoogleOffice) -> None:
    office.take(0, 2)
    office.sync()
    office.api.advance(5)
    office.staff.write(1, 4, "ask for the budget")
    assert office.sync() == "0 added, 0 changed, 2 as they were"
    with office.context.ledger.reading() as connection:
        (edit,) = sheet_edits.of_form(connection, "aid", limit=9)
    assert (edit.column, edit.after, edit.who) == ("staff:Remarks", "ask for the budget", "staff@example.org")


def test_what_staff_did_just_before_us_is_seen_within_the_hour(office: GoogleOffice) -> None:
    office.staff.write(5, 6, "a note")
    office.take(0)
    assert office.sync() == "1 added, 0 changed"
    assert office.sync() == "0 added, 0 changed"
    office.api.advance(3_600)
    office.take(1)
    assert office.sync() == "1 added, 0 changed, 1 as they were"


def test_a_sheet_that_nobody_touches_is_compared_once_a_day(office: GoogleOffice) -> None:
    office.sync()
    office.api.advance(3_700)
    assert office.sync() == "0 added, 0 changed, 0 as they were"  # we have written since it was compared
    office.api.advance(80_000)
    assert office.sync() == "0 added, 0 changed"
    office.api.advance(10_000)
    assert office.sync() == "0 added, 0 changed, 0 as they were"


def test_the_clock_has_a_sheet_compared_that_somebody_else_touched(office: GoogleOffice) -> None:
    office.take(0)
    office.sync()
    assert look(office.context) == []
    office.api.advance(1)
    office.staff.write(1, 4, "theirs")
    assert look(office.context) == ["aid"]
    office.take(1)
    assert office.sync() == "1 added, 0 changed, 1 as they were"  # although there is something to add
    office.api.advance(1)
    assert look(office.context) == []


@contextmanager
def site_of(context: Context) -> Iterator[str]:
    """The site on a port of this machine; its address."""
    server = make_server("127.0.0.1", 0, create_app(context))
    thread = Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def test_drive_tells_of_changes(office: GoogleOffice) -> None:
    """A notice of Drive's goes to the site; of our own changes it comes to nothing."""
    with site_of(office.context) as site:
        settings = replace(office.context.settings, base_url=site)
        office.context = replace(office.context, settings=settings)
        assert office.run("sheet-watch").startswith("Drive tells of changes until")
        office.take(0)
        office.sync()
        office.api.channels.settle()
        assert office.run_due() == "0 added, 0 changed"
        office.api.advance(1)
        office.staff.write(1, 4, "theirs")
        office.api.channels.settle()
        assert office.run_due() == "0 added, 0 changed, 1 as they were"


@pytest.mark.parametrize(("token", "status"), [("", 404), ("guessed", 404)])
def test_a_notice_that_nobody_asked_for_is_none(office: GoogleOffice, token: str, status: int) -> None:
    visitor = create_app(office.context).test_client()
    headers = {"X-Goog-Channel-Token": token, "X-Goog-Resource-State": "update"}
    path = urlsplit(address_for(office.context.settings, "aid")).path
    assert visitor.post(path, headers=headers).status_code == status
    assert office.run_due() == ""


def test_where_drive_cannot_reach_us_it_is_asked(office: GoogleOffice) -> None:
    assert watched_sheets(office.context) == []
    settings = replace(office.context.settings, base_url="https://chancery.example.org")
    assert watched_sheets(replace(office.context, settings=settings)) == ["aid"]
    office.api.files[KEY].shared = False
    assert office.run("sheet-watch").startswith("Drive does not tell of changes")


class Turns(Event):
    """Says to stop after so many turns."""

    def __init__(self, turns: int) -> None:
        super().__init__()
        self.turns = turns

    def wait(self, timeout: float | None = None) -> bool:
        self.turns -= 1
        return self.turns < 0


def test_the_clock_looks_at_sheets_between_its_ticks(office: GoogleOffice, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(clock, "REGULARS", ())
    office.api.advance(1)
    office.staff.write(1, 4, "theirs")
    clock.keep_time(office.context, Turns(1))
    with office.context.ledger.reading() as connection:
        [item] = outbox.due(connection, now=office.context.now(), limit=10)
    assert (item.kind, item.target, item.payload) == ("sheet", "aid", {"touched": True})
