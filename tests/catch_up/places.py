"""A form whose one source is an emulated provider, and what tests do with it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from emulated import TOKEN, Provider, provider
from made_rows import NOW, Kind

from app.config import read_settings
from app.context import Context, build_context
from app.judging import judge_received
from app.store import api_tokens, catch_ups, deliveries, outbox, submissions
from app.store.deliveries import Delivery, Message
from app.store.engine import Ledger
from connectors.sources.catch_up import APIS
from connectors.sources.catch_up.api import server_of
from forms.definition import Source
from forms.load import load_form
from forms.schema import compile_form
from jobs.run import run_in

FORM = """\
form: bid
version: 1
languages: [en]
title: Bid
reference: "BID-{year}-{number:04d}"
sections:
  - section: all
    title: All
    questions:
      - {question: title, type: text, label: Title, required: yes}
      - {question: letter, type: file, label: Letter}
sheet:
  workbook: Bids
  tab: All
  columns:
    - {path: $reference, header: Reference}
"""


class Clock:
    """The time tests tell."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time

    def pass_minutes(self, minutes: float) -> None:
        self.time += timedelta(minutes=minutes)


@dataclass
class Place:
    """A provider, and the service that asks it."""

    kind: Kind
    here: Provider
    context: Context
    clock: Clock

    @property
    def target(self) -> str:
        return f"bid/{self.kind.word}"

    def add(self, number: int, title: str = "", at: int = -1) -> None:
        """A submission, or a later state of it in place of the earlier one."""
        row = self.kind.row(number, title or f"Title {number}", number if at < 0 else at)
        blank = self.kind.row(number, "", number)
        names = [name for name in ("token", "_id", "__id", "responseId", "id", "submissionId") if name in row]
        self.here.rows[:] = [one for one in self.here.rows if one.get(names[0]) != blank[names[0]]]
        self.here.rows.append(row)

    def run(self, kind: str = "catch-up", target: str = "") -> outbox.Item:
        """Have the job done, and what comes of it judged."""
        with self.context.ledger.writing() as c:
            number = outbox.put(c, kind, target or self.target, now=self.clock())
        run_in(self.context, number)
        self.judge()
        with self.context.ledger.reading() as c:
            found = outbox.get(c, number)
        assert found is not None
        return found

    def judge(self) -> None:
        while judge_received(self.context, "bid", limit=500):
            pass

    def deliver(self, body: Any, **headers: str) -> None:
        """What the webhook brings, proved already."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        with self.context.ledger.writing() as c:
            deliveries.keep(c, [Message("bid", self.kind.word, self.clock(), headers, raw)])
        self.judge()

    def titles(self) -> dict[str, int]:
        """The title of each submission and how many versions there are of it."""
        with self.context.ledger.reading() as c:
            return {one.answers["title"]: one.version for one in submissions.of_form(c, "bid")}

    def delivered(self) -> list[Delivery]:
        """Oldest first."""
        with self.context.ledger.reading() as c:
            return deliveries.listing(c, limit=5_000, body_bytes=100_000)[::-1]

    def stands(self) -> catch_ups.CatchUp:
        with self.context.ledger.reading() as c:
            found = catch_ups.find(c, "bid", self.kind.word)
        assert found is not None
        return found

    def due(self) -> list[tuple[str, str]]:
        with self.context.ledger.reading() as c:
            return [
                (one.kind, one.target) for one in outbox.listing(c, state="due") if one.kind in ("catch-up", "watch")
            ]


def google_key(folder: Path, server: str) -> Path:
    """A service account's key file whose tokens are given by `server`."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    said = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()
    path = folder / "google.json"
    account = {"type": "service_account", "client_email": "us@p.example", "private_key": said, "private_key_id": "k"}
    path.write_text(json.dumps({**account, "token_uri": f"{server}/token"}))
    return path


@contextmanager
def place(
    ledger: Ledger, folder: Path, kind: Kind, patch: pytest.MonkeyPatch, *, token: str = TOKEN
) -> Iterator[Place]:
    """The provider runs while the block lasts; requests follow one another at once."""
    with provider(kind.answers) as here:
        patch.setitem(APIS, kind.word, replace(APIS[kind.word], seconds=0, server=here.url))
        file = folder / "forms" / "bid" / "form.yaml"
        file.parent.mkdir(parents=True)
        file.write_text(FORM, encoding="utf-8")
        environ = {"CHANCERY_DATA": str(folder / "var"), "CHANCERY_FORMS": str(file.parent.parent)}
        environ |= {"TRUSTED_HOSTS": here.host, "MAX_ATTEMPTS": "3"}
        if kind.word.startswith("google"):
            environ["GOOGLE_CREDENTIALS"] = str(google_key(folder, here.url))
        clock = Clock()
        wanted = Source(kind.word, {kind.key: "title"}, (), kind.where(here.url))
        form = replace(load_form(file), sources=(wanted,))
        context = replace(
            build_context(read_settings(environ)), ledger=ledger, now=clock, forms={"bid": compile_form(form)}
        )
        if token and APIS[kind.word].has_tokens:
            with ledger.writing() as c:
                server = server_of(APIS[kind.word], wanted.api)
                api_tokens.put(c, "bid", kind.word, server, token, now=NOW)
        yield Place(kind, here, context, clock)
