"""Candidates side by side: each is started, pressed and ended in its turn, over several rounds."""

import time
import urllib.error
import urllib.request
from collections.abc import Callable, Sequence
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
        attempt(result, lambda candidate=candidate: candidate.prepare(own(folder, candidate)))  # type: ignore[misc]
    for number in range(rounds):
        for candidate, result in pairs:
            if not result.missing:
                say(f"round {number + 1} of {rounds}: {candidate.name}")
                attempt(result, lambda c=candidate, r=result: r.rounds.append(measured(c, load, folder, seconds)))  # type: ignore[misc]
    return results


def attempt(result: Result, deed: Callable[[], None]) -> None:
    """Do it, or write down why this candidate is out."""
    try:
        deed()
    except (Unavailable, OSError, RuntimeError) as fault:
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
        held = memory(numbers)
        time.sleep(0.5)  # what is on its way ends here
    return figures, held


def takes(port: int, path: str) -> bool:
    """Whether a delivery is accepted there."""
    headers, body = one()
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", body, headers)
    try:
        with DIRECT.open(request, timeout=10) as answer:
            return bool(200 <= answer.status < 300)
    except OSError:
        return False
