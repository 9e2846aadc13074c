"""The load: wrk over keep-alive connections, which sends a stack of prepared deliveries."""

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.intake import deliveries
from bench.intake.processes import Unavailable, done

SCRIPT = Path(__file__).with_name("load.lua")
MEMORY = Path("/dev/shm")
FASTEST = 30_000  # deliveries that are made for each second; a candidate that takes more is told to be too fast
PACKAGES = ("wrk", "libluajit2-5.1-2")


@dataclass(frozen=True)
class Figures:
    """What one run of the load saw; p50 and p99 in milliseconds."""

    rate: float
    p50: float
    p99: float
    requests: int
    faults: int


@dataclass(frozen=True)
class Load:
    """How to press: the program, and over how many connections."""

    wrk: Path
    connections: int = 16

    def press(self, port: int, path: str, seconds: int) -> Figures:
        """Send as fast as it is taken, for so many seconds."""
        with stack(FASTEST * seconds) as ready:
            figures = read(done(self.command(port, path, ready, seconds), environment=self.environment))
        if figures.requests > FASTEST * seconds:
            raise RuntimeError("it took more deliveries than were made: raise FASTEST")
        return figures

    def command(self, port: int, path: str, ready: Path, seconds: int, *, count: int = 0, rate: float = 0) -> list[str]:
        options = ["-t1", f"-c{self.connections}", f"-d{seconds}s", "--timeout", "10s", "-s", str(SCRIPT)]
        address = f"http://127.0.0.1:{port}"
        return [str(self.wrk), *options, address, "--", str(ready), path, str(count), str(rate)]

    @property
    def environment(self) -> dict[str, str]:
        """Where its libraries are, when it was fetched."""
        found = [str(one.parent) for one in self.wrk.parents[2].glob("usr/lib/*/libluajit*.so.2")]
        return {"LD_LIBRARY_PATH": os.pathsep.join(found)} if found else {}


@contextmanager
def stack(count: int) -> Iterator[Path]:
    """So many deliveries signed now, kept in memory: writing them out would slow the disk that is measured."""
    with tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as folder:
        path = Path(folder) / "stack"
        deliveries.write(path, count)
        yield path


def read(said: str) -> Figures:
    """The figures that load.lua printed last."""
    found = json.loads(said.strip().splitlines()[-1])
    rate = (found["requests"] - found["refused"]) / found["seconds"]
    faults = found["refused"] + found["broken"]
    return Figures(rate, found["p50"], found["p99"], found["requests"], faults)


def find_wrk(cache: Path) -> Path:
    """wrk as it is installed, or Debian's, unpacked into the cache."""
    installed = shutil.which("wrk")
    if installed:
        return Path(installed)
    folder = cache / "wrk"
    program = folder / "usr/bin/wrk"
    if not program.exists():
        folder.mkdir(parents=True, exist_ok=True)
        try:
            done(["apt-get", "download", *PACKAGES], folder=folder)
            for package in folder.glob("*.deb"):
                done(["dpkg", "-x", str(package), str(folder)])
        except (OSError, subprocess.CalledProcessError) as fault:
            raise Unavailable(f"wrk is not installed and cannot be fetched: {fault}") from fault
    return program
