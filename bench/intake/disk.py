"""The disk: how often a second it syncs, and how to make it slower for a process."""

import os
import shutil
import tempfile
import time
from pathlib import Path

from bench.intake.processes import Unavailable, done

SOURCE = Path(__file__).with_name("slow_disk.c")
DELAY = 2_000  # microseconds


def syncs(folder: Path, seconds: float = 1.0) -> float:
    """How many appends of 2 KB a second are each on disk before the next."""
    count, end = 0, time.perf_counter() + seconds
    with tempfile.TemporaryFile(dir=folder) as file:
        while time.perf_counter() < end:
            os.write(file.fileno(), bytes(2048))
            os.fdatasync(file.fileno())
            count += 1
    return count / seconds


def slowed(folder: Path) -> dict[str, str]:
    """The environment of a process whose disk is 2 ms slower."""
    compiler = shutil.which("cc")
    if compiler is None:
        raise Unavailable("there is no C compiler to make the disk slower with")
    library = folder / "slow_disk.so"
    done([compiler, "-O2", "-shared", "-fPIC", "-o", str(library), str(SOURCE)])
    return {"LD_PRELOAD": str(library), "SYNC_DELAY": str(DELAY)}
