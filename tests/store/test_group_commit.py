"""Group commit: what is answered is on disk, a fault reaches everybody who waited, and a stall sends newcomers away."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import Event
from typing import Any

import pytest
from sqlalchemy import event

from app.store import deliveries, group_commit, outbox
from app.store.deliveries import Message
from app.store.engine import Ledger, LedgerDown, open_ledger
from app.store.group_commit import GroupCommit

NOW = datetime(2026, 5, 4, tzinfo=UTC)


def message(number: int) -> Message:
    return Message("aid", "generic", NOW, {"x-number": str(number)}, b"%d" % number)


def test_many_requests_share_commits_and_each_finds_its_message_kept(ledger: Ledger, ledger_url: str) -> None:
    commits: list[int] = []
    event.listen(ledger.engine, "commit", lambda _: commits.append(1))
    reader = open_ledger(ledger_url)

    def is_kept(number: int) -> bool:
        with reader.reading() as c:
            return any(d.headers == {"x-number": str(number)} for d in deliveries.listing(c, limit=1000))

    async def keep(keeper: GroupCommit, number: int) -> bool:
        await keeper.keep(message(number))
        return await asyncio.to_thread(is_kept, number)

    async def keep_all() -> list[bool]:
        keeper = GroupCommit(ledger)
        return await asyncio.gather(*(keep(keeper, number) for number in range(600)))

    assert all(asyncio.run(keep_all()))
    reader.engine.dispose()
    assert len(commits) < 100
    with ledger.reading() as c:
        kept = deliveries.received(c, "aid", limit=1000)
        assert sorted(int(d.body) for d in kept) == list(range(600))
        assert [(i.kind, i.target) for i in outbox.listing(c)] == [("intake", "aid")]


class Broken:
    """A ledger that cannot be written until it is mended."""

    def __init__(self, ledger: Ledger, fault: Exception) -> None:
        self.ledger, self.fault, self.is_mended = ledger, fault, False

    @contextmanager
    def writing(self) -> Any:
        if not self.is_mended:
            raise self.fault
        with self.ledger.writing() as connection:
            yield connection


@pytest.mark.parametrize("fault", [LedgerDown("gone"), ZeroDivisionError()])
def test_a_fault_reaches_whoever_waited_and_the_next_goes_on(
    ledger: Ledger, fault: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    broken = Broken(ledger, fault)

    async def one_after_the_other() -> None:
        keeper = GroupCommit(broken)  # type: ignore[arg-type]
        with pytest.raises(LedgerDown):
            await keeper.keep(message(1))
        broken.is_mended = True
        await keeper.keep(message(2))

    asyncio.run(one_after_the_other())
    with ledger.reading() as c:
        assert [d.body for d in deliveries.received(c, "aid", limit=9)] == [b"2"]
    assert ("ZeroDivisionError" in caplog.text) == isinstance(fault, ZeroDivisionError)  # a fault of ours is to be seen


def stalled(ledger: Ledger, going: Event) -> GroupCommit:
    class Slow(Broken):
        @contextmanager
        def writing(self) -> Any:
            going.wait(10)
            with self.ledger.writing() as connection:
                yield connection

    return GroupCommit(Slow(ledger, LedgerDown("")))  # type: ignore[arg-type]


def test_while_commits_stall_newcomers_are_sent_away_at_once(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "STALLED", 0.05)
    monkeypatch.setattr(group_commit, "MOST_WAITING", 2)
    going = Event()

    async def come() -> None:
        keeper = stalled(ledger, going)
        waiting = [asyncio.create_task(keeper.keep(message(0)))]
        await asyncio.sleep(0.02)
        waiting += [asyncio.create_task(keeper.keep(message(n))) for n in range(1, 5)]
        await asyncio.sleep(0.3)
        with pytest.raises(LedgerDown, match="behind"):
            await keeper.keep(message(9))
        going.set()
        await asyncio.gather(*waiting)

    asyncio.run(come())
    with ledger.reading() as c:
        assert sorted(d.body for d in deliveries.received(c, "aid", limit=9)) == [b"0", b"1", b"2", b"3", b"4"]


def test_whoever_waits_too_long_is_told_so_wherever_he_stands(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "PATIENCE", 0.2)
    monkeypatch.setattr(group_commit, "LOOK_EVERY", 0.05)
    going = Event()

    async def come() -> None:
        keeper = stalled(ledger, going)
        written = asyncio.create_task(keeper.keep(message(0)))
        await asyncio.sleep(0.02)
        waiting = asyncio.create_task(keeper.keep(message(1)))
        for one in (written, waiting):
            with pytest.raises(LedgerDown, match="too long"):
                await one
        going.set()
        await keeper.keep(message(2))

    asyncio.run(come())
    with ledger.reading() as c:  # the first was being written; the second was told that it is not, and it is not
        assert [d.body for d in deliveries.received(c, "aid", limit=9)] == [b"0", b"2"]


def test_whoever_goes_away_holds_nobody_up(ledger: Ledger) -> None:
    going = Event()

    async def come() -> None:
        keeper = stalled(ledger, going)
        gone, there = (asyncio.create_task(keeper.keep(message(n))) for n in range(2))
        await asyncio.sleep(0.02)
        gone.cancel()
        going.set()
        await there

    asyncio.run(come())


def test_nobody_begins_an_item_that_somebody_counts_on(ledger: Ledger) -> None:
    with ledger.writing() as c:
        outbox.put_once(c, "intake", "aid", now=NOW)
    with ledger.reading() as c:
        [item] = outbox.listing(c)

    def begin() -> int:
        with ledger.writing() as other:
            return len(outbox.begin(other, [item.id]))

    with ThreadPoolExecutor(1) as pool:
        with ledger.writing() as c:
            deliveries.keep(c, [message(1)])
            begun = pool.submit(begin)
            Event().wait(0.3)
            assert not begun.done()
        assert begun.result(timeout=10) == 1
    with ledger.writing() as c:
        deliveries.keep(c, [message(2)])
        assert len(outbox.listing(c)) == 2
