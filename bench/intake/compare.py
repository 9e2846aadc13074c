"""Candidates side by side: each is started, pressed and ended in its turn, over several rounds."""

import subprocess
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bench.intake.candidate import Candidate
from bench.intake.deliveries import one
from bench.intake.load import Figures, Load
from bench.intake.processes import Memory, Unavailable, free_port, memory, until

READY = 120.0  # seconds in which a candidate must take a first delivery
WARMING = 2  # seconds of load that are not counted
DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))


@dataclass
class Result:
    """What was seen of a candidate, a round each; `missing` says why it could not be measured."""

    name: str
    rounds: list[tuple[Figures, Memory]] = field(default_factory=list)
    missing: str = ""


def compare(
    candidates: Sequence[Candidate], load: Load, folder: Path, *, rounds: int, seconds: int, say: Callable[[str], None]
) -> list[Result]:
    """Measure them in turn, so that what the machine does meanwhile meets them all."""
    results = [Result(one.name) for one in candidates]
    pairs = list(zip(candidates, results, strict=True))
    for candidate, result in pairs:
        with noted(result):
            candidate.prepare(own(folder, candidate))
    for number in range(rounds):
        for candidate, result in pairs:
            if not result.missing:
                say(f"round {number + 1} of {rounds}: {candidate.name}")
                with noted(result):
                    result.rounds.append(measured(candidate, load, folder, seconds))
    return results


@contextmanager
def noted(result: Result) -> Iterator[None]:
    """Write down why a candidate is out, and go on with the others."""
    try:
        yield
    except (Unavailable, OSError, RuntimeError, subprocess.SubprocessError) as fault:
        result.missing = str(fault)


def own(folder: Path, candidate: Candidate) -> Path:
    """The folder of a candidate, which it keeps over the rounds."""
    found = folder / candidate.name.replace(" ", "-")
    found.mkdir(parents=True, exist_ok=True)
    return found


def measured(candidate: Candidate, load: Load, folder: Path, seconds: int) -> tuple[Figures, Memory]:
    port = free_port()
    with candidate.serve(own(folder, candidate), port) as numbers:
        until(lambda: takes(port, candidate.path), READY, f"{candidate.name} to take a delivery")
        load.press(port, candidate.path, WARMING)
        figures = load.press(port, candidate.path, seconds)
        return figures, memory(numbers)


def takes(port: int, path: str) -> bool:
    """Whether a delivery is accepted there."""
    headers, body = one()
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, headers)
    try:
        with DIRECT.open(request, timeout=10) as answer:
            return bool(200 <= answer.status < 300)
    except OSError:
        return False
