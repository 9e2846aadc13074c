"""The committee's packet of a frozen shortlist: from the ledger to the bytes of the PDF, each page of it counted.

Each round is a process of its own: Typst keeps what it has laid out, so a second packet alike costs next to nothing.
"""

import re
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from hashlib import sha256
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from statistics import median

from app.packet.composing import packet_of, packet_pdf
from app.packet.material import gathered
from app.shortlisting.freezing import freeze
from bench.shortlist.arithmetic import Say
from bench.shortlist.round import FORM, context_in, fill

HEADS = (
    "proposals",
    "pages",
    "gathered s",
    "composed s",
    "set in type s",
    "pages/s",
    "processor s",
    "pages/processor s",
    "MB",
)
A_PAGE = re.compile(rb"/Type\s*/Page\b")
Turn = tuple[tuple[float, ...], int, int, str]
"""Seconds of each step and of the processor in all, pages, bytes, and a digest of them."""


def measured(sizes: Sequence[int], rounds: int, say: Say) -> list[dict[str, object]]:
    """A row a size: medians by the clock, reading the fonts among them."""
    return [_one(size, rounds, say) for size in sizes]


def _one(size: int, rounds: int, say: Say) -> dict[str, object]:
    say(f"{size} proposals: a round is made")
    with tempfile.TemporaryDirectory() as folder:
        context = context_in(Path(folder))
        fill(context, size)
        number = freeze(context, FORM, "bench").number
        context.ledger.engine.dispose()
        say("measured")
        with ProcessPoolExecutor(1, mp_context=get_context("spawn"), max_tasks_per_child=1) as fresh:
            turns = [fresh.submit(_turn, folder, number).result() for _ in range(rounds)]
    steps = [median(turn[0][place] for turn in turns) for place in range(4)]
    [(pages, size_of_it, _)] = {turn[1:] for turn in turns}  # the same file each time
    return {
        "proposals": size,
        "pages": pages,
        **{name: round(step, 3) for name, step in zip(HEADS[2:5], steps, strict=False)},
        "pages/s": round(pages / sum(steps[:3]), 1),
        "processor s": round(steps[3], 3),
        "pages/processor s": round(pages / steps[3], 1),
        "MB": round(size_of_it / 1e6, 2),
    }


def _turn(folder: str, number: int) -> Turn:
    context = context_in(Path(folder))
    moments, work = [time.perf_counter()], time.process_time()
    material = gathered(context, FORM, number)
    moments.append(time.perf_counter())
    packet = packet_of(material)
    moments.append(time.perf_counter())
    pdf = packet_pdf(packet)
    moments.append(time.perf_counter())
    steps = tuple(later - before for before, later in pairwise(moments))
    steps = (*steps, time.process_time() - work)
    return steps, len(A_PAGE.findall(pdf)), len(pdf), sha256(pdf).hexdigest()
