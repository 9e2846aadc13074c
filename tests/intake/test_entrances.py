"""Entrances are looked up once for all who wait; a ledger that hangs holds nobody up for long."""

import asyncio
from contextlib import contextmanager
from threading import Event
from typing import Any
from urllib.parse import quote

import pytest
from intake_forms import SECRET, clock, context

from app import entrances
from app.context import Context
from app.entrances import Entrance, Entrances, Missing
from app.intake import Door
from app.store import secrets
from app.store.deliveries import Message
from app.store.engine import LedgerDown
from connectors.ports import HookRequest
from tests.served import served

__all__ = ["clock", "context"]


class Watched:
    """A ledger that counts its readers, and lets them wait until told otherwise."""

    def __init__(self, context: Context) -> None:
        self.ledger, self.going, self.looks = context.ledger, Event(), 0
        self.going.set()

    @contextmanager
    def reading(self) -> Any:
        self.looks += 1
        self.going.wait(10)
        with self.ledger.reading() as connection:
            yield connection


def test_many_who_ask_for_the_same_are_told_by_one_look(context: Context) -> None:
    watched = Watched(context)

    async def ask() -> list[Entrance | Missing]:
        found = Entrances(context.forms, watched)  # type: ignore[arg-type]  # alike as far as it goes
        assert found.known("aid", "typeform") is None
        told = await asyncio.gather(*(found.find("aid", "typeform") for _ in range(50)))
        assert found.known("aid", "typeform") == told[0]
        return told

    told = asyncio.run(ask())
    assert watched.looks == 1
    assert [list(one.secrets) for one in told if isinstance(one, Entrance)] == [[SECRET]] * 50


def test_what_is_not_there_is_not_remembered(context: Context) -> None:
    async def ask() -> list[Entrance | Missing]:
        found = Entrances(context.forms, context.ledger)
        told = [await found.find("nothing", "typeform"), await found.find("aid", "pigeon")]
        assert found.known("nothing", "typeform") is None
        return told

    assert asyncio.run(ask()) == [Missing("unknown_form"), Missing("unknown_source")]


def test_a_secret_counts_after_the_next_look(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entrances, "LOOK_EVERY", 0.1)

    async def ask() -> None:
        found = Entrances(context.forms, context.ledger)
        before = await found.find("aid", "typeform")
        with context.ledger.writing() as c:
            secrets.add(c, "aid", "typeform", "another", now=context.now())
        assert found.known("aid", "typeform") == before
        await asyncio.sleep(0.15)
        assert found.known("aid", "typeform") is None
        after = await found.find("aid", "typeform")
        assert isinstance(after, Entrance)
        assert "another" in after.secrets

    asyncio.run(ask())


def test_while_the_ledger_hangs_everybody_is_told_soon(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(entrances, "PATIENCE", 0.3)
    monkeypatch.setattr(entrances, "STALLED", 0.2)
    watched = Watched(context)
    watched.going.clear()

    async def ask() -> None:
        found = Entrances(context.forms, watched)  # type: ignore[arg-type]  # alike as far as it goes
        asked = [asyncio.create_task(found.find("aid", "typeform")) for _ in range(3)]
        await asyncio.sleep(0.25)
        with pytest.raises(LedgerDown, match="does not answer"):
            await found.find("aid", "typeform")
        for one in asked:
            with pytest.raises(LedgerDown, match="too long"):
                await one
        watched.going.set()
        await asyncio.sleep(0.1)
        assert isinstance(await found.find("aid", "typeform"), Entrance)

    asyncio.run(ask())
    assert watched.looks == 1


def test_proofs_that_take_time_do_not_queue_without_end(context: Context) -> None:
    async def nobody(message: Message) -> None:
        raise AssertionError(message)

    async def ask() -> None:
        door = Door(context, Entrances(context.forms, context.ledger), nobody, proving=asyncio.Semaphore(0))
        with pytest.raises(LedgerDown, match="too many"):
            await door.receive("aid", "typeform", HookRequest(b"a" * 100_000, {}))

    asyncio.run(ask())


@pytest.mark.parametrize("secret", ["clé-secrète", "ключ", "a b/c"])
def test_a_secret_in_the_address_may_have_any_letters(context: Context, secret: str) -> None:
    with context.ledger.writing() as c:
        secrets.add(c, "aid", "kobotoolbox", secret, now=context.now())
    client = served(context).test_client()
    for address in (f"/hooks/aid/kobotoolbox/{quote(secret)}", f"/hooks/aid/kobotoolbox?secret={quote(secret)}"):
        assert client.post(address, data=b"{}").status_code == 200
    assert client.post("/hooks/aid/kobotoolbox/cle", data=b"{}").status_code == 401
