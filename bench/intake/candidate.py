"""What can be measured: how a candidate is made ready once, and how it is started."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path


def nothing(folder: Path) -> None:
    """A candidate that is ready as it is."""


@dataclass(frozen=True)
class Candidate:
    """`serve` takes the candidate's own folder and a port, and gives the processes that serve there."""

    name: str
    path: str
    serve: Callable[[Path, int], AbstractContextManager[list[int]]]
    prepare: Callable[[Path], None] = nothing
