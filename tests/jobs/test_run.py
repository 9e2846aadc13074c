"""Due work is done once, joined by lane, tried again after faults, and given up in the open."""

import dataclasses
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from app.config import read_settings
from app.context import Context, build_context
from app.store import lanes, outbox
from app.store.engine import Ledger
from connectors.errors import ConnectorError
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

    def __call__(self, context: Context, work: Work) -> str:
        self.runs.append(work)
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
    JOBS["test"] = Job(deed, "A test's deed")
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
        for _ in range(3):
            outbox.begin(connection, [first])
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


def test_a_word_without_a_deed_fails_in_the_open(context: Context) -> None:
    first = put(context, kind="dance")
    run_in(context, first)
    assert item(context, first).error == "no job is called 'dance'"


def test_two_clocks_ask_once_a_slot(context: Context) -> None:
    forms = len(context.forms)
    assert [clock.tick(context), clock.tick(context)] == [forms, 0]
    context.now.forward(minutes=15)
    assert clock.tick(context) == forms
