"""Due work is done once, joined by lane, tried again after faults, and given up in the open."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.config import read_settings
from app.context import Context, build_context
from app.store import lanes, outbox
from app.store.engine import Ledger
from connectors.errors import ConnectorError, OutcomeUnknown
from jobs import clock, run
from jobs.deeds import JOBS
from jobs.run import run_in
from jobs.work import Job, Work

DEFINITIONS = Path(__file__).parents[1] / "process" / "definitions"


class Clock:
    """A clock that tests set."""

    def __init__(self) -> None:
        self.time = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def forward(self, **step: float) -> None:
        self.time += timedelta(**step)


class Deed:
    """A job's deed that records its runs and raises what it is told to."""

    def __init__(self) -> None:
        self.runs: list[Work] = []
        self.fault: Exception | None = None
        self.during: Callable[[Work], None] = lambda work: None

    def __call__(self, context: Context, work: Work) -> str:
        self.runs.append(work)
        self.during(work)
        if self.fault is not None:
            raise self.fault
        return "well done"


@pytest.fixture
def deed() -> Deed:
    return Deed()


@pytest.fixture
def context(ledger: Ledger, tmp_path: Path, deed: Deed):
    environment = {"CHANCERY_DATA": str(tmp_path), "CHANCERY_FORMS": str(DEFINITIONS), "MAX_ATTEMPTS": "3"}
    settings = read_settings(environment)
    JOBS["test"] = Job(deed, covers=True)
    yield dataclasses.replace(build_context(settings), ledger=ledger, now=Clock())
    del JOBS["test"]


def put(context: Context, kind: str = "test", target: str = "x") -> int:
    with context.ledger.writing() as connection:
        return outbox.put(connection, kind, target, now=context.now())


def item(context: Context, item_id: int) -> outbox.Item:
    with context.ledger.reading() as connection:
        found = outbox.get(connection, item_id)
    assert found is not None
    return found


def test_work_for_one_target_is_joined_and_done_once(context: Context, deed: Deed) -> None:
    first, second, other = put(context), put(context), put(context, target="y")
    assert run_in(context, first) == "done"
    assert run_in(context, second) == "nothing to do"
    assert [len(work.items) for work in deed.runs] == [2]
    assert (item(context, second).state, item(context, second).note) == ("done", "well done")
    assert item(context, other).state == "due"


def test_a_passing_fault_is_tried_again_later(context: Context, deed: Deed) -> None:
    deed.fault = ConnectorError("the mail server is away", retry_after=60)
    first = put(context)
    assert run_in(context, first) == "failed"
    found = item(context, first)
    assert (found.state, found.attempts, found.error) == ("due", 1, "the mail server is away")
    assert found.not_before == context.now() + timedelta(seconds=60)
    deed.fault = None
    context.now.forward(seconds=60)
    assert run_in(context, first) == "done"


def test_a_lasting_fault_is_given_up_at_once(context: Context, deed: Deed) -> None:
    deed.fault = ConnectorError("no such mailbox", permanent=True)
    first = put(context)
    run_in(context, first)
    assert item(context, first).state == "failed"


def test_a_fault_of_our_own_is_recorded_with_its_kind_and_given_up_in_the_end(context: Context, deed: Deed) -> None:
    deed.fault = KeyError("state")
    first = put(context)
    for _ in range(3):
        run_in(context, first)
        context.now.forward(hours=2)
    found = item(context, first)
    assert (found.state, found.attempts, found.error) == ("failed", 3, "KeyError: 'state'")


def test_work_that_kills_its_worker_is_given_up(context: Context, deed: Deed) -> None:
    first = put(context)
    with context.ledger.writing() as connection:
        assert [outbox.begin(connection, [first])[0].attempts for _ in range(3)] == [1, 2, 3]
    run_in(context, first)
    assert deed.runs == []
    assert item(context, first).state == "failed"


def test_a_lane_held_by_another_worker_is_left_to_it_until_its_lease_ends(context: Context, deed: Deed) -> None:
    first = put(context)
    until = context.now() + timedelta(seconds=30)
    with context.ledger.writing() as connection:
        assert lanes.acquire(connection, "test", "x", holder="other", now=context.now(), until=until)
    assert run_in(context, first) == "nothing to do"
    assert item(context, first).not_before == context.now() + run.BUSY_LANE_WAIT
    context.now.forward(seconds=31)
    assert run_in(context, first) == "done"


def test_what_comes_new_waits_with_what_failed_before_it(context: Context, deed: Deed) -> None:
    deed.fault = ConnectorError("the other side is away", retry_after=190)
    first = put(context)
    run_in(context, first)
    context.now.forward(seconds=100)
    second = put(context)
    assert run_in(context, second) == "nothing to do"
    assert item(context, second).not_before == context.now() + timedelta(seconds=90)
    context.now.forward(seconds=90)
    deed.fault = None
    assert run_in(context, second) == "done"
    assert [len(work.items) for work in deed.runs] == [1, 2]


def test_many_arrivals_do_not_use_up_the_tries(context: Context, deed: Deed) -> None:
    deed.fault = ConnectorError("the other side is away")
    first = put(context)
    for _ in range(10):
        run_in(context, put(context))
    assert (item(context, first).state, item(context, first).attempts) == ("due", 1)


def test_the_wait_of_a_lane_grows_with_its_tries(context: Context, deed: Deed) -> None:
    deed.fault = ConnectorError("the other side is away")
    first, waits = put(context), []
    for _ in range(2):
        run_in(context, first)
        waits.append((item(context, first).not_before - context.now()).total_seconds())
        context.now.forward(seconds=waits[-1])
    assert waits == [2, 5]


