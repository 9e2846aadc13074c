"""The supervisor keeps processes running and ends every one of them."""

import os
import signal
import sys
import time
from pathlib import Path
from threading import Event, Thread

from jobs.supervisor import Supervisor, read_procfile

WRITES_ITS_PID = "import os, sys, time; open(sys.argv[1], 'a').write(f'{os.getpid()}\\n'); time.sleep(60)"


def pids(path: Path) -> list[int]:
    return [int(line) for line in path.read_text().split()] if path.exists() else []


def wait_for(condition, within: float = 20.0) -> None:
    limit = time.monotonic() + within
    while not condition():
        assert time.monotonic() < limit, "waited too long"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_a_killed_process_is_started_again_and_all_end_at_the_stop(tmp_path: Path) -> None:
    record = tmp_path / "pids"
    supervisor = Supervisor({"one": [sys.executable, "-c", WRITES_ITS_PID, str(record)]}, tmp_path / "log")
    stop = Event()
    thread = Thread(target=supervisor.run, args=(stop,))
    thread.start()
    wait_for(lambda: len(pids(record)) == 1)
    os.kill(pids(record)[0], signal.SIGKILL)
    wait_for(lambda: len(pids(record)) == 2)
    stop.set()
    thread.join()
    assert not any(alive(pid) for pid in pids(record))


def test_the_procfile_names_the_four_processes() -> None:
    assert list(read_procfile()) == ["web", "worker", "relay", "clock"]
