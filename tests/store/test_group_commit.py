"""Group commit: what is answered is on disk, a fault reaches everybody who waited, and a stall sends newcomers away."""

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


def test_many_threads_share_commits_and_each_finds_its_message_kept(ledger: Ledger, ledger_url: str) -> None:
    commits: list[int] = []
    event.listen(ledger.engine, "commit", lambda _: commits.append(1))
    keeper, reader = GroupCommit(ledger), open_ledger(ledger_url)

    def keep(number: int) -> bool:
        keeper.keep(message(number))
        with reader.reading() as c:
            return any(d.headers == {"x-number": str(number)} for d in deliveries.listing(c, limit=1000))

    with ThreadPoolExecutor(16) as pool:
        assert all(pool.map(keep, range(200)))
    reader.engine.dispose()
    assert len(commits) < 200
    with ledger.reading() as c:
        kept = deliveries.received(c, "aid", limit=1000)
        assert sorted(int(d.body) for d in kept) == list(range(200))
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
@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")  # a fault of ours is to be seen
def test_a_fault_reaches_whoever_waited_and_the_next_goes_on(ledger: Ledger, fault: Exception) -> None:
    broken = Broken(ledger, fault)
    keeper = GroupCommit(broken)  # type: ignore[arg-type]
    with pytest.raises(LedgerDown):
        keeper.keep(message(1))
    broken.is_mended = True
    keeper.keep(message(2))
    with ledger.reading() as c:
        assert [d.body for d in deliveries.received(c, "aid", limit=9)] == [b"2"]


def test_while_commits_stall_newcomers_are_sent_away_at_once(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(group_commit, "STALLED", 0.05)
    monkeypatch.setattr(group_commit, "MOST_WAITING", 2)
    going = Event()

    class Slow(Broken):
        @contextmanager
        def writing(self) -> Any:
            going.wait(10)
            with self.ledger.writing() as connection:
                yield connection

    keeper = GroupCommit(Slow(ledger, LedgerDown("")))  # type: ignore[arg-type]
    with ThreadPoolExecutor(8) as pool:
        waiting = [pool.submit(keeper.keep, message(n)) for n in range(5)]
        Event().wait(0.3)
        with pytest.raises(LedgerDown, match="behind"):
            keeper.keep(message(9))
        going.set()
        for one in waiting:
            one.result(timeout=10)
    with ledger.reading() as c:
        assert sorted(d.body for d in deliveries.received(c, "aid", limit=9)) == [b"0", b"1", b"2", b"3", b"4"]


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