def test_staff_may_end_a_wait(context: Context, deed: Deed) -> None:
    deed.fault = ConnectorError("the workbook is open", retry_after=60)
    first = put(context)
    run_in(context, first)
    deed.fault = None
    with context.ledger.writing() as connection:
        assert outbox.retry(connection, first, now=context.now())
    assert run_in(context, first) == "done"


def test_nobody_may_end_the_wait_for_an_unknown_outcome(context: Context, deed: Deed) -> None:
    deed.fault = OutcomeUnknown("no answer", retry_after=190)
    first = put(context)
    run_in(context, first)
    with context.ledger.writing() as connection:
        outbox.retry(connection, first, now=context.now())
    assert run_in(context, first) == "nothing to do"
    context.now.forward(seconds=190)
    assert len(deed.runs) == 1
    deed.fault = None
    assert run_in(context, first) == "done"


def test_an_unknown_outcome_is_waited_for_even_when_it_was_the_last_try(context: Context, deed: Deed) -> None:
    deed.fault = OutcomeUnknown("no answer", retry_after=190)
    first = put(context)
    for _ in range(3):
        run_in(context, first)
        context.now.forward(seconds=190)
    context.now.forward(seconds=-1)
    assert item(context, first).state == "failed"
    assert run_in(context, put(context)) == "nothing to do"


def test_work_that_dies_while_it_holds_its_lane_is_not_followed_at_once(context: Context, deed: Deed) -> None:
    def die(work: Work) -> None:
        work.lease.hold(200)
        raise KeyboardInterrupt

    deed.during = die
    first = put(context)
    with pytest.raises(KeyboardInterrupt):
        run_in(context, first)
    context.now.forward(seconds=199)
    assert run_in(context, first) == "nothing to do"
    context.now.forward(seconds=1)
    deed.during = lambda work: None
    assert run_in(context, first) == "done"


def test_an_odd_fault_in_a_held_lane_is_an_unknown_outcome(context: Context, deed: Deed) -> None:
    def stumble(work: Work) -> None:
        work.lease.hold(200)
        raise ValueError("not JSON")

    deed.during = stumble
    first = put(context)
    run_in(context, first)
    assert item(context, first).not_before == context.now() + timedelta(seconds=200)


def test_a_run_that_does_all_that_was_asked_for_settles_what_had_failed(context: Context, deed: Deed) -> None:
    deed.fault = ConnectorError("not shared", permanent=True)
    first = put(context)
    run_in(context, first)
    deed.fault = None
    run_in(context, put(context))
    assert (item(context, first).state, item(context, first).error) == ("done", "")


def test_a_run_settles_no_failed_items_of_a_kind_that_is_done_one_by_one(context: Context, deed: Deed) -> None:
    JOBS["test"] = Job(deed)
    deed.fault = ConnectorError("no such mailbox", permanent=True)
    first = put(context)
    run_in(context, first)
    deed.fault = None
    run_in(context, put(context))
    assert item(context, first).state == "failed"


def test_a_worker_that_lost_its_lane_stops_and_writes_nothing_down(context: Context, deed: Deed) -> None:
    done: list[str] = []

    def sleep_too_long(work: Work) -> None:
        work.still_ours()
        done.append("first step")
        context.now.forward(seconds=31)
        until = context.now() + timedelta(seconds=30)
        with context.ledger.writing() as connection:
            assert lanes.acquire(connection, "test", "x", holder="other", now=context.now(), until=until)
        work.still_ours()
        done.append("second step")

    deed.during = sleep_too_long
    first = put(context)
    assert run_in(context, first) == "lost"
    assert done == ["first step"]
    assert (item(context, first).state, item(context, first).error) == ("due", "")
    context.now.forward(seconds=29)
    assert run_in(context, first) == "nothing to do"  # the other's lane stands


def test_a_lost_lane_is_noticed_while_the_work_goes_on(context: Context, deed: Deed) -> None:
    def wait_for_the_loss(work: Work) -> None:
        with context.ledger.writing() as connection:
            lanes.release(connection, "test", "x", holder=work.lease.holder)
        assert work.lease.lost.wait(timeout=10)

    deed.during = wait_for_the_loss
    quick = dataclasses.replace(context, settings=dataclasses.replace(context.settings, lease_seconds=0.3))
    first = put(quick)
    assert run_in(quick, first) == "done"


def test_what_came_while_a_ring_waited_is_done_by_that_ring(context: Context, deed: Deed) -> None:
    first = put(context)
    run_in(context, first)
    second = put(context)
    assert run_in(context, first) == "done"
    assert item(context, second).state == "done"


def test_what_is_due_on_a_later_day_is_not_done_with_what_is_due_now(context: Context, deed: Deed) -> None:
    first = put(context)
    with context.ledger.writing() as connection:
        later = outbox.put(connection, "test", "x", now=context.now() + timedelta(days=5))
    assert run_in(context, first) == "done"
    assert run_in(context, first) == run_in(context, later) == "nothing to do"
    assert item(context, later).not_before == context.now() + timedelta(days=5)
    context.now.forward(days=5)
    assert run_in(context, later) == "done"


def test_a_word_without_a_deed_fails_in_the_open(context: Context) -> None:
    first = put(context, kind="dance")
    run_in(context, first)
    assert item(context, first).error == "no job is called 'dance'"


def test_two_clocks_ask_once_a_slot(context: Context) -> None:
    forms = len(context.forms)
    assert [clock.tick(context), clock.tick(context)] == [forms + 2, 0]  # each sheet; each hour drafts and uploads
    context.now.forward(minutes=15)
    assert clock.tick(context) == forms
