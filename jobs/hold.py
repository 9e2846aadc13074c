"""Holds the data folder for one supervisor at a time: two would share a socket and an append-only file."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

HELD_BY = "supervisor.lock"
"""Locked by the kernel while its holder lives, and never removed: a killed holder leaves no lock behind."""


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a data folder, as it said itself."""

    process: int
    address: str


class Held(Exception):  # noqa: N818 - a state of the world
    """Another supervisor holds the folder; `holder` is None where it did not get round to saying who it is."""

    def __init__(self, holder: Holder | None) -> None:
        super().__init__("the data folder is held")
        self.holder = holder


@contextmanager
def held(data_dir: Path, address: str) -> Iterator[None]:
    """Hold the folder for the length of the block, which is the life of the supervisor. Raises Held."""
    data_dir.mkdir(parents=True, exist_ok=True)
    # children do not inherit the file (PEP 446), so none of them can hold the folder after its supervisor
    with (data_dir / HELD_BY).open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Held(_holder(data_dir)) from None
        file.truncate(0)
        file.write(f"{os.getpid()} {address}\n")
        file.flush()
        yield


def _holder(data_dir: Path) -> Holder | None:
    process, _, address = (data_dir / HELD_BY).read_text().strip().partition(" ")
    return Holder(int(process), address) if process.isdecimal() and address else None
