"""Bytes, requests and seconds until the first question is usable, ours beside others that show the same form."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser

from bench.intake.processes import Unavailable
from bench.pages.candidate import Candidate
from bench.pages.chromium import Visit, chromium, visit
from bench.pages.enketo import enketo
from bench.pages.form import ANSWER
from bench.pages.ours import ours
from bench.pages.serving import listening
from bench.pages.surveyjs import surveyjs

KINDS = {"Document": "page", "Script": "scripts", "Stylesheet": "styles", "Font": "fonts"}
"""Kind of resource, as the browser has it -> its column; whatever else there is comes under `rest`."""
SIZES = (*KINDS.values(), "rest", "all")
HEADS = ("candidate", "requests", *(f"{size} kB" for size in SIZES), "to ours", "usable s", "its ratio")
Row = dict[str, Any]
Opened = list[tuple[Candidate, str]]
"""Candidates and where they are served."""


def measured(peers: Path, rounds: int, say: Callable[[str], None]) -> list[Row]:
    """Every candidate that can be had, and why the others cannot."""
    candidates = [ours(), surveyjs(peers), *enketo(peers)]
    with ExitStack() as stack, chromium() as browser:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="pages-")))
        opened, missing = _opened(candidates, folder, browser, stack)
        return [*summary(_visits(opened, browser, rounds, say), browser.version), *missing]


def _opened(candidates: list[Candidate], folder: Path, browser: Browser, stack: ExitStack) -> tuple[Opened, list[Row]]:
    """Have them served until the stack is left."""
    opened: Opened = []
    missing: list[Row] = []
    for one in candidates:
        own = Path(tempfile.mkdtemp(dir=folder))
        try:
            opened.append((one, stack.enter_context(listening(one.site(own, browser)))))
        except Unavailable as fault:
            missing.append({"candidate": one.name, "missing": str(fault)})
    return opened, missing


def _visits(opened: Opened, browser: Browser, rounds: int, say: Callable[[str], None]) -> dict[str, list[Visit]]:
    """Candidates take turns, so that whatever else the machine does meets them all; the first round is not counted."""
    seen: dict[str, list[Visit]] = {one.name: [] for one, _ in opened}
    for number in range(1 + rounds):
        for one, address in opened:
            say(f"round {number or 'that warms up'}: {one.name}")
            seen[one.name].append(visit(browser, address, one.way, ANSWER))
    return {name: visits[1:] for name, visits in seen.items()}


def summary(seen: dict[str, list[Visit]], chromium_version: str) -> Iterator[Row]:
    """Medians of the rounds; the ratios are to ours, times within a round."""
    base = seen["ours"]
    ours_all = sizes(base)["all"]
    for name, visits in seen.items():
        found = sizes(visits)
        yield {
            "candidate": name,
            "requests": median(one.traffic.requests for one in visits),
            **{f"{size} kB": round(found[size] / 1000, 1) for size in SIZES},
            "to ours": round(found["all"] / ours_all, 1),
            "usable s": round(median(one.usable for one in visits), 2),
            "its ratio": round(median(one.usable / other.usable for one, other in zip(visits, base, strict=True)), 1),
            "rounds": [round(one.usable, 2) for one in visits],
            "chromium": chromium_version,
        }


def sizes(visits: list[Visit]) -> dict[str, float]:
    """Bytes by column."""
    found = {size: median(_size(one, size) for one in visits) for size in (*KINDS.values(), "rest")}
    return {**found, "all": sum(found.values())}


def _size(one: Visit, size: str) -> float:
    return sum(bytes_ for kind, bytes_ in one.traffic.sizes.items() if KINDS.get(kind, "rest") == size)
