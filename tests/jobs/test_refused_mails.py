"""A mail server that is away, or refuses some: the others go, and of those refused staff are told."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from app.config import read_settings
from app.context import Context, build_context
from app.store import outbox, sendings, submissions
from app.store.engine import Ledger
from app.store.outbox import Item
from jobs.run import run_in

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
PEOPLE = ("ana@example.org", "gone@example.org", "busy@example.org", "bo@example.org")


@dataclass
class Postbox:
    """Refuses one recipient for good, and another for now."""

    taken: list[str] = field(default_factory=list)
    is_busy: bool = True

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if address.startswith("gone"):
            return "550 5.1.1 no such user"
        if address.startswith("busy") and self.is_busy:
            return "451 4.7.1 greylisted"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.taken += envelope.rcpt_tos
        return "250 OK"


@contextmanager
def served(postbox: Postbox, port: int) -> Iterator[None]:
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield
    controller.stop()


@pytest.fixture
def port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@pytest.fixture
def context(ledger: Ledger, tmp_path: Path, port: int) -> Context:
    environ = {
        "CHANCERY_DATA": str(tmp_path), "SMTP_URL": f"smtp://127.0.0.1:{port}", "STAFF_MAIL": "rita@example.org",
        "MAIL_FROM": "Fund <fund@example.org>",
    }  # fmt: skip
    return replace(build_context(read_settings(environ)), ledger=ledger, now=lambda: NOW)


def ask(context: Context) -> list[int]:
    """One mail for each of the people."""
    asked = []
    with context.ledger.writing() as c:
        for number, address in enumerate(PEOPLE):
            kept = submissions.insert(
                c, form="vtf-proposal", form_version=1, source="page", source_id=str(number), reference=f"V-{number}",
                answers={"contact": {"email": address}}, language="en", submitted_at=None, received_at=NOW,
            )  # fmt: skip
            assert kept
            payload = {"submission_id": kept.id, "mail": "acknowledgement", "version": 1}
            asked.append(outbox.put(c, "mail", f"{kept.key} acknowledgement", now=NOW, payload=payload))
    return asked


def run(context: Context, items: list[int]) -> list[Item]:
    for one in items:
        run_in(context, one)
    with context.ledger.reading() as c:
        found = [outbox.get(c, one) for one in items]
    return [one for one in found if one]


def test_the_others_go_and_staff_are_told_of_who_was_refused(context: Context, port: int) -> None:
    postbox, items = Postbox(), ask(context)
    with served(postbox, port):
        ana, gone, busy, bo = run(context, items)
        assert [one.state for one in (ana, gone, busy, bo)] == ["done", "failed", "due", "done"]
        assert gone.error == "the mail server refused: 550 5.1.1 no such user"
        with context.ledger.reading() as c:
            assert [one.target for one in outbox.listing(c, kind="alert")] == ["vtf-proposal"]
            assert sorted(sendings.of_items(c, items)) == [items[0], items[3]]  # of the others it is known: not taken
        postbox.is_busy = False
        later = replace(context, now=lambda: NOW + timedelta(hours=1))
        assert [one.state for one in run(later, items)] == ["done", "failed", "done", "done"]
    assert postbox.taken == ["ana@example.org", "bo@example.org", "busy@example.org"]


def test_a_server_that_is_away_gets_them_later(context: Context, port: int) -> None:
    postbox, items = Postbox(is_busy=False), ask(context)
    assert {one.state for one in run(context, items)} == {"due"}
    with served(postbox, port):
        run(replace(context, now=lambda: NOW + timedelta(hours=1)), items)
    assert postbox.taken == ["ana@example.org", "busy@example.org", "bo@example.org"]
