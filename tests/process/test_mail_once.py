"""A worker that is killed while it hands a mail over: it goes at most once, and staff are asked where it may have."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.parser import BytesParser
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope
from running import REPOSITORY, until

from app.config import read_settings
from app.context import Context, build_context
from app.store import outbox, sendings, submissions
from app.store.engine import migrate
from app.store.outbox import Item
from jobs.run import run_in

pytestmark = pytest.mark.process

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
WORKER = """
import os, sys
from app.config import read_settings
from app.context import build_context
from jobs.run import run_in
run_in(build_context(read_settings(os.environ)), int(sys.argv[1]))
"""


@dataclass
class Postbox:
    """A mail server that kills its client at one point of the session."""

    killing: str = ""
    client: int = 0
    taken: list[Envelope] = field(default_factory=list)

    def _at(self, point: str) -> None:
        if self.killing == point:
            self.killing = ""
            os.kill(self.client, signal.SIGKILL)

    async def handle_RCPT(self, server: Any, session: Any, envelope: Envelope, address: str, options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        self._at("before the content")
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self.taken.append(envelope)
        self._at("before it says that it has it")
        return "250 OK"

    async def handle_QUIT(self, server: Any, session: Any, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        self._at("before we wrote down that it has it")
        return "221 Bye"


@contextmanager
def served(postbox: Postbox) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(postbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield f"smtp://127.0.0.1:{port}"
    controller.stop()


def asked(context: Context) -> int:
    """Somebody sends a form in, whose mail is due."""
    migrate(context.ledger)
    with context.ledger.writing() as c:
        kept = submissions.insert(
            c, form="vtf-proposal", form_version=1, source="page", source_id="x", reference="VTF-2026-0007",
            answers={"contact": {"email": "ana@example.org"}}, language="en", submitted_at=None, received_at=NOW,
        )  # fmt: skip
        assert kept
        payload = {"submission_id": kept.id, "mail": "acknowledgement", "version": 1}
        return outbox.put(c, "mail", f"{kept.key} acknowledgement", now=NOW, payload=payload)


def killed(environment: dict[str, str], postbox: Postbox, item: int) -> int:
    """A worker of its own that runs the item; how it ended."""
    environ = {**os.environ, **environment, "PYTHONPATH": str(REPOSITORY)}
    worker = subprocess.Popen([sys.executable, "-c", WORKER, str(item)], env=environ, stdout=subprocess.DEVNULL)
    postbox.client = worker.pid
    return worker.wait(timeout=60)


def again(context: Context, item: int) -> Item:
    """The item once another worker has tried it, when the lease of the one that was killed is over."""
    until(lambda: run_in(context, item) != "nothing to do", 30, "the lane to be free")
    with context.ledger.reading() as c:
        found = outbox.get(c, item)
    assert found
    return found


@pytest.mark.parametrize(
    ("point", "times"),
    [
        ("before the content", 0),
        ("before it says that it has it", 1),
        ("before we wrote down that it has it", 1),
    ],
)
def test_a_worker_that_is_killed_sends_nothing_twice(point: str, times: int, tmp_path: Path) -> None:
    postbox = Postbox(point)
    with served(postbox) as url:
        environment = {"CHANCERY_DATA": str(tmp_path), "SMTP_URL": url, "LEASE_SECONDS": "1"}
        context = build_context(read_settings(environment))
        item = asked(context)
        assert killed(environment, postbox, item) == -signal.SIGKILL
        assert len(postbox.taken) == times
        with context.ledger.reading() as c:
            sending = sendings.get(c, item)
        assert sending
        assert sending.taken_at is None
        found = again(context, item)
        assert found.state == "failed"
        assert "may have gone" in found.error
        assert sending.message_id in found.error
        assert len(postbox.taken) == times
        with context.ledger.writing() as c:
            assert outbox.retry(c, item, now=context.now())  # staff looked, and have it sent
        found = again(context, item)
        assert (found.state, found.note) == ("done", "sent to ana@example.org")
        assert len(postbox.taken) == times + 1
        assert run_in(context, item) == "nothing to do"
        context.ledger.engine.dispose()
    said = [BytesParser(policy=default).parsebytes(one.content or b"")["Message-ID"].strip() for one in postbox.taken]
    assert set(said) == {sending.message_id}
