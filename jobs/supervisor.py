"""Starts the service's processes, starts them again when they die, and stops every one of them."""

import ctypes
import os
import shlex
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import IO

PROCFILE = Path(__file__).parent.parent / "Procfile"
STOP_GRACE = 15.0  # seconds between asking a process to end and ending it
RESTART_PAUSE = 0.5  # seconds; doubled at each death soon after a start, up to the limit
RESTART_PAUSE_LIMIT = 10.0
SETTLED = 10.0  # seconds after which a process counts as well started
PR_SET_PDEATHSIG = 1  # prctl(2), Linux


def read_procfile(path: Path = PROCFILE) -> dict[str, list[str]]:
    """Process name -> argument list, in the order of the file."""
    lines = [line for line in path.read_text().splitlines() if line.strip() and not line.startswith("#")]
    return {name.strip(): shlex.split(command) for name, command in (line.split(":", 1) for line in lines)}


@dataclass
class Child:
    """One supervised process and when it may be started again."""

    name: str
    argv: list[str]
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = RESTART_PAUSE
    not_before: float = 0.0


@dataclass
class Supervisor:
    """Keeps `commands` running (name -> argument list), each one's output in `logs`/<name>.log."""

    commands: dict[str, list[str]]
    logs: Path
    environment: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.children = [Child(name, argv) for name, argv in self.commands.items()]

    def run(self, stop: Event) -> None:
        """Supervise until `stop`, then end every process, last started first."""
        try:
            self.watch(stop)
        finally:
            self.end()

    def watch(self, stop: Event) -> None:
        """Start every process, and again when it dies, until `stop`; ends none of them."""
        while not stop.is_set():
            for child in self.children:
                self._look_after(child)
            stop.wait(0.1)

    def end(self) -> None:
        """Ask every process to end, wait, and end what is left."""
        for child in reversed(self.children):
            _signal_group(child, signal.SIGTERM)
        limit = time.monotonic() + STOP_GRACE
        for child in reversed(self.children):
            _wait(child, limit)
            _signal_group(child, signal.SIGKILL)  # whatever did not end, or was left behind
            _wait(child, time.monotonic() + STOP_GRACE)

    def _look_after(self, child: Child) -> None:
        now = time.monotonic()
        if child.process is not None and child.process.poll() is not None:
            _signal_group(child, signal.SIGKILL)  # a killed server may leave workers that hold the port
            early = now - child.started < SETTLED
            child.pause = min(child.pause * 2, RESTART_PAUSE_LIMIT) if early else RESTART_PAUSE
            child.not_before = now + child.pause
            child.process = None
        if child.process is None and now >= child.not_before:
            self._start(child)

    def _start(self, child: Child) -> None:
        self.logs.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (self.logs / f"{child.name}.log").open("ab") as log:
            child.process = _spawn(child.argv, log, self.environment)
        child.started = time.monotonic()


def _spawn(argv: list[str], log: IO[bytes], extra: dict[str, str]) -> subprocess.Popen[bytes]:
    bin_folder = str(Path(sys.executable).parent)
    path = os.pathsep.join((bin_folder, os.environ.get("PATH", "")))
    return subprocess.Popen(
        argv,
        stdin=subprocess.DEVNULL,
        stdout=log,
        stderr=log,
        env={**os.environ, **extra, "PATH": path},
        executable=_which(argv[0], bin_folder),
        start_new_session=True,  # its own group: Ctrl-C reaches us first, and the group dies as one
        preexec_fn=_die_with_parent,  # noqa: PLW1509 - the supervisor has no other thread that holds locks here
    )


def _which(program: str, bin_folder: str) -> str:
    beside = Path(bin_folder) / program
    return str(beside) if beside.exists() else program


def _die_with_parent() -> None:
    """Have the kernel end this process when the supervisor dies without a word (Linux)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def _signal_group(child: Child, number: signal.Signals) -> None:
    if child.process is None:
        return
    try:
        os.killpg(child.process.pid, number)
    except ProcessLookupError:
        return


def _wait(child: Child, limit: float) -> None:
    if child.process is None:
        return
    try:
        child.process.wait(timeout=max(0.1, limit - time.monotonic()))
    except subprocess.TimeoutExpired:
        return
