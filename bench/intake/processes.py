"""Processes of a bench: started in a folder, awaited, weighed with all their children, ended."""

import os
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
GRACE = 15.0  # seconds between asking a process to end and ending it


class Unavailable(Exception):  # noqa: N818 - a state of this machine, shown in the table
    """A candidate cannot be had here; the text says why."""


@dataclass(frozen=True)
class Memory:
    """What processes hold, in MB: PSS shares what is shared, RSS counts it for each."""

    pss: float
    rss: float


def done(argv: Sequence[str], *, folder: Path | None = None, environment: Mapping[str, str] | None = None) -> str:
    """Run a command to its end and give what it printed."""
    surroundings = {**os.environ, **(environment or {})}
    run = subprocess.run(argv, cwd=folder, env=surroundings, check=True, capture_output=True, text=True)
    return run.stdout


@contextmanager
def running(
    argv: Sequence[str], log: Path, *, folder: Path = ROOT, environment: Mapping[str, str] | None = None
) -> Iterator[int]:
    """A process for the length of the block; gives its number."""
    with log.open("ab") as output:
        process = subprocess.Popen(
            argv,
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield process.pid
    finally:
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """Ask it to end, wait, and end what is left of it and its children."""
    family = descendants(process.pid)
    process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(GRACE)
    for number in family:
        with suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    process.wait()


def descendants(root: int) -> list[int]:
    """A process and all that it started, directly or not."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
            children.setdefault(parent, []).append(int(stat.parent.name))
    found = [root]
    for number in found:
        found += children.get(number, [])
    return found


def memory(roots: Iterable[int]) -> Memory:
    """What these processes and all their children hold now."""
    pss = rss = 0
    for number in (one for root in roots for one in descendants(root)):
        with suppress(OSError):
            lines = Path(f"/proc/{number}/smaps_rollup").read_text().splitlines()
            kilobytes = {line.split(":")[0]: int(line.split()[1]) for line in lines[1:]}
            pss += kilobytes["Pss"]
            rss += kilobytes["Rss"]
    return Memory(pss / 1024, rss / 1024)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(condition: Callable[[], bool], within: float, what: str) -> None:
    limit = time.monotonic() + within
    while not condition():
        if time.monotonic() > limit:
            raise Unavailable(f"waited {within:.0f} s for {what}")
        time.sleep(0.1)
